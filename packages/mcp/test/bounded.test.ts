import { array, assert, constant, dictionary, integer, letrec, nat, oneof, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { bounded } from "../src/bounded.ts";

const { json } = letrec((tie) => ({
  json: oneof(
    { depthSize: "small" },
    string({ unit: "grapheme", maxLength: 400, size: "max" }),
    integer(),
    constant(null),
    array(tie("json"), { maxLength: 150 }),
    dictionary(
      string({ maxLength: 8 }).filter((name) => name !== "__proto__"),
      tie("json"),
      { maxKeys: 6 },
    ),
  ),
}));

/** Whether a value is another, with lists and texts that end early. */
function isCutFrom(whole: unknown, cut: unknown): boolean {
  if (typeof whole === "string" && typeof cut === "string")
    return (
      cut === whole ||
      (cut.isWellFormed() && cut.endsWith("…") && whole.startsWith(cut.slice(0, -1)) && cut.length >= 100)
    );
  if (Array.isArray(whole) && Array.isArray(cut))
    return (
      cut.length <= whole.length &&
      (cut.length > 0 || whole.length === 0) &&
      cut.every((item, at) => isCutFrom(whole[at], item))
    );
  if (typeof whole !== "object" || whole === null) return whole === cut;
  const [one, other] = [Object.entries(whole), Object.entries(cut as object)];
  return (
    one.length === other.length &&
    one.every(([name, held], at) => other[at]![0] === name && isCutFrom(held, other[at]![1]))
  );
}

describe("what an agent's answer is cut to", () => {
  it("fits where cutting can make it, and keeps a part of each list and text", () => {
    assert(
      property(json, nat(3_000), integer({ min: 1, max: 200 }), (value, maxCharacters, maxRecords) => {
        const result = bounded(value, { maxRecords, maxCharacters });
        const sizeOf = (held: unknown) => JSON.stringify(held).length;
        const fits = sizeOf(value) <= maxCharacters && longestList(value) <= Math.max(maxRecords, 100);
        expect(result.truncated).toBe(JSON.stringify(result.value) !== JSON.stringify(value));
        if (fits) expect(result.value).toEqual(value);
        expect(isCutFrom(value, result.value)).toBe(true);
        const least = bounded(value, { maxRecords: 1, maxCharacters: 0 });
        if (sizeOf(result.value) > maxCharacters) expect(result.value).toEqual(least.value);
      }),
      { numRuns: 400 },
    );
  });
});

it("an answer of just the most that is allowed stays whole", () => {
  const value = { list: Array.from({ length: 100 }, (_, at) => at), text: "x".repeat(600) };
  expect(bounded(value, { maxRecords: 25, maxCharacters: 2_000 })).toEqual({ value, truncated: false });
  const least = "x".repeat(100);
  expect(bounded(least, { maxRecords: 1, maxCharacters: 1 })).toEqual({ value: least, truncated: false });
});

function longestList(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  const own = Array.isArray(value) ? value.length : 0;
  return Math.max(own, ...Object.values(value).map(longestList));
}
