import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyats } from "./terminal-fixture.ts";

const adapter = (variable: string, id = variable) => `export const ${variable} = defineAdapter({
  id: "${id}", name: "Acme", package: { name: "acme", version: "1.2.3" },
  facts: { providerId: "acme", maturity: "beta", noteFormat: "plain" },
  missing: { "*": { reason: "not-built", explanation: "Nothing is built." } },
});`;
const core = 'import { defineAdapter } from "@anyats/core";\n';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "anyats-packages-"));
  symlinkSync(join(import.meta.dirname, "../node_modules"), join(folder, "node_modules"), "junction");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function packageWith(name: string, files: Readonly<Record<string, string>>): string {
  const place = join(folder, name);
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(join(place, file, ".."), { recursive: true });
    writeFileSync(join(place, file), text);
  }
  return place;
}

const exporting = (target: unknown) => JSON.stringify({ type: "module", exports: { ".": target } });

async function coverage(place: string): Promise<{ readonly code: number; readonly said: string }> {
  const { code, stdout, stderr } = await anyats(["coverage", place]);
  return { code, said: code === 0 ? stdout.split("\n")[0]! : stderr };
}

describe("anyats coverage <path>", () => {
  it("shows the adapter of a package: the default export, or the only one there is", async () => {
    const file = packageWith("by-default", {
      "package.json": exporting({ types: "./none.d.ts", default: "./adapter.ts" }),
      "adapter.ts": `${core}${adapter("acme")}\n${adapter("other")}\nexport default acme;`,
    });
    expect(await coverage(file)).toEqual({ code: 0, said: "Acme (acme 1.2.3, beta)" });
    const only = packageWith("only", {
      "package.json": '{ "type": "module", "main": "main.ts" }',
      "main.ts": `${core}${adapter("acme")}\nexport { acme as sameAgain };\nexport const version = "1";`,
    });
    expect(await coverage(only)).toMatchObject({ code: 0 });
  });

  it("prefers sources to what was built from them, which may be out of date", async () => {
    const place = packageWith("built", {
      "package.json": exporting({ types: "./dist/index.d.ts", default: "./dist/index.js" }),
      "dist/index.js": "throw new Error('out of date');",
      "src/index.ts": `${core}${adapter("acme")}`,
    });
    expect(await coverage(place)).toMatchObject({ code: 0 });
  });

  it("shows the evidence beside the adapter, unless it is of another version", async () => {
    const cell = { tests: 2, tier: "emulator", result: "passed", date: "2026-11-23" };
    const evidence = (version: string) =>
      JSON.stringify({
        schemaVersion: 1,
        adapter: "acme",
        package: { name: "acme", version },
        world: "its own",
        cells: { "jobs.get": cell },
        exemptions: [],
      });
    const files = { "package.json": exporting("./a.ts"), "a.ts": core + adapter("acme") };
    const proved = async (name: string, version: string) => {
      const place = packageWith(name, { ...files, "evidence.json": evidence(version) });
      const { stdout } = await anyats(["coverage", place, "--format", "json"]);
      return (JSON.parse(stdout) as { totals: { proved: number } }).totals.proved;
    };
    expect(await proved("proved", "1.2.3")).toBe(1);
    expect(await proved("proved-before", "1.2.2")).toBe(0);
    const broken = packageWith("broken-evidence", { ...files, "evidence.json": "{}" });
    expect(await coverage(broken)).toMatchObject({
      code: 2,
      said: expect.stringContaining("is not an evidence file") as string,
    });
  });

  it.for<[what: string, files: Readonly<Record<string, string>>, said: string]>([
    ["no package", { "readme.txt": "" }, "has no package.json"],
    ["a package.json that is none", { "package.json": "{" }, "not JSON"],
    ["what was not built", { "package.json": exporting("./dist/index.js") }, "build the package"],
    ["no adapter", { "package.json": exporting("./a.ts"), "a.ts": "export const a = 1;" }, "exports no adapter"],
    [
      "several adapters",
      { "package.json": exporting("./a.ts"), "a.ts": core + adapter("one") + adapter("two") },
      "(one, two)",
    ],
    ["code that fails", { "package.json": exporting("./a.ts"), "a.ts": "import 'not-there';" }, "cannot be loaded"],
  ])("says what is wrong when there is %s", async ([what, files, said]) => {
    const place = packageWith(what.replaceAll(" ", "-"), files);
    expect(await coverage(place)).toMatchObject({ code: 2, said: expect.stringContaining(said) as string });
  });

  it("reports an invalid definition with its fault, and a missing one as missing", async () => {
    const text = core + adapter("acme").replace('"*"', '"jobs.fly"');
    const place = packageWith("unsound", { "package.json": exporting("./a.ts"), "a.ts": text });
    expect(await coverage(place)).toMatchObject({ code: 1, said: expect.stringContaining('"jobs.fly"') as string });
    expect(await coverage(join(folder, "nowhere"))).toMatchObject({
      code: 2,
      said: expect.stringContaining("nothing at") as string,
    });
  });
});
