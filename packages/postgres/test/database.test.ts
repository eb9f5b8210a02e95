import { AtsError } from "@anyats/core";
import { testDatabase } from "@anyats/postgres/testing";
import { setTimeout as pause } from "node:timers/promises";
import { Client } from "pg";
import { describe, expect, it, vi } from "vitest";
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

describe("a connection that listens", () => {
  const lost =
    "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' or query like 'LISTEN%'";

  it("tells all listeners after a loss, also where one more makes it again", async () => {
    await using test = await testDatabase();
    const { database } = test;
    const told: string[] = [];
    await database.listen("first", (payload) => void told.push(payload));
    await database.query(lost);
    await pause(30); // The loss is noticed, and the wait before the next attempt has not ended.
    await database.listen("second", () => {});
    await expect.poll(() => told).toEqual([""]);
    await database.query("select pg_notify('first', 'acme')");
    await expect.poll(() => told).toEqual(["", "acme"]);
  });
});

describe("a connection", () => {
  it("is replaced when its server accepts no writes any more, as after a failover", async () => {
    await using test = await testDatabase({ poolMax: 1 });
    const { database } = test;
    await database.query("create table t (n int)");
    const insert = "insert into t values (1)";
    const ways: readonly (() => Promise<unknown>)[] = [
      () => database.query(insert),
      () => database.transaction((transaction) => transaction.query(insert)),
    ];
    for (const [index, write] of ways.entries()) {
      await database.query("set default_transaction_read_only = on");
      const message = expect.stringContaining("accepts no writes") as string;
      const away = { code: "database.unavailable", retry: { afterMs: 1_000 }, message };
      await expect(write(), `way ${index}`).rejects.toMatchObject(away);
      await expect(write(), `way ${index}, again`).resolves.toBeDefined();
    }
  });

  it("gets one statement at a time, however many are sent at once", async () => {
    await using test = await testDatabase();
    const { database } = test;
    const running = new Map<unknown, number>();
    let most = 0;
    const query = Client.prototype.query as (...args: unknown[]) => unknown;
    vi.spyOn(Client.prototype, "query").mockImplementation(function (this: Client, ...args: unknown[]) {
      const answer = query.apply(this, args) as unknown;
      if (!(answer instanceof Promise)) return answer as never;
      running.set(this, (running.get(this) ?? 0) + 1);
      most = Math.max(most, running.get(this)!);
      const end = () => void running.set(this, running.get(this)! - 1);
      answer.then(end, end);
      return answer as never;
    });
    const told: string[] = [];
    const channels = ["one", "two", "three"];
    const unlisten = await Promise.all(channels.map((name) => database.listen(name, (payload) => told.push(payload))));
    const sums = await database.transaction(async (transaction) => {
      const all = [1, 2, 3].map((n) => transaction.query<{ n: number }>("select $1::int as n", [n]));
      return (await Promise.all(all)).map(({ rows }) => rows[0]!.n);
    });
    expect(sums).toEqual([1, 2, 3]);
    for (const name of channels) await database.query("select pg_notify($1, $1)", [name]);
    await expect.poll(() => told).toEqual(channels);
    await Promise.all(unlisten.map((end) => end()));
    const left = database.transaction(async (transaction) => {
      void transaction.query("select pg_sleep(0.05)");
      throw new Error("no");
    });
    await expect(left).rejects.toThrow("no");
    expect(most).toBe(1);
  });
});

it("reports a statement that ran out of time, or a value that names one, as rejected", async () => {
  await using test = await testDatabase();
  const { database } = test;
  const problems: Readonly<Record<string, string>> = {
    "set local statement_timeout = 50; select pg_sleep(5)": "57014",
    "select 'timeout'::timestamptz": "22007",
    "select 'connection terminated'::int": "22P02",
  };
  for (const [sql, sqlState] of Object.entries(problems)) {
    const failed = database.transaction((transaction) => transaction.query(sql));
    await expect(failed, sql).rejects.toMatchObject({ code: "database.statement-failed", sqlState });
  }
  const ended = database.transaction(async (transaction) => {
    await transaction.query("set local idle_in_transaction_session_timeout = 50");
    await new Promise((resolve) => setTimeout(resolve, 500));
    await transaction.query("select 1");
  });
  await expect(ended).rejects.toBeInstanceOf(DatabaseUnavailable);
});

describe.for([18, 15] as const)("a database that prepares statements, on PostgreSQL %i", (version) => {
  const prepared = "select name, statement from pg_prepared_statements where statement like '%asked%'";

  it("names a statement from the second time on", async () => {
    await using test = await testDatabase({ version });
    const database = await connectDatabase({ url: test.url, pool: { max: 1 }, prepare: true });
    const ask = () => database.query<{ sum: number }>("select $1::int + 1 as sum, 'asked'", [41]);
    expect((await ask()).rows[0]!.sum).toBe(42);
    expect((await database.query(prepared)).rows).toEqual([]);
    for (let time = 0; time < 8; time += 1) expect((await ask()).rows[0]!.sum).toBe(42);
    expect((await database.query(prepared)).rows).toHaveLength(1);
    await database.close();
  });

  it("follows a migration that changes the columns of a statement", async () => {
    await using test = await testDatabase({ version });
    const database = await connectDatabase({ url: test.url, pool: { max: 1 }, prepare: true });
    await database.query("create table asked (n int); insert into asked values (1)");
    const ask = "select * from asked where n > $1";
    const within = () => database.transaction(async (transaction) => (await transaction.query(ask, [0])).rows);
    for (let time = 0; time < 3; time += 1) expect((await database.query(ask, [0])).rows).toEqual([{ n: 1 }]);
    await database.query("alter table asked add column m int");
    expect((await database.query(ask, [0])).rows).toEqual([{ n: 1, m: null }]);

    const other = "select * from asked where m is null and n > $1";
    for (let time = 0; time < 3; time += 1) await database.query(other, [0]);
    await database.query("alter table asked add column o int");
    const failed = database.transaction((transaction) => transaction.query(other, [0]));
    await expect(failed).rejects.toMatchObject({ code: "database.statement-failed", retry: "safe" });
    expect(await within()).toEqual([{ n: 1, m: null, o: null }]);
    await database.close();
  });

  it("sends a statement again whose name the connection has forgotten", async () => {
    await using test = await testDatabase({ version });
    const database = await connectDatabase({ url: test.url, pool: { max: 1 }, prepare: true });
    const ask = () => database.query<{ sum: number }>("select $1::int + 1 as sum, 'asked'", [41]);
    for (let time = 0; time < 3; time += 1) await ask();
    await database.query("deallocate all");
    expect((await ask()).rows[0]!.sum).toBe(42);
    await database.close();
  });

  it("keeps no more than 500 statements", async () => {
    await using test = await testDatabase({ version });
    const database = await connectDatabase({ url: test.url, pool: { max: 1 }, prepare: true });
    for (let n = 0; n < 510; n += 1)
      for (let time = 0; time < 2; time += 1) await database.query(`select $1::int + ${n}, 'asked'`, [1]);
    expect((await database.query(prepared)).rows.length).toBeLessThanOrEqual(500);
    await database.close();
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
