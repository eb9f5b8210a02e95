import { expect, it } from "vitest";
import { mutatedAnswers, tools } from "./mutated-answers.ts";

it.for(tools)("a call of %s ends in an answer or a clear error, whatever the server sends", async (tool) => {
  const { calls, refused, unforeseen } = await mutatedAnswers(tool, 97);
  expect(unforeseen).toEqual([]);
  expect(calls).toBeGreaterThan(60);
  // Otherwise nothing would have been wrong with the answers, or nothing right.
  expect(refused).toBeGreaterThan(calls / 20);
  expect(refused).toBeLessThan(calls);
});
