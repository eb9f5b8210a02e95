import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { defineAdapter, type CoverageReport } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { matrixFiles } from "./matrix-files.ts";

function report(id: string, version: string, explanation: string): CoverageReport {
  const facts = { providerId: id, maturity: "beta", noteFormat: "plain" } as const;
  const missing = { "*": { reason: "not-built", explanation } } as const;
  return coverageOf(defineAdapter({ id, name: id, package: { name: `@example/${id}`, version }, facts, missing }));
}

let root: string;
beforeEach(() => void (root = mkdtempSync(join(tmpdir(), "anyats-released-"))));
afterEach(() => rmSync(root, { recursive: true }));

/** Generates as `npm run update` does. @returns What the matrix of the last release holds. */
async function generate(...reports: readonly CoverageReport[]): Promise<string> {
  const files = new Map(await matrixFiles(root, reports));
  for (const [file, text] of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return files.get("docs/coverage/released.json")!;
}

describe("the matrix of the last release", () => {
  it("is empty before the first release", async () => {
    expect(JSON.parse(await generate(report("acme", "0.0.0", "One.")))).toMatchObject({ adapters: [], rows: [] });
  });

  it("stays as it is until a version changes", async () => {
    const first = await generate(report("acme", "1.0.0", "One."));
    expect(first).toContain("One.");
    expect(await generate(report("acme", "1.0.0", "Two."), report("fresh", "0.0.0", "New."))).toBe(first);
    expect(await generate(report("acme", "1.0.1", "Three."))).toContain("Three.");
  });

  it("does not forget an adapter that is taken out between releases", async () => {
    const both = await generate(report("acme", "1.0.0", "One."), report("gone", "1.0.0", "Gone."));
    expect(await generate(report("acme", "1.0.0", "One."))).toBe(both);
  });

  it("is not made up when the file is broken", async () => {
    await generate(report("acme", "1.0.0", "One."));
    writeFileSync(join(root, "docs/coverage/released.json"), "{");
    await expect(generate(report("acme", "1.0.0", "Two."))).rejects.toThrow(/is not a matrix/);
  });
});
