import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { avionte } from "@anyats/avionte";
import { createEmulator } from "@anyats/emulator";
import { testDatabase } from "@anyats/postgres/testing";
import { createSync } from "@anyats/sync";
import { expect, it } from "vitest";

async function quickstart(databaseUrl: string): Promise<string> {
  const file = join(import.meta.dirname, "../src/keep-a-copy.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@anyats/source", file], {
    env: { ...process.env, DATABASE_URL: databaseUrl },
  });
  return stdout;
}

it("the quickstart keeps a copy through a restart, a webhook and a deletion", async () => {
  await using place = await testDatabase();
  const { database } = place;
  const settings = () => createEmulator().settings();
  await using sync = await createSync({ database, migrate: true, adapters: [avionte], settings });
  await sync.connections.add({ id: "acme", adapter: "avionte" });
  const ofTheApp = await sync.status();

  const said = await quickstart(place.url);
  expect(said).toContain("copy and ATS hold 300 and 300 candidates");
  expect(said).toContain("the row has the new title");
  expect(said).toContain("the row is a tombstone, with its evidence");
  const { rows } = await database.query(
    `select count(*)::int as entries, count(distinct id)::int as records
     from anyats_quickstart.feed where model = 'candidates' and op = 'created'`,
  );
  expect(rows).toEqual([{ entries: 300, records: 300 }]);
  expect(await sync.status(), "what an app keeps in the same database").toEqual(ofTheApp);
});
