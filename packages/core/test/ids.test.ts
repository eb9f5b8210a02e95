import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CandidateReference, Id, RemoteId } from "../src/index.ts";

const hostile: [string, string][] = [
  ["empty", ""],
  ["a slash", "a/b"],
  ["a backslash", "a\\b"],
  ["a way up", "../jobs"],
  ["a query", "a?x=1"],
  ["a fragment", "a#b"],
  ["percent encoding", "a%2Fb"],
  ["a space", "a b"],
  ["a line break", "a\r\nX-Key: 1"],
  ["a nul", "a\0"],
  ["an escape", "a\u001b[31m"],
  ["a C1 control", "a\u0085"],
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
  ["no-break space", "a\u00a0b"],
  ["256 characters", "a".repeat(256)],
];

describe("an id", () => {
  it.each(hostile)("is refused with %s, and so is an id of the ATS", (_what, id) => {
    expect(Id.safeParse(id).success).toBe(false);
    expect(RemoteId.safeParse(id).success).toBe(false);
    expect(CandidateReference.safeParse({ id: "c", remoteId: id }).success).toBe(false);
  });

  it.each([["."], [".."], ["..."], ["a.b"]])("is refused with dots: %s", (id) => {
    expect(Id.safeParse(id).success).toBe(false);
  });

  it("of the ATS may hold a dot or a colon, but not consist of dots", () => {
    expect(RemoteId.safeParse("123:4.5").success).toBe(true);
    expect(RemoteId.safeParse("..").success).toBe(false);
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
        fc.pre(RemoteId.safeParse(id).success);
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
