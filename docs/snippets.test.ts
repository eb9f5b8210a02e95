import { fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { testDatabase } from "@anyats/postgres/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Outcome } from "./run-snippets.ts";
import { writeSnippets } from "./snippets.ts";

const folder = join(import.meta.dirname, ".snippets");
const marked = writeSnippets(folder).filter(({ runs }) => runs);
const outcomes = new Map<string, Outcome>();
let exitCode: unknown;

beforeAll(async () => {
  await using database = await testDatabase();
  const files = marked.map(({ file }) => file);
  // In a folder of its own: what a snippet leaves behind must not meet the next run.
  const child = fork(join(import.meta.dirname, "run-snippets.ts"), files, {
    cwd: folder,
    execArgv: ["--conditions=@anyats/source"],
    env: { ...process.env, DATABASE_URL: database.url },
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  child.on("message", (outcome) => void outcomes.set((outcome as Outcome).file, outcome as Outcome));
  [exitCode] = (await once(child, "exit")) as [number | null];
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

describe("the code in the documentation", () => {
  it("is found", () => expect(marked.length).toBeGreaterThan(3));

  it.for(marked)("$at runs, and leaves nothing open", ({ file }) => {
    expect(outcomes.get(file)).toEqual({ file, stderr: "", thrown: null, leftOpen: [] });
  });

  it("leaves a process that ends on its own", () => expect(exitCode).toBe(0));
});
