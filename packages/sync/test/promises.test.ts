import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { promises } from "./support/promises.ts";

const root = join(import.meta.dirname, "../../..");
const pathOf = (file: string) => (file.includes("/") ? file : `packages/sync/test/${file}.test.ts`);

/** The rows of the table of guarantees: number, promise and tests. */
const rows = readFileSync(join(root, "docs/sync.md"), "utf8")
  .split("\n")
  .filter((line) => /^\| \d+ \|/.test(line))
  .map((line) => line.split("|").map((cell) => cell.trim()));

describe("the table of guarantees", () => {
  it("has twenty-five promises, each with a test", () => {
    expect(promises).toHaveLength(25);
    for (const { promise, tests } of promises) expect(Object.values(tests).flat(), promise).not.toEqual([]);
  });

  it("has the promises that are tested, in their order", () => {
    expect(rows.map(([, number, promise]) => `${number} ${promise}`)).toEqual(
      promises.map(({ promise }, place) => `${place + 1} ${promise}`),
    );
  });

  it.each(promises)("names the tests of: $promise", ({ tests, elsewhere, promise }) => {
    const [, , , cell] = rows.find((row) => row[2] === promise)!;
    for (const [file, titles] of Object.entries(tests)) {
      const text = readFileSync(join(root, pathOf(file)), "utf8");
      for (const title of titles) {
        expect(text, file).toContain(title);
        expect(cell).toContain(`"${title}"`);
      }
      expect(cell).toContain(file.replace(/\.test\.ts$/, ""));
    }
    const isElsewhere = Object.keys(tests).some((file) => file.includes("/"));
    expect(elsewhere !== undefined, "a test elsewhere has a reason").toBe(isElsewhere);
  });
});
