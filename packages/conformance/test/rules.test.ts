import { expect, it } from "vitest";
import { rulesText, withMore } from "../src/rules.ts";

const test = {
  capability: "jobs.stream",
  promise: "reads on after an empty page",
  subject: "streams",
  writes: false,
  run: () => Promise.resolve(),
};

it("a red test prints its promise, each of its rules, and the subject to read on", () => {
  const rules = [
    { rule: "a page without records is not the end of a list", tried: "it empties the first page" },
    { rule: "a repeated cursor ends the list in an error", tried: "it repeats one" },
  ];
  expect(rulesText({ ...test, rules })).toBe(
    [
      "Promise: jobs.stream reads on after an empty page.",
      "Rule: a page without records is not the end of a list.",
      "  Test: it empties the first page.",
      "Rule: a repeated cursor ends the list in an error.",
      "  Test: it repeats one.",
      'Read on: docs/conformance-rules.md, "streams".',
    ].join("\n"),
  );
});

it("a red test whose title is the rule prints its promise and the subject to read on", () => {
  expect(rulesText({ ...test, rules: [] })).toBe(
    'Promise: jobs.stream reads on after an empty page.\nRead on: docs/conformance-rules.md, "streams".',
  );
});

it("a red test prints its rules also below a failure whose message cannot be set", () => {
  const failure = new DOMException("the call was cancelled", "AbortError");
  expect(withMore(failure, "Promise: it ends.")).toBe(failure);
  expect(failure.message).toBe("the call was cancelled\n\nPromise: it ends.");
});
