import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { inject } from "vitest";
import type { Database } from "../database/database.ts";
import { connectDatabase } from "../database/pg-database.ts";
import type { SharedServers } from "./global-setup.ts";
import { createDatabase, dropDatabase, type Template, type Version } from "./test-server.ts";

/** A database of a test's own on the server of this run. */
export interface TestDatabase extends AsyncDisposable {
  readonly url: string;
  readonly database: Database;
}

/** The address of the run's server, which all tests share. It starts while other tests run. */
export async function sharedServerUrl(version: Version = 18): Promise<string> {
  const file = inject("postgres");
  while (!existsSync(file)) await sleep(20);
  const servers = JSON.parse(readFileSync(file, "utf8")) as SharedServers;
  const server = servers[version];
  if ("problem" in server) throw new Error(server.problem);
  return server.url;
}

/** Creates a database, empty or as a copy of a template, which is dropped when the test disposes of it. */
export async function testDatabase(
  options: { version?: Version; poolMax?: number; template?: Template } = {},
): Promise<TestDatabase> {
  const server = await sharedServerUrl(options.version);
  const url = await createDatabase(server, options.template);
  const database = await connectDatabase({ url, pool: { max: options.poolMax ?? 10 } });
  return {
    url,
    database,
    async [Symbol.asyncDispose]() {
      await database.close();
      await dropDatabase(server, url);
    },
  };
}
