import { AtsError } from "@anyats/core";
import { testDatabase } from "@anyats/postgres/testing";
import { describe, expect, it } from "vitest";
import { connectDatabase, DatabaseUnavailable, StatementFailed } from "../src/index.ts";

describe.for([18, 15] as const)("a database on PostgreSQL %i", (version) => {
  it("answers a statement with parameters", async () => {
    await using test = await testDatabase({ version });
    const { rows, rowCount } = await test.database.query<{ sum: number; version: string }>(
      "select $1::int + 1 as sum, current_setting('server_version') as version",
      [41],
    );
    expect(rows[0]).toMatchObject({ sum: 42 });
    expect(rows[0]!.version).toMatch(new RegExp(`^${version}\\.`));
    expect(rowCount).toBe(1);
  });

  it("commits a transaction, and rolls back when its work throws", async () => {
    await using test = await testDatabase({ version });
    const { database } = test;
    await database.query("create table t (n int); insert into t values (1)");
    await database.transaction((transaction) => transaction.query("insert into t values (2)"));
    const failure = database.transaction(async (transaction) => {
      await transaction.query("insert into t values (3)");
      throw new Error("no");
    });
    await expect(failure).rejects.toThrow("no");
    expect((await database.query("select n from t order by n")).rows).toEqual([{ n: 1 }, { n: 2 }]);
  });

  it("passes a notification to a listener", async () => {
    await using test = await testDatabase({ version });
    const told: string[] = [];
    await test.database.listen("wake", (payload) => void told.push(payload));
    await test.database.query("select pg_notify('wake', 'acme')");
    await expect.poll(() => told).toEqual(["acme"]);
  });
});

describe("a transaction", () => {
  it("rejects when the error of a statement was ignored, because PostgreSQL rolls back", async () => {
    await using test = await testDatabase();
    await test.database.query("create table t (n int primary key); insert into t values (1)");
    const ignored = test.database.transaction(async (transaction) => {
      await transaction.query("insert into t values (1)").catch(() => {});
    });
    await expect(ignored).rejects.toThrow("rolled back");
  });

  it("rejects a statement that is sent after its end", async () => {
    await using test = await testDatabase();
    const late = await test.database.transaction((transaction) => Promise.resolve(transaction));
    await expect(late.query("select 1")).rejects.toThrow("has ended");
  });
});

describe("an error of the database", () => {
  it("names the constraint but quotes no data", async () => {
    await using test = await testDatabase();
    await test.database.query("create table t (email text constraint one unique)");
    const insert = () => test.database.query("insert into t values ($1)", ["canary@example.com"]);
    await insert();
    const error = await insert().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StatementFailed);
    expect(error).toMatchObject({ sqlState: "23505", constraint: "one", retry: "never" });
    expect(`${AtsError.is(error) && JSON.stringify(error)} ${String(error)}`).not.toContain("canary");
  });

  it("says that the database cannot be reached, without the password", async () => {
    const connecting = connectDatabase({ url: "postgres://user:canary@127.0.0.1:1/none" });
    const error = await connecting.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DatabaseUnavailable);
    expect(error).toMatchObject({ code: "database.unavailable", details: { reason: "ECONNREFUSED" } });
    expect(JSON.stringify(error)).not.toContain("canary");
  });

  it("rejects an address that is not one of PostgreSQL", async () => {
    await expect(connectDatabase({ url: "mysql://127.0.0.1/none" })).rejects.toMatchObject({
      code: "database.misconfigured",
    });
  });
});
