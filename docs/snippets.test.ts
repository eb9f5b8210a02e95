import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { testDatabase } from "@anyats/postgres/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = dirname(import.meta.dirname);
const folder = join(import.meta.dirname, ".snippets");

interface Snippet {
  readonly at: string;
  readonly runs: boolean;
  readonly file: string;
}

function snippets(): Snippet[] {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  mkdirSync(folder, { recursive: true });
  const pages = globSync(["*.md", "docs/*.md", "packages/*/README.md", "examples/*/README.md"], { cwd: root });
  return pages.toSorted().flatMap((page) => {
    const text = readFileSync(join(root, page), "utf8");
    return [...text.matchAll(/^```ts( run)?\n(.*?)^```$/gms)].map(([, runs, code], index) => {
      const file = join(folder, `${page.replaceAll(/\W/g, "-")}-${index}.ts`);
      writeFileSync(file, `${code}\nexport {};\n`);
      return { at: `${page}, snippet ${index + 1}`, runs: runs !== undefined, file };
    });
  });
}

const all = snippets();
let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database[Symbol.asyncDispose]());
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

describe("the code in the documentation", () => {
  it("compiles", () => {
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: "../../tsconfig.base.json", include: ["*.ts"] }),
    );
    const { status, stdout } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", folder], {
      encoding: "utf8",
      cwd: root,
    });
    expect(stdout).toBe("");
    expect(status).toBe(0);
    expect(all.length).toBeGreaterThan(3);
  });

  it.for(all.filter(({ runs }) => runs))("$at runs", async ({ file }) => {
    // In a folder of its own: what a snippet leaves behind must not meet the next run.
    const { status, stderr } = spawnSync(process.execPath, ["--conditions=@anyats/source", file], {
      encoding: "utf8",
      cwd: folder,
      env: { ...process.env, DATABASE_URL: database.url },
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });
});
