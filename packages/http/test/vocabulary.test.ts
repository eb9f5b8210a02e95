import { vocabulary } from "../src/index.ts";
import { expect, it } from "vitest";

const states = vocabulary({ live: "OPEN", done: "CLOSED" });

it("a vocabulary reports a word that nobody knows, and passes it through", () => {
  const drift: string[] = [];
  const read = (word: string | null | undefined) =>
    states.read(word, (...said) => drift.push(said.join(" ")), "$.state");
  expect(["live", "paused", "toString", "", null, undefined].map(read)).toEqual([
    "OPEN",
    "paused",
    "toString",
    null,
    null,
    null,
  ]);
  expect(drift).toEqual(["$.state unknown-value", "$.state unknown-value"]);
  expect(states.read("paused")).toBe("paused");
});
