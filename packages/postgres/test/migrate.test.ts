import { testDatabase } from "@anyats/postgres/testing";
import { describe, expect, it } from "vitest";
import {
  checkMigrated,
  connectDatabase,
  migrate,
  MigrationChanged,
  MigrationNeeded,
  type MigrationSet,
  MigrationUnknown,
} from "../src/index.ts";

const first = { id: "001-first", sql: (schema: string) => `create table ${schema}.first (n int)` };
const second = { id: "002-second", sql: (schema: string) => `create table ${schema}.second (n int)` };
const set = (...steps: MigrationSet["steps"]): MigrationSet => ({ name: "own", steps });

describe("migrate", () => {
  it("runs each step once, in order", async () => {
    await using test = await testDatabase();
    expect(await migrate(test.database, { sets: [set(first)] })).toEqual(["own/001-first"]);
    expect(await migrate(test.database, { sets: [set(first, second)] })).toEqual(["own/002-second"]);
    expect(await migrate(test.database, { sets: [set(first, second)] })).toEqual([]);
    await test.database.query("select from anyats.first, anyats.second");
  });

  it("keeps the schemas of one database apart", async () => {
    await using test = await testDatabase();
    for (const schema of ["one", "two"]) {
      expect(await migrate(test.database, { sets: [set(first)], schema })).toEqual(["own/001-first"]);
      await checkMigrated(test.database, { sets: [set(first)], schema });
    }
  });

  it("runs each step once when eight processes run it at the same time", async () => {
    await using test = await testDatabase();
    const all = await Promise.all(
      Array.from({ length: 8 }, async () => {
        const database = await connectDatabase({ url: test.url });
        const done = await migrate(database, { sets: [set(first, second)] });
        await database.close();
        return done;
      }),
    );
    expect(all.flat().toSorted()).toEqual(["own/001-first", "own/002-second"]);
  });

  it("leaves nothing of a step that fails, and goes on from there", async () => {
    await using test = await testDatabase();
    const broken = { id: "002-second", sql: (schema: string) => `${second.sql(schema)}; select 1/0` };
    const failing = migrate(test.database, { sets: [set(first, broken)] });
    await expect(failing).rejects.toMatchObject({ code: "database.statement-failed", sqlState: "22012" });
    expect(await migrate(test.database, { sets: [set(first, second)] })).toEqual(["own/002-second"]);
  });

  it("rejects a step that changed since it ran, and one that took another's place", async () => {
    await using test = await testDatabase();
    await migrate(test.database, { sets: [set(first, second)] });
    const changed = { ...second, sql: (schema: string) => `create table ${schema}.second (n bigint)` };
    for (const steps of [
      [first, changed],
      [second, first],
    ]) {
      await expect(migrate(test.database, { sets: [set(...steps)] })).rejects.toBeInstanceOf(MigrationChanged);
      await expect(checkMigrated(test.database, { sets: [set(...steps)] })).rejects.toBeInstanceOf(MigrationChanged);
    }
  });

  it("rejects a newer database; the check lets old code run beside it", async () => {
    await using test = await testDatabase();
    await migrate(test.database, { sets: [set(first, second)] });
    await expect(migrate(test.database, { sets: [set(first)] })).rejects.toBeInstanceOf(MigrationUnknown);
    await checkMigrated(test.database, { sets: [set(first)] });
  });

  it("runs a step of another package's code, known by its version", async () => {
    await using test = await testDatabase();
    const step = (version: string) => ({
      id: "engine",
      version,
      run: async (transaction: { query(sql: string): Promise<unknown> }, schema: string) => {
        await transaction.query(`create table ${schema}.jobs (n int)`);
      },
    });
    await migrate(test.database, { sets: [set(step("24"))] });
    await expect(migrate(test.database, { sets: [set(step("25"))] })).rejects.toBeInstanceOf(MigrationChanged);
  });

  it("rejects the name of a schema that would be a statement", async () => {
    await using test = await testDatabase();
    const sets = [set(first)];
    for (const schema of ["a; drop table b", "A", "", "a".repeat(60)])
      await expect(migrate(test.database, { sets, schema })).rejects.toMatchObject({ code: "database.misconfigured" });
  });
});

describe("checkMigrated", () => {
  it("names the steps that are missing, and changes nothing", async () => {
    await using test = await testDatabase();
    const check = checkMigrated(test.database, { sets: [set(first, second)] });
    await expect(check).rejects.toBeInstanceOf(MigrationNeeded);
    await expect(check).rejects.toMatchObject({ details: { missing: ["own/001-first", "own/002-second"] } });
    const { rowCount } = await test.database.query("select from pg_namespace where nspname = 'anyats'");
    expect(rowCount).toBe(0);
  });
});
