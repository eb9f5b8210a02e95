import { expect, it } from "vitest";
import { lackingText } from "../src/lacking.ts";

const kept = (promise: string, ...lacking: readonly string[]) => ({
  capability: "jobs.stream",
  promise,
  failure: null,
  untried: null,
  lacking,
});

it("a run names each member that its world lacks, with the promises that ask for it", () => {
  const results = [
    kept("reads all", "crowd"),
    kept("reads all", "crowd", 'trouble("warned")'),
    kept("reads each once", "crowd"),
    kept("ends", "crowd"),
    kept("returns null"),
  ];
  expect(lackingText(results)?.split("\n").slice(1)).toEqual([
    "- `crowd` — 4 promises: reads all; reads each once; and 1 more",
    '- `trouble("warned")` — 1 promise: reads all',
  ]);
});

it("a run whose world has every member names none", () => {
  expect(lackingText([kept("reads all")])).toBeUndefined();
});
