import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { adapters } from "@anyats/cli/adapters";

const root = dirname(import.meta.dirname);
const mostEdits = 3;

/** What CONTRIBUTING.md says of a new adapter over Kombo: the files outside its folder that name it. */
const walk = readFileSync(join(root, "CONTRIBUTING.md"), "utf8")
  .split("## Add an adapter over Kombo to this repository")[1]!
  .split("\n## ")[0]!;
const said = [...walk.matchAll(/^\d+\. `([^`]+)`/gm)].map(([, file]) => file!);

const tracked = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
}).stdout.split("\n");

/** What a person writes for the adapter to be there: not tests, examples of its use, prose or generated files. */
const written = tracked.filter(
  (file) =>
    /(\.(ts|mjs|json|yaml)|\.oxlintrc\.json)$/.test(file) &&
    !/(^|\/)(test|templates|examples|node_modules)\/|\.test\.ts$|^docs\/(api|coverage)\/|^site\/|evidence\.json$|^pnpm-lock/.test(
      file,
    ),
);

/** A package may try an adapter in its tests: those dependencies do not count. */
function textOf(file: string): string {
  const text = readFileSync(join(root, file), "utf8");
  if (!file.endsWith("package.json")) return text;
  const { dependencies = {} } = JSON.parse(text) as { dependencies?: object };
  return JSON.stringify(dependencies);
}

const overKombo = (await Promise.all(Object.values(adapters).map((load) => load()))).filter(
  ({ extends: parent }) => parent?.id === "kombo-base",
);

describe("the walk to a new adapter over Kombo", () => {
  it(`names at most ${mostEdits} files outside the adapter's folder`, () => {
    expect(said.length).toBeGreaterThan(0);
    expect(said.length).toBeLessThanOrEqual(mostEdits);
  });

  // Avionté is the adapter that benchmarks, examples and proofs are written with, so they name it.
  it.each(overKombo.map(({ id }) => id).filter((id) => id !== "avionte"))(
    "is complete for %s: no other file names it",
    (id) => {
      const names = new RegExp(`@anyats/${id}\\b|packages/${id}\\b|packages/\\{[^}]*\\b${id}\\b`);
      const naming = written.filter((file) => !file.startsWith(`packages/${id}/`) && names.test(textOf(file)));
      expect(naming.toSorted()).toEqual(said.toSorted());
    },
  );
});
