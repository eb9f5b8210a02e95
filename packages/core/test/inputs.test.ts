import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { CustomFieldUpdates, FileInput, InvalidInput, Job, NoteInput, capabilityIds, catalogue } from "../src/index.ts";
import { inputIssues } from "../src/errors/index.ts";
import { job } from "./fixtures/toy-adapter.ts";

const problems = (schema: z.core.$ZodType, value: unknown): string[] => {
  const parsed = z.safeParse(schema, value);
  return parsed.success ? [] : inputIssues(parsed.error).map(({ path, message }) => `${path}: ${message}`);
};

describe("a file", () => {
  const name = "cv.pdf";

  it.each([
    [{ name, base64: "JVBERg==" }],
    [{ name, bytes: new Uint8Array([1]) }],
    [{ name, bytes: Buffer.from("x") }],
    [{ name, stream: new ReadableStream() }],
    [{ name, path: "./cv.pdf" }],
    [{ name, url: "https://files.example/cv.pdf" }],
    [{ name: "Lebenslauf Größe (2).pdf", base64: "x", contentType: "application/pdf", type: "CV" }],
  ])("is given in exactly one way: %o", (file) => {
    expect(FileInput.parse(file)).toMatchObject({ type: "type" in file ? file.type : "OTHER" });
  });

  it.each([
    ["two ways at once", { name, base64: "x", path: "y" }, ": must have base64, bytes, blob"],
    ["a way that is unknown", { name, content: "x" }, ": must have base64, bytes, blob"],
    ["such a way, and no name", { content: "x" }, ": must have base64, bytes, blob"],
    ["no content", { name }, ": must have base64, bytes, blob"],
    ["no name", { base64: "x" }, "name"],
    ["a plain address", { name, url: "http://files.example/cv.pdf" }, "url"],
    ["a local address", { name, url: "file:///etc/passwd" }, "url"],
    [
      "a slash in the name",
      { name: "../cv.pdf", url: "https://files.example/x" },
      "name: must hold no slash or control character",
    ],
    ["a backslash in the name", { name: "..\\cv.pdf", path: "x" }, "name: must hold no slash or control character"],
    ["a line break in the name", { name: "a\r\nb", base64: "x" }, "name: must hold no slash or control character"],
    ["a reversed name", { name: "cv\u202efdp.exe", base64: "x" }, "name: must hold no slash or control character"],
    ["an isolated name", { name: "cv\u2066fdp.exe", base64: "x" }, "name: must hold no slash or control character"],
    ["a name of dots", { name: "..", path: "x" }, "name: must not consist of dots"],
    [
      "no media type",
      { name, base64: "x", contentType: "pdf" },
      "contentType: must be a media type such as application/pdf",
    ],
    [
      "more than a media type",
      { name, base64: "x", contentType: "application/pdf\r\nX-Key: 1" },
      "contentType: must be a media type such as application/pdf",
    ],
    ["an unknown purpose", { name, base64: "x", type: "PHOTO" }, "type"],
  ])("is refused with %s, and the refusal names what is wrong", (_what, file, problem) => {
    const found = problems(FileInput, file);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(problem);
  });
});

describe("updates of custom fields", () => {
  it("hold text, numbers, yes or no, lists, or null to clear", () => {
    const updates = { a: "x", b: 1.5, c: false, d: ["x", "y"], e: null, f: "" };
    expect(CustomFieldUpdates.parse(updates)).toEqual(updates);
  });

  it.each([
    [{}],
    [{ a: undefined }],
    [{ a: Number.NaN }],
    [{ a: Infinity }],
    [{ a: { b: 1 } }],
    [{ a: [1] }],
    [{ "": "x" }],
    [[]],
    ["x"],
  ])("are refused: %o", (updates) => {
    expect(CustomFieldUpdates.safeParse(updates).success).toBe(false);
  });
});

describe("a note", () => {
  it("is plain text, or says which it is", () => {
    expect(NoteInput.parse("<b>x</b>")).toEqual({ text: "<b>x</b>" });
    expect(NoteInput.parse({ html: "<b>x</b>" })).toEqual({ html: "<b>x</b>" });
    expect(NoteInput.safeParse({ text: "x", html: "x" }).success).toBe(false);
  });
});

describe("what is wrong with an input", () => {
  it("is reported for the way of writing it that was meant", () => {
    const { input } = catalogue["candidates.addNote"];
    expect(problems(input, { candidate: "", note: "n" })).toEqual([
      expect.stringMatching(/^candidate: must not be empty/),
    ]);
    expect(problems(input, { candidate: { id: "" }, note: "n" })).toEqual([
      expect.stringMatching(/^candidate\.id: must not be empty/),
    ]);
    expect(problems(input, { candidate: { id: "a", remoteId: "" }, note: "n" })).toEqual([
      expect.stringMatching(/^candidate\.remoteId: must/),
    ]);
    expect(problems(input, { candidate: "c", note: { html: 1 } })).toEqual([expect.stringMatching(/^note\.html: /)]);
  });

  it("is reported also from within an answer that is a file", () => {
    const input = {
      job: "j",
      candidate: { firstName: "J", lastName: "D", email: "j@d.example" },
      screeningAnswers: [{ questionId: "q", answer: { name: "a/b", base64: "x" } }],
    };
    expect(problems(catalogue["applications.create"].input, input)).toEqual([
      "screeningAnswers[0].answer.name: must hold no slash or control character",
    ]);
  });

  it("never contains the values that were given", () => {
    const marked = "Zq7-private-Zq7";
    const leaf = fc.constantFrom(marked, `${marked}/x`, `${marked}@x`, [marked], { deep: marked }, 7, null);
    for (const id of capabilityIds) {
      const { input } = catalogue[id];
      const keys = Object.keys((input as unknown as { shape?: object }).shape ?? { id: 0, remoteId: 0 });
      fc.assert(
        fc.property(fc.record(Object.fromEntries(keys.map((key) => [key, leaf])), { requiredKeys: [] }), (given) => {
          const parsed = input.safeParse(given);
          if (parsed.success) return;
          const error = new InvalidInput(`The input of ${id}`, inputIssues(parsed.error));
          expect(error.issues.length).toBeGreaterThan(0);
          expect(`${error.stack} ${String(error)} ${JSON.stringify(error)}`).not.toContain(marked);
        }),
        { numRuns: 25 },
      );
    }
  });
});

describe("a canonical record", () => {
  it("is plain data that survives JSON, and takes values that nobody foresaw", () => {
    const future = { ...job("a"), status: "ON_ICE" };
    expect(Job.parse(JSON.parse(JSON.stringify(future)))).toEqual(future);
  });
});
