import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { adapters } from "@anyats/cli/adapters";

const root = dirname(import.meta.dirname);
const mostEdits = 3;

/** What CONTRIBUTING.md says of a new adapter over Kombo: the files outside its folder that name it. */
const walk = readFileSync(join(root, "CONTRIBUTING.md"), "utf8")
  .split("## Add an adapter to this repository")[1]!
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

describe("./dev anyats new adapter", () => {
  it.each([
    { cwd: "packages", args: ["acme", "--kind", "native"], advice: "./dev adapter acme --kind native" },
    { cwd: ".", args: ["acme", "--directory=packages/acme"], advice: "./dev adapter acme" },
  ])("is refused in $cwd where the package would be in the workspace", ({ cwd, args, advice }) => {
    const script = [join(root, "scripts/dev.mjs"), "anyats", "new", "adapter", ...args];
    const { status, stderr } = spawnSync(process.execPath, script, { cwd: join(root, cwd), encoding: "utf8" });
    expect(stderr).toContain(`\`${advice}\` writes the package`);
    expect(status).toBe(1);
    expect(existsSync(join(root, "packages/acme"))).toBe(false);
  });
});

describe("./dev adapter", () => {
  it.each([
    { kind: "kombo", sibling: "greenhouse" },
    { kind: "native", sibling: "ashby" },
  ])("makes a $kind adapter a package like $sibling's, which the linter passes", ({ kind, sibling }) => {
    const into = mkdtempSync(join(tmpdir(), "anyats-walk-"));
    try {
      const script = [join(root, "scripts/new-adapter.mjs"), "acme", "--kind", kind, "--into", into];
      const { status, stdout, stderr } = spawnSync(process.execPath, script, { encoding: "utf8" });
      expect(stderr).toBe("");
      expect(status).toBe(0);
      for (const file of said) expect(stdout).toContain(file);
      const written = readdirSync(join(into, "acme"));
      const siblings = readdirSync(join(root, "packages", sibling)).filter(
        (name) => !["dist", "node_modules", "evidence.json", ".turbo", "CHANGELOG.md"].includes(name),
      );
      expect(written.toSorted()).toEqual(siblings.toSorted());
      const manifestOf = (folder: string) => readFileSync(join(folder, "package.json"), "utf8");
      const described = /"description": "[^"]*"/;
      expect(manifestOf(join(into, "acme")).replace("@anyats/acme", `@anyats/${sibling}`).replace(described, "")).toBe(
        manifestOf(join(root, "packages", sibling)).replace(described, ""),
      );
      const texts = readdirSync(join(into, "acme"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "utf8"));
      expect(texts.join("\n")).not.toContain("anyats-acme");
      const oxlint = join(root, "node_modules/.bin/oxlint");
      const rules = ["-c", join(root, ".oxlintrc.json"), "--deny-warnings", join(into, "acme")];
      expect(spawnSync(oxlint, rules, { encoding: "utf8" })).toMatchObject({ status: 0 });
    } finally {
      rmSync(into, { recursive: true });
    }
  });
});
