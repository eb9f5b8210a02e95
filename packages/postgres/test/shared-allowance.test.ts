import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { join } from "node:path";
import type { Allowance, AllowanceFacts, Clock, Permit } from "@anyats/core";
import { startTestServer, type TestDatabase, testDatabase } from "@anyats/postgres/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  connectDatabase,
  type Database,
  migrate,
  postgresMigrations,
  sharedAllowances,
  type SharedAllowances,
  type Sharing,
} from "../src/index.ts";
import { withTables } from "./fixtures/ledger-table.ts";
import { LimitedServer } from "./fixtures/limited-server.ts";

const soon = () => Date.now() + 30_000;
const never = () => new AbortController().signal;

function ask(allowance: Allowance, priority: "interactive" | "bulk" = "bulk", kind = "actions"): Promise<Permit> {
  return allowance.acquire({ kind, priority, deadline: soon(), signal: never() });
}

describe.for([18, 15] as const)("an allowance that processes share, on PostgreSQL %i", (version) => {
  let test: TestDatabase;
  let open: { allowances: SharedAllowances; database: Database }[];

  /** As another process sees it: a holder and connections of its own. */
  async function processOf(options: Parameters<typeof sharedAllowances>[1] = {}): Promise<SharedAllowances> {
    const database = await connectDatabase({ url: test.url, pool: { max: 4 } });
    const allowances = sharedAllowances(database, options);
    open.push({ allowances, database });
    return allowances;
  }

  const waiting = async () =>
    (await test.database.query("select from anyats.allowance_permits where granted_at is null")).rowCount;

  beforeEach(async () => {
    open = [];
    test = await withTables(await testDatabase({ version }));
  });
  afterEach(async () => {
    for (const { allowances, database } of open) {
      await allowances.close();
      await database.close();
    }
    await test[Symbol.asyncDispose]();
  });

  it("counts the places of all processes, and hands one on when it is given back", async () => {
    const atOnce = { actions: { first: 2, most: 2 } };
    const [one, two] = [(await processOf()).of("acme", { atOnce }), (await processOf()).of("acme", { atOnce })];
    const first = await ask(one);
    await ask(two);
    let granted = false;
    const third = ask(two).then((permit) => ((granted = true), permit));
    await expect.poll(waiting).toBe(1);
    expect(granted).toBe(false);
    first.release();
    first.release();
    expect((await third).waitedMs).toBeGreaterThan(0);
  });

  it("reports no wait of requests that leave at once, with the database and without", async () => {
    const allowances = await processOf();
    const allowance = allowances.of("acme", { atOnce: { actions: { first: 8, most: 8 } } });
    const waits: number[] = [];
    for (let count = 0; count < 4; count += 1)
      for (const kind of ["actions", "requests"]) waits.push((await ask(allowance, "bulk", kind)).waitedMs);
    await open[0]!.database.close();
    for (const kind of ["actions", "requests"]) waits.push((await ask(allowance, "bulk", kind)).waitedMs);
    expect(waits).toEqual(waits.map(() => 0));
  });

  it("serves interactive requests before bulk ones, whichever process they come from", async () => {
    const atOnce = { actions: { first: 1, most: 1 } };
    const [one, two] = [(await processOf()).of("acme", { atOnce }), (await processOf()).of("acme", { atOnce })];
    const held = await ask(one);
    const order: string[] = [];
    const note = (name: string) => (permit: Permit) => {
      order.push(name);
      permit.release();
    };
    const bulk = [ask(one).then(note("bulk")), ask(one).then(note("bulk"))];
    await expect.poll(waiting).toBe(2);
    const interactive = ask(two, "interactive").then(note("interactive"));
    await expect.poll(waiting).toBe(3);
    held.release();
    await Promise.all([...bulk, interactive]);
    expect(order).toEqual(["interactive", "bulk", "bulk"]);
  });

  it("keeps connections and kinds apart", async () => {
    const allowances = await processOf();
    const atOnce = { actions: { first: 1, most: 1 }, others: { first: 1, most: 1 } };
    await ask(allowances.of("acme", { atOnce }));
    await ask(allowances.of("acme", { atOnce }), "bulk", "others");
    await ask(allowances.of("other", { atOnce }));
  });

  it("obeys what the server says, in every process", async () => {
    const atOnce = { actions: { first: 1, most: 30 } };
    const [one, two] = [(await processOf()).of("acme", { atOnce }), (await processOf()).of("acme", { atOnce })];
    one.learn({ kind: "actions", concurrency: 3 });
    const limit = async () =>
      (await test.database.query<{ n: number }>("select at_once as n from anyats.allowance_limits")).rows[0]?.n;
    await expect.poll(limit).toBe(3);
    await Promise.all([ask(one), ask(two), ask(two)]);
    void ask(one).catch(() => {});
    await expect.poll(waiting).toBe(1);
    two.learn({ kind: "actions", concurrency: 4 });
    await expect.poll(waiting).toBe(0);
    one.learn({ kind: "actions", refused: "concurrency" });
    await expect.poll(limit).toBe(3);
  });

  it("fails at once if the window renews after the deadline, and waits if before", async () => {
    const [one, two] = [(await processOf()).of("acme"), (await processOf()).of("acme")];
    await ask(one, "bulk", "requests");
    one.learn({ kind: "requests", remaining: 0, resetMs: 400 });
    const left = async () =>
      (await test.database.query<{ n: number }>("select window_left as n from anyats.allowance_limits")).rows[0]?.n;
    await expect.poll(left).toBe(0);
    const hurried = two.acquire({ kind: "requests", priority: "bulk", deadline: Date.now() + 50, signal: never() });
    await expect(hurried).rejects.toMatchObject({ code: "quota.exceeded", retry: { afterMs: expect.any(Number) } });
    await ask(two, "bulk", "requests");
  });

  it("waits for the latest time that any refusal named, in whatever order", async () => {
    for (const waits of [
      [60_000, 500],
      [500, 60_000],
      [300, 40_000, 1_000, 20_000],
      [90_000, 30_000, 89_000],
    ]) {
      const scope = waits.join();
      const processes = [(await processOf()).of(scope), (await processOf()).of(scope)];
      const until = async () =>
        (
          await test.database.query<{ ms: number }>(
            `select (extract(epoch from paused_until - clock_timestamp()) * 1000)::float8 as ms
             from anyats.allowance_limits where scope = $1`,
            [scope],
          )
        ).rows[0]?.ms ?? 0;
      for (const [index, resetMs] of waits.entries()) {
        processes[index % 2]!.learn({ kind: "requests", refused: "window", resetMs });
        const latest = Math.max(...waits.slice(0, index + 1));
        await expect.poll(until).toBeGreaterThan(latest - 10_000 - 500);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
      const asked = processes[0]!.acquire({ kind: "requests", priority: "bulk", deadline: soon(), signal: never() });
      await expect(asked).rejects.toMatchObject({ code: "quota.exceeded" });
      expect(await until()).toBeGreaterThan(Math.max(...waits) - 10_000);
    }
  });

  it("hands out no more of a window than it has left", async () => {
    const [one, two] = [(await processOf()).of("acme"), (await processOf()).of("acme")];
    await ask(one, "bulk", "requests");
    one.learn({ kind: "requests", remaining: 7, resetMs: 60_000 });
    const left = async () =>
      (await test.database.query<{ n: number }>("select window_left as n from anyats.allowance_limits")).rows[0]?.n;
    await expect.poll(left).toBe(7);
    // What the first process was given before anything was known of a window no longer counts.
    const asks = await Promise.allSettled(Array.from({ length: 10 }, () => ask(two, "bulk", "requests")));
    expect(asks.filter(({ status }) => status === "fulfilled")).toHaveLength(7);
    expect(asks.filter(({ status }) => status === "rejected")).toHaveLength(3);
  });

  it.each(["as they were given", "the last one first"])("hands out no more when answers arrive %s", async (order) => {
    const processes = [(await processOf()).of("acme"), (await processOf()).of("acme")];
    // What the server would let through, and what its answers say.
    let serverLeft = 24;
    const asks = async (most: number) => {
      let granted = 0;
      const answers: number[] = [];
      for (let n = 0; n < most; n += 1) {
        const isGranted = await ask(processes[n % 2]!, "bulk", "requests").then(
          () => true,
          () => false,
        );
        if (isGranted) answers.push((serverLeft -= 1));
        granted += Number(isGranted);
      }
      return { granted, answers };
    };
    processes[0]!.learn({ kind: "requests", remaining: serverLeft, resetMs: 60_000 });
    processes[1]!.learn({ kind: "requests", remaining: serverLeft, resetMs: 60_000 });
    const left = async () =>
      (await test.database.query<{ n: number }>("select window_left as n from anyats.allowance_limits")).rows[0]?.n;
    await expect.poll(left).toBe(24);
    const { answers } = await asks(14);
    if (order === "the last one first") answers.reverse();
    for (const [n, remaining] of answers.entries())
      processes[n % 2]!.learn({ kind: "requests", remaining, resetMs: 60_000 });
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect((await asks(20)).granted).toBe(10);
    expect(serverLeft).toBe(0);
  });

  it("lets a few requests go ahead into a window that was used up and has renewed", async () => {
    const allowance = (await processOf()).of("acme");
    const windowMs = 500;
    let [left, until, refused] = [0, performance.now() + windowMs, 0];
    const told = (more: Partial<AllowanceFacts> = {}) =>
      allowance.learn({ kind: "requests", remaining: left, resetMs: Math.max(1, until - performance.now()), ...more });
    const send = async (): Promise<void> => {
      const { release } = await ask(allowance, "bulk", "requests");
      if (performance.now() >= until) [left, until] = [20, performance.now() + windowMs];
      const isRefused = left === 0;
      left = Math.max(0, left - 1);
      told();
      if (isRefused) told({ refused: "window" });
      release();
      refused += Number(isRefused);
      if (isRefused) await send();
    };
    told();
    await Promise.all(Array.from({ length: 60 }, send));
    // All that wait would leave each time: 40 of the first window and 20 of the second one are refused.
    expect(refused).toBeLessThan(20);
  });

  it("goes on at once with a window that the server renews before its end is counted", async () => {
    const [one, two] = [(await processOf()).of("acme"), (await processOf()).of("acme")];
    await ask(one, "bulk", "requests");
    // Counted in whole seconds, a window ends a little later than the server's.
    one.learn({ kind: "requests", remaining: 3, resetMs: 2_000 });
    const left = async () =>
      (await test.database.query<{ n: number }>("select window_left as n from anyats.allowance_limits")).rows[0]?.n;
    await expect.poll(left).toBe(3);
    for (let n = 0; n < 3; n += 1) await ask(one, "bulk", "requests");
    // The answer to the last of them is of the next window.
    two.learn({ kind: "requests", remaining: 999, resetMs: 60_000 });
    await expect.poll(left).toBeGreaterThan(900);
    await ask(two, "bulk", "requests");
  });

  it("takes back the places of a process that died", async () => {
    const atOnce = { actions: { first: 1, most: 1 } };
    const one = (await processOf({ aliveMs: 300 })).of("acme", { atOnce });
    const two = (await processOf()).of("acme", { atOnce });
    await ask(one);
    // A killed process says nothing any more; here the one that held the place is cut off.
    const { database } = open[0]!;
    await database.close();
    await ask(two);
  });

  it.each([90, 110, 400])("grants places to %d requests of one process at one moment", async (number) => {
    const changes: Sharing[] = [];
    const onChange = (sharing: Sharing) => void changes.push(sharing);
    const atOnce = { actions: { first: 1, most: 1_000 } };
    const [one, many] = [
      (await processOf({ onChange })).of("acme", { atOnce }),
      (await processOf({ onChange })).of("acme", { atOnce }),
    ];
    await ask(one);
    const asked = Array.from({ length: number }, () => ask(many));
    await expect.poll(waiting, { timeout: 20_000 }).toBe(number);
    one.learn({ kind: "actions", concurrency: 1_000 });
    for (const permit of await Promise.all(asked)) permit.release();
    expect(changes).toEqual([]);
  });

  it("leaves the queue when the call is cancelled", async () => {
    const allowance = (await processOf()).of("acme", { atOnce: { actions: { first: 1, most: 1 } } });
    await ask(allowance);
    const controller = new AbortController();
    const cancelled = allowance.acquire({
      kind: "actions",
      priority: "bulk",
      deadline: soon(),
      signal: controller.signal,
    });
    await expect.poll(waiting).toBe(1);
    controller.abort(new Error("enough"));
    await expect(cancelled).rejects.toThrow("enough");
    await expect.poll(waiting).toBe(0);
  });

  it("waits for no answer of the database when the call is cancelled", async () => {
    const database = await connectDatabase({ url: test.url, pool: { max: 4 } });
    const sent = Promise.withResolvers<void>();
    const answered = Promise.withResolvers<void>();
    const query = async <Row>(sql: string, parameters?: readonly unknown[]) => {
      const answer = await database.query<Row>(sql, parameters);
      if (sql.includes("allowance_exchange")) {
        sent.resolve();
        await answered.promise;
      }
      return answer;
    };
    const allowances = sharedAllowances({
      query,
      transaction: (work) => database.transaction(work),
      listen: (channel, told) => database.listen(channel, told),
      close: () => database.close(),
    });
    open.push({ allowances, database });
    const allowance = allowances.of("acme", { atOnce: { actions: { first: 1, most: 1 } } });
    const controller = new AbortController();
    const asked = { kind: "actions", priority: "bulk", deadline: soon(), signal: controller.signal } as const;
    const first = allowance.acquire(asked);
    await sent.promise;
    const ended = Promise.allSettled([first, allowance.acquire(asked)]);
    controller.abort(new Error("enough"));
    const enough = { status: "rejected", reason: new Error("enough") };
    expect(await ended).toEqual([enough, enough]);
    answered.resolve();
    await ask(allowance);
    expect((await test.database.query("select from anyats.allowance_permits")).rowCount).toBe(1);
  });

  it("needs no statement for a limit that nobody named", async () => {
    const allowance = (await processOf()).of("acme");
    for (let n = 0; n < 15; n += 1) await ask(allowance, "bulk", "requests");
    expect((await test.database.query("select from anyats.allowance_permits")).rowCount).toBe(0);
  });
});

describe("an allowance whose database is lost", () => {
  it("goes on with the process's own share, says so, and shares again", async () => {
    await using server = await startTestServer();
    const url = await server.freshDatabase();
    const changes: Sharing[] = [];
    let ahead = 0;
    const clock: Clock = { now: () => Date.now() + ahead, sleep: () => Promise.resolve() };
    const database = await connectDatabase({ url });
    await migrate(database, { sets: [postgresMigrations] });
    const other = sharedAllowances(database);
    await ask(other.of("acme"));
    const allowances = sharedAllowances(database, { clock, onChange: (sharing) => void changes.push(sharing) });
    const allowance = allowances.of("acme", { atOnce: { actions: { first: 4, most: 4 } } });
    (await ask(allowance)).release();
    await server.kill();
    const held = [await ask(allowance), await ask(allowance)];
    // Two processes share the eight that began: four each.
    held.push(await ask(allowance), await ask(allowance));
    let fifth = false;
    const waits = ask(allowance).then((permit) => ((fifth = true), permit));
    expect(changes).toEqual([{ shared: false, reason: expect.any(String) }]);
    expect(fifth).toBe(false);
    held[0]!.release();
    await waits;
    await server.start();
    ahead += 10_000;
    await expect
      .poll(async () => {
        ahead += 10_000;
        (await ask(allowance)).release();
        return changes.at(-1);
      })
      .toEqual({ shared: true });
    await allowances.close();
    await other.close();
    await database.close();
  });
});

describe.for([
  // Learning a limit takes refusals, which are rare only among many requests.
  { says: false, name: "hides", each: 40 },
  { says: true, name: "says", each: 10 },
])("eight processes against a server that $name its limit", ({ says, each }) => {
  it("stay within it, are refused at most 1 %, and let interactive requests pass", async () => {
    await using test = await withTables(await testDatabase());
    const limited = new LimitedServer(10);
    const http = createServer((request, response) => {
      void (async () => {
        const outcome = await limited.serve(String(request.headers["x-priority"]), 20);
        response.statusCode = outcome === "ok" ? 200 : 429;
        if (says) response.setHeader("concurrency-limit", "10");
        response.end();
      })();
    });
    await once(http.listen(0, "127.0.0.1"), "listening");
    const address = `http://127.0.0.1:${(http.address() as { port: number }).port}/`;
    const script = join(import.meta.dirname, "fixtures", "allowance-worker.ts");
    const run = async (priority: string, workers: number, requests: number) => {
      const args = [
        "--conditions=@anyats/source",
        script,
        test.url,
        address,
        priority,
        String(workers),
        String(requests),
      ];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      let out = "";
      child.stdout.on("data", (chunk) => (out += String(chunk)));
      await once(child, "close");
      const last = out.trim().split("\n").at(-1)!;
      return JSON.parse(last) as { served: number; waitedMs: number; problems: unknown[] };
    };
    const all = await Promise.all([
      ...Array.from({ length: 6 }, () => run("bulk", 6, each)),
      ...Array.from({ length: 2 }, () => run("interactive", 1, each)),
    ]);
    http.close();
    const interactive = all.slice(6);
    const bulk = all.slice(0, 6);
    const mean = (runs: typeof all) => runs.reduce((sum, { waitedMs }) => sum + waitedMs, 0) / runs.length;
    console.log(
      `limit 10 ${says ? "said" : "hidden"}: ${limited.asked} requests, ${limited.refused} refused, peak ${limited.peak}, mean wait interactive ${mean(interactive).toFixed(1)} ms, bulk ${mean(bulk).toFixed(1)} ms`,
    );
    expect(all.flatMap(({ problems }) => problems)).toEqual([]);
    expect(limited.asked).toBe(38 * each);
    expect(limited.refused / limited.asked).toBeLessThanOrEqual(0.01);
    expect(limited.peak).toBeLessThanOrEqual(10);
    if (says) expect(limited.refused).toBe(0);
    expect(mean(interactive)).toBeLessThan(mean(bulk));
  }, 240_000);
});
