import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { testDatabase } from "@anyats/postgres/testing";
import { expect, it } from "vitest";

it("the quickstart keeps a copy through a restart, a webhook and a deletion", async () => {
  await using place = await testDatabase();
  const file = join(import.meta.dirname, "../src/keep-a-copy.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--conditions=@anyats/source", file], {
    env: { ...process.env, DATABASE_URL: place.url },
  });
  expect(stdout).toContain("copy and ATS hold 300 and 300 candidates");
  expect(stdout).toContain("the row has the new title");
  expect(stdout).toContain("the row is a tombstone, with its evidence");
  const { rows } = await place.database.query(
    "select count(*)::int as entries, count(distinct id)::int as records from anyats.feed where model = 'candidates' and op = 'created'",
  );
  expect(rows).toEqual([{ entries: 300, records: 300 }]);
});
