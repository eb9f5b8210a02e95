import { StatementFailed, type Database, type Queryable } from "@anyats/postgres";
import { expect, it } from "vitest";
import { copy, startApp, truth } from "./support/app.ts";
import { WrappedDatabase } from "./support/wrapped-database.ts";

/** A database that refuses one statement, and works again afterwards. */
class RefusingDatabase extends WrappedDatabase {
  readonly #sqlState: string;
  /** Which statements are refused, by their text and parameters. */
  refuses: ((about: string) => boolean) | undefined;
  #left = Number.POSITIVE_INFINITY;

  constructor(inner: Database, sqlState: string) {
    super(inner);
    this.#sqlState = sqlState;
  }

  /** @param statements How many are still accepted. */
  refuseAfter(statements: number): void {
    this.#left = statements;
  }

  get refused(): boolean {
    return this.#left < 0;
  }

  protected override send<Row>(to: Queryable, sql: string, parameters?: readonly unknown[]) {
    const isRefused = this.refuses?.(`${sql} ${JSON.stringify(parameters)}`);
    if (isRefused) return Promise.reject(new StatementFailed({ sqlState: this.#sqlState }));
    this.#left -= 1;
    if (this.#left === -1) return Promise.reject(new StatementFailed({ sqlState: this.#sqlState }));
    return super.send<Row>(to, sql, parameters);
  }
}

const unlessRefused = (error: unknown) => {
  if (!(error instanceof StatementFailed)) throw error;
};

/** A deadlock, a statement that took too long, a missing right. Every so many statements are tried with each. */
it.for([
  ["40P01", 9],
  ["57014", 11],
  ["42501", 10],
] as const)(
  "a statement refused with %s is told to no customer, and costs no write",
  { timeout: 60_000 },
  async ([sqlState, stride]) => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } }, emulator: { candidates: 4 } });
    const { emulator } = app;
    await app.sync.workUntilIdle();
    const database = new RefusingDatabase(app.database, sqlState);
    const sync = await app.another({ database });
    const [candidate] = truth(emulator, "applications");
    const [job] = truth(emulator, "jobs");
    let at = 0;
    let isRefused: boolean;
    do {
      emulator.world.jobs.update(job!, { name: `Changed ${at}` });
      const note = { application: candidate, note: `Note ${at}` };
      const { id } = await app.sync.writes.enqueue("acme", "applications.addNote", note, { idempotencyKey: note.note });
      await app.sync.connections.refresh("acme");
      if (at % 2 === 0) await app.sync.connections.verify("acme");
      database.refuseAfter(at);
      await sync.workUntilIdle().catch(unlessRefused);
      isRefused = database.refused;
      database.refuseAfter(Number.POSITIVE_INFINITY);
      const [status] = await app.sync.status("acme");
      const about = `${sqlState} at ${at}`;
      expect(status!.state, about).toBe("active");
      expect(
        [status!.reason, ...status!.needs].map((one) => one?.who),
        about,
      ).not.toContain("customer");
      const isTransient = sqlState !== "42501";
      if (isTransient) expect(status!.needs, about).toEqual([]);
      for (const { lastError } of status!.streams)
        if (lastError) expect(lastError.who).toBe(isTransient ? "nobody" : "you");
      emulator.clock.advance(3 * 60_000);
      // The claim on the write ends by the clock of the database.
      await app.query("update anyats.ledger set lease_until = '-infinity' where state = 'claimed'");
      await sync.workUntilIdle();
      expect((await app.sync.status("acme"))[0], about).toMatchObject({ needs: [], streams: [{ failures: 0 }] });
      expect(await app.sync.writes.get(id), about).toMatchObject({ state: "done" });
      expect(
        emulator.world.notes.all().filter((row) => JSON.stringify(row).includes(note.note)),
        about,
      ).toHaveLength(1);
      expect(await app.query("select title from anyats.jobs where id = $1", [job]), about).toEqual([
        { title: `Changed ${at}` },
      ]);
      expect(await copy(app, "jobs"), about).toEqual(truth(emulator, "jobs"));
      at += stride;
    } while (isRefused);
    expect(at).toBeGreaterThan(20);
  },
);

it.each([
  ["40P01", 1, "ends idle"],
  ["42501", Number.POSITIVE_INFINITY, "rejects"],
] as const)("claims refused with %s cost one connection while it works until idle", async (sqlState, times, end) => {
  await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
  const { integrationId } = app.emulator.settings();
  await app.sync.connections.add({ id: "beta", adapter: "avionte", integrationId: `${integrationId}2` });
  const database = new RefusingDatabase(app.database, sqlState);
  const sync = await app.another({ database });
  let left: number = times;
  database.refuses = (about) => /set attempt = s\.attempt.*"acme"/s.test(about) && (left -= 1) >= 0;
  const ended = await sync.workUntilIdle().then(
    () => "ends idle",
    (error: unknown) => (unlessRefused(error), "rejects"),
  );
  expect(ended).toBe(end);
  const jobs = truth(app.emulator, "jobs");
  expect(await copy(app, "jobs", "beta")).toEqual(jobs);
  expect(await copy(app, "jobs")).toEqual(end === "rejects" ? [] : jobs);
});
