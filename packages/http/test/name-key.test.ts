import { expect, it } from "vitest";
import { nameKey } from "../src/index.ts";

it.each([
  ["Groß", "GROSS"],
  ["GROẞ", "groß"],
  ["Yıldız", "YILDIZ"],
  ["İnce", "İnce".toLowerCase()],
  ["Åsa  Ek ", "A\u030Asa\u00A0ek"],
])("%s is the same name as %s", (one, other) => {
  expect(nameKey(one)).toBe(nameKey(other));
});

it.each([
  ["José", "Jose"],
  ["Anna", "Ann"],
  ["Ann", null],
])("%s is not the same name as %s", (one, other) => {
  expect(nameKey(one)).not.toBe(nameKey(other));
});
