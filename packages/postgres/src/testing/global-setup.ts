import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import type { Version } from "./test-server.ts";

/** The address of the server of each version, or why there is none. */
export type SharedServers = Readonly<Record<Version, { readonly url: string } | { readonly problem: string }>>;

declare module "vitest" {
  interface ProvidedContext {
    /** The file that holds `SharedServers`, once they have started: tests that need none do not wait for them. */
    postgres: string;
  }
}

interface Shared extends Served {
  users: number;
}

// Each project of a run loads this file again; the servers are for all of them.
const key = Symbol.for("anyats.test-postgres");
const holder = globalThis as { [key]?: Shared | undefined };

/** Names the file of servers that somebody started for several runs. */
export const serversVariable = "ANYATS_TEST_SERVERS";

/** Servers that serve until they are stopped. */
export interface Served {
  /** It holds `SharedServers`, once they have started. */
  readonly file: string;
  readonly stop: () => Promise<void>;
}

/** Starts one server of each version. */
export function serve(): Served {
  const folder = mkdtempSync(join(tmpdir(), "anyats-servers-"));
  const file = join(folder, "servers.json");
  const args = ["--conditions=@anyats/source", join(import.meta.dirname, "serve.ts"), file];
  const child = spawn(process.execPath, args, { stdio: ["pipe", "inherit", "inherit"] });
  const exit = once(child, "exit");
  child.once("exit", () => {
    if (existsSync(file) || !existsSync(folder)) return;
    const problem = "The PostgreSQL servers of the tests could not be started; their output is above.";
    writeFileSync(file, JSON.stringify({ 15: { problem }, 18: { problem } } satisfies SharedServers));
  });
  return {
    file,
    stop: async () => {
      child.stdin.end();
      await exit;
    },
  };
}

/** Starts one server of each version for a run of vitest, without waiting for them. @returns What stops them. */
export default function setup(project: TestProject): () => Promise<void> {
  const given = process.env[serversVariable];
  if (given !== undefined) {
    project.provide("postgres", given);
    return () => Promise.resolve();
  }
  const shared = (holder[key] ??= { ...serve(), users: 0 });
  shared.users += 1;
  project.provide("postgres", shared.file);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    holder[key] = undefined;
    await shared.stop();
  };
}
