import type { CoverageReport } from "@anyats/core";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { install, packed, shell } from "./packed-fixture.ts";
import { anyats } from "./terminal-fixture.ts";

/** It takes some ten seconds where the registry answers at once. */
const installing = 240_000;

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "anyats-new-"))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("an author in an empty folder, with the packages as they would be published", () => {
  const tool = () => join(folder, "tool");
  let overrides: Readonly<Record<string, string>>;
  beforeAll(async () => {
    mkdirSync(join(folder, "tarballs"));
    overrides = await packed(join(folder, "tarballs"));
    mkdirSync(tool());
    writeFileSync(join(tool(), "package.json"), JSON.stringify({ dependencies: { "@anyats/cli": "*" } }));
    await install(tool(), overrides);
  }, installing);

  // Counting branches takes half as long again: of a kombo adapter only those that it adds to what it inherits.
  it.for([
    { kind: "native", runs: [["branches"]] },
    { kind: "kombo", runs: [["test"], ["branches", "-t", "jobs.stream"]] },
  ])(
    "has a $kind adapter that compiles, keeps its contract and shows its coverage",
    { timeout: installing },
    async ({ kind, runs }) => {
      const command = join(tool(), "node_modules", ".bin", "anyats");
      const told = await shell(folder, [command, "new", "adapter", `acme-${kind}`, "--kind", kind]);
      expect(told).toMatch(/cd acme-\w+ && npm install\n +npm test\n +npm run coverage\n$/);
      const created = join(folder, `acme-${kind}`);
      await install(created, overrides);
      await shell(created, ["pnpm", "run", "typecheck"]);
      let said = "";
      for (const run of runs) said = await shell(created, ["pnpm", "run", ...run]);
      expect(said).toMatch(/No files with missing coverage/);
      if (kind === "native") expect(said).toMatch(/^- `mails` — \d+ promises?: /m);
      await shell(created, ["pnpm", "run", "coverage"]);
      const page = readFileSync(join(created, "COVERAGE.md"), "utf8");
      expect(page).toMatch(new RegExp(`^# Acme ${kind === "native" ? "Native" : "Kombo"}: coverage`));

      const json = await shell(created, ["pnpm", "exec", "anyats", "coverage", ".", "--format", "json"]);
      const { adapter, cells } = JSON.parse(json) as CoverageReport;
      expect(adapter).toMatchObject({ id: `acme-${kind}`, package: { name: `anyats-acme-${kind}`, version: "0.1.0" } });
      const own = cells.filter(({ implementedBy }) => implementedBy?.name === adapter.package.name);
      expect(own.map(({ capability, how }) => `${capability} ${how}`)).toEqual(
        kind === "native" ? ["jobs.stream own", "jobs.get own"] : ["jobs.stream override"],
      );

      const unproved = cells.filter(({ evidence }) => evidence?.result !== "passed" || evidence.tests < 1);
      expect(unproved).toEqual([]);
    },
  );

  it("sees which package `anyats sync` needs, and did not have to download PostgreSQL", async () => {
    const command = join(tool(), "node_modules", ".bin", "anyats");
    await expect(shell(tool(), [command, "sync", "status"])).rejects.toThrow(/npm install @anyats\/sync/);
  });

  it("sees a red test when the adapter no longer does what was proved", { timeout: installing }, async () => {
    const created = join(folder, "acme-native");
    const run = () => shell(created, ["pnpm", "test", "-t", "jobs.stream"], { CI: "true" });
    await run();
    const file = join(created, "src", "handlers", "stream-jobs.ts");
    const source = readFileSync(file, "utf8");
    const broken = source.replace("updated_after: filter.updatedAfter", "created_after: filter.updatedAfter");
    expect(broken).not.toBe(source);
    writeFileSync(file, broken);
    await expect(run()).rejects.toThrow(/catches an old record that changed/);
    writeFileSync(file, source);
  });

  it("can build and pack what was scaffolded", { timeout: installing }, async () => {
    const created = join(folder, "acme-native");
    await shell(created, ["pnpm", "pack", "--pack-destination", folder]);
    const files = await shell(folder, ["tar", "-tzf", "anyats-acme-native-0.1.0.tgz"]);
    for (const file of ["dist/index.js", "dist/index.d.ts", "evidence.json", "COVERAGE.md", "README.md"])
      expect(files).toContain(`package/${file}`);
    expect(files).not.toMatch(/package\/(src|test)\//);
  });
});

describe("anyats new adapter", () => {
  const into = (name: string) => ["--directory", join(folder, name)];

  it.for(["", "Acme", "9lives", "acme_hire", "acme--hire", "-acme", "../acme", "a/b", "a\\b", "acme.", "a".repeat(41)])(
    "refuses the name %j and writes nothing",
    async (name) => {
      const { code, stderr } = await anyats(["new", "adapter", ...into("refused"), "--", name]);
      expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("adapter's name") as string });
      expect(readdirSync(folder)).not.toContain("refused");
    },
  );

  it("refuses a name that means something else already", async () => {
    for (const name of [
      "class",
      "constructor",
      "version",
      "supports",
      "kombo",
      "kombo-base",
      "get-job",
      "connect",
      "ats",
    ])
      expect(await anyats(["new", "adapter", name, ...into("refused")])).toMatchObject({ code: 2 });
    expect(readdirSync(folder)).not.toContain("refused");
  });

  it("never writes into a folder that holds something, nor over a file", async () => {
    mkdirSync(join(folder, "occupied"));
    writeFileSync(join(folder, "occupied", "mine.txt"), "mine");
    const occupied = await anyats(["new", "adapter", "acme", ...into("occupied")]);
    expect(occupied).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("not empty") as string });
    expect(readdirSync(join(folder, "occupied"))).toEqual(["mine.txt"]);
    expect(await anyats(["new", "adapter", "acme", ...into("occupied/mine.txt")])).toMatchObject({ code: 2 });
  });

  it("puts the name in every place, in each of its forms", async () => {
    const { code } = await anyats(["new", "adapter", "north-wind-7", "--provider", "northwind", ...into("named")]);
    expect(code).toBe(0);
    const created = join(folder, "named");
    const files = readdirSync(created, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const texts = files.map(({ parentPath, name }) => `${name}\n${readFileSync(join(parentPath, name), "utf8")}`);
    expect(texts.join("\n")).not.toMatch(/my-?_?ats|my-provider|\.template/i);
    const adapter = readFileSync(join(created, "src", "adapter.ts"), "utf8");
    for (const form of ["northWind7", '"north-wind-7"', '"North Wind 7"', '"anyats-north-wind-7"', '"northwind"'])
      expect(adapter).toContain(form);
    expect(files.map(({ name }) => name)).toContain(".gitignore");
  });

  it.for([
    { name: "x-my-ats", variable: "xMyAts", title: "X My Ats", provider: "acme" },
    { name: "acme", variable: "acme", title: "Acme", provider: "my-ats" },
  ])("replaces the template's names once: $name, $provider", async ({ name, variable, title, provider }) => {
    const { code } = await anyats(["new", "adapter", name, "--provider", provider, ...into(`once-${name}`)]);
    expect(code).toBe(0);
    const adapter = readFileSync(join(folder, `once-${name}`, "src", "adapter.ts"), "utf8");
    const facts = [`export const ${variable} =`, `id: "${name}"`, `name: "${title}"`, `providerId: "${provider}"`];
    for (const form of facts) expect(adapter).toContain(form);
  });

  it("names the kinds there are when one is unknown", async () => {
    const { code, stderr } = await anyats(["new", "adapter", "acme", "--kind", "magic", ...into("refused")]);
    expect(code).not.toBe(0);
    expect(stderr).toMatch(/kombo, native/);
  });
});
