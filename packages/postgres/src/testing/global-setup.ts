import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { TestProject } from "vitest/node";
import type { Version } from "./test-server.ts";

/** The address of the server of each version, or why there is none. */
export type SharedServers = Readonly<Record<Version, { readonly url: string } | { readonly problem: string }>>;

declare module "vitest" {
  interface ProvidedContext {
    postgres: SharedServers;
  }
}

interface Shared {
  users: number;
  readonly servers: Promise<SharedServers>;
  readonly stop: () => Promise<void>;
}

// Each project of a run loads this file again; the servers are for all of them.
const key = Symbol.for("anyats.test-postgres");
const holder = globalThis as { [key]?: Shared | undefined };

function serve(): Shared {
  const child = spawn(process.execPath, ["--conditions=@anyats/source", join(import.meta.dirname, "serve.ts")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const exit = once(child, "exit");
  const line = once(createInterface(child.stdout), "line");
  const failed = exit.then(() => {
    throw new Error("The PostgreSQL servers of the tests could not be started; their output is above.");
  });
  return {
    users: 0,
    servers: Promise.race([line, failed]).then(([text]) => JSON.parse(String(text)) as SharedServers),
    stop: async () => {
      failed.catch(() => {});
      child.stdin.end();
      await exit;
    },
  };
}

/** Starts one server of each version for a run of vitest. @returns What stops them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const shared = (holder[key] ??= serve());
  shared.users += 1;
  project.provide("postgres", await shared.servers);
  return async () => {
    shared.users -= 1;
    if (shared.users > 0) return;
    holder[key] = undefined;
    await shared.stop();
  };
}
