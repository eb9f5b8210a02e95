import { readdirSync, readFileSync } from "node:fs";
import { coverageOf } from "@anyats/core/coverage";
import { expect, it } from "vitest";
import { rowan } from "../src/index.ts";

/** Rowan itself, and the app that shows the adapter at work. */
const notTheAdapter = /^(server\/|main\.ts$)/;

it("implements more than ten capabilities in fewer than 400 lines of source", () => {
  const folder = new URL("../src/", import.meta.url);
  const names = readdirSync(folder, { recursive: true }).map((name) => String(name).replaceAll("\\", "/"));
  const files = names.filter((name) => name.endsWith(".ts") && !notTheAdapter.test(name));
  const lines = files.map((name) => readFileSync(new URL(name, folder), "utf8").trimEnd().split("\n").length);
  const { supported, limited } = coverageOf(rowan).totals;
  expect(supported + limited).toBeGreaterThan(10);
  expect(lines.reduce((sum, each) => sum + each, 0)).toBeLessThan(400);
});
