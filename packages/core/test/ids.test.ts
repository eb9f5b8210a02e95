import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CandidateReference, Id, PathSegment, catalogue } from "../src/index.ts";

/** What cannot be a segment of a path, even encoded. */
const hostile: [string, string][] = [
  ["empty", ""],
  ["a slash", "a/b"],
  ["a backslash", "a\\b"],
  ["a way up", "../jobs"],
  ["an encoded slash", "a%2Fb"],
  ["a slash that was encoded twice", "a%252fb"],
  ["encoded dots", "%2e%2E"],
  ["one dot", "."],
  ["two dots", ".."],
  ["a blank only", " "],
  ["a line break", "a\r\nX-Key: 1"],
  ["a nul", "a\0"],
  ["an escape", "a\u001b[31m"],
  ["a C1 control", "a\u0085"],
  ["a line separator", "a\u2028b"],
  ["a zero-width space", "a\u200bb"],
  ["a zero-width joiner", "a\u200db"],
  ["a word joiner", "a\u2060b"],
  ["a soft hyphen", "a\u00adb"],
  ["a byte order mark", "\ufeffa"],
  ["a right-to-left override", "a\u202eb"],
  ["a bidi isolate", "a\u2066b"],
  ["an invisible letter", "a\u3164b"],
  ["an invisible tag", "a\u{e0041}b"],
  ["an annotation mark", "a\ufff9b"],
  ["half a character", "a\ud800"],
  ["1,001 characters", "a".repeat(1_001)],
];

/** What an ATS gave as an id, however odd. */
const odd = ["REQ-2026/017", "REQ 2026 017", "#12", "what?", "100%", "a.b", "a\u00a0b", "a".repeat(300), "123:4.5"];

describe("an id", () => {
  it.each(hostile)("is not a segment of a path with %s", (_what, id) => {
    expect(PathSegment.safeParse(id).success).toBe(false);
  });

  it.each(odd)("is accepted as the ATS gave it, in references, look-ups and filters: %s", (id) => {
    expect(CandidateReference.parse({ id: "c", remoteId: id })).toEqual({ id: "c", remoteId: id });
    expect(CandidateReference.parse(id)).toEqual({ id });
    expect(catalogue["jobs.get"].input.parse({ remoteId: id })).toEqual({ remoteId: id });
    expect(catalogue["jobs.stream"].input.parse({ ids: [id], remoteIds: [id] })).toEqual({
      ids: [id],
      remoteIds: [id],
    });
  });

  it.each(odd.filter((id) => !id.includes("/")))("with no slash is a segment of a path: %s", (id) => {
    expect(PathSegment.parse(id)).toBe(id);
  });

  it.each([
    ["26vafvWSRmbhNcxJYqjCzuJg"],
    ["5f3c1a0e-2b1d-4f59-8a31-0d5e2f9b7c11"],
    ["12:34"],
    ["a".repeat(255)],
    ["größe"],
    ["候補者"],
    ["👩"],
  ])("is taken as it is: %s", (id) => {
    expect(Id.parse(id)).toBe(id);
  });

  it("that is taken stays one segment of a path", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1, maxLength: 20 }), (id) => {
        fc.pre(PathSegment.safeParse(id).success);
        const { pathname } = new URL(`https://api.example/jobs/${encodeURIComponent(id)}/notes`);
        expect(pathname.split("/")).toHaveLength(4);
      }),
    );
  });
});

describe("a reference to a record", () => {
  it("is an id, or the record as it was read", () => {
    expect(CandidateReference.parse("c")).toEqual({ id: "c" });
    expect(CandidateReference.parse({ id: "c", remoteId: "7", firstName: "Jane" })).toEqual({ id: "c", remoteId: "7" });
    expect(CandidateReference.parse({ id: "c", remoteId: null })).toEqual({ id: "c" });
  });

  it("without an id is refused", () => {
    for (const wrong of [{}, { remoteId: "7" }, { id: "" }, 7, null, ["c"]])
      expect(CandidateReference.safeParse(wrong).success).toBe(false);
  });
});
