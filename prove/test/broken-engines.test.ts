import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { brokenEngines } from "../src/engines/broken-engines.ts";
import { brokenFiles } from "../src/engines/broken-source.ts";

const root = join(import.meta.dirname, "../..");

describe("the broken engines", () => {
  it("are at least fifteen, each with a name of its own", () => {
    expect(brokenEngines.length).toBeGreaterThanOrEqual(15);
    expect(new Set(brokenEngines.map(({ name }) => name)).size).toBe(brokenEngines.length);
  });

  it.each(brokenEngines)("can be made: $name", (engine) => {
    for (const [path, source] of brokenFiles(engine)) expect(source).not.toBe(readFileSync(path, "utf8"));
  });

  it.each(brokenEngines)("name a test that is there: $name", ({ test, title }) => {
    expect(readFileSync(join(root, test), "utf8")).toContain(title);
  });
});
