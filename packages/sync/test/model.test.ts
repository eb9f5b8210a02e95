import { hurriedClock } from "@anyats/core/testing";
import { createEmulator, type Emulator } from "@anyats/emulator";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { startApp, truth } from "./support/app.ts";

const minute = 60_000;

interface Wire {
  readonly id: string;
  readonly changed_at: string;
  readonly remote_deleted_at: string | null;
}

/** What a list shows, as an ATS gives it that has records which cannot be read, and whose lists may lag behind. */
class Lists {
  /** Records that cannot be read. */
  readonly broken = new Set<string>();
  readonly everBroken = new Set<string>();
  /** Whether lists show what they showed before: older versions, and records that are gone. */
  lags = false;
  readonly #shown = new Map<string, { readonly before: Wire | undefined; readonly last: Wire }>();

  spoil(id: string): void {
    this.broken.add(id);
    this.everBroken.add(id);
  }

  /** @returns The record that can be read again. */
  repair(living: readonly string[], which: number): string | undefined {
    const broken = living.filter((id) => this.broken.has(id));
    const repaired = broken[which % Math.max(1, broken.length)];
    if (repaired !== undefined) this.broken.delete(repaired);
    return repaired;
  }

  fetch(inner: typeof globalThis.fetch): typeof globalThis.fetch {
    return async (input, init) => {
      const response = await inner(input, init);
      const url = new URL(input instanceof Request ? input.url : String(input));
      if (!url.pathname.endsWith("/ats/jobs") || !response.ok) return response;
      const body = (await response.json()) as { data: { results: Wire[] } };
      body.data.results = this.#seen(body.data.results);
      return Response.json(body);
    };
  }

  #seen(results: readonly Wire[]): Wire[] {
    const given = new Map(results.map((wire) => [wire.id, wire]));
    const lagging = [...this.#shown].flatMap(([id, { before, last }]) => {
      const now = given.get(id);
      // What nobody was shown yet is not late: it may come after the margin, and then nothing is promised.
      const isKnown = now === undefined ? last.remote_deleted_at !== null : now.changed_at === last.changed_at;
      return this.lags && before && isKnown ? [[id, before] as const] : [];
    });
    for (const wire of results) {
      const last = this.#shown.get(wire.id)?.last;
      if (last?.changed_at !== wire.changed_at) this.#shown.set(wire.id, { before: last, last: wire });
    }
    const shown = [...new Map([...given, ...lagging]).values()];
    return shown.map((wire) => (this.broken.has(wire.id) ? { ...wire, changed_at: 7 as never } : wire));
  }
}

interface Step {
  readonly does: string;
  /** A place in a list, taken modulo its length; or minutes. */
  readonly which: number;
}

const which = fc.nat(1_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ does: fc.constantFrom("change", "create", "delete", "spoil", "repair"), which }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constantFrom("verify", "refresh", "lag"), which }) },
  { weight: 4, arbitrary: fc.record({ does: fc.constant("work"), which: fc.constantFrom(2, 9, 31, 70, 1_500) }) },
);

it("a copy holds the newest version that a list told, or sets the record aside", async () => {
  const worlds = new Map<string, { readonly emulator: Emulator; readonly lists: Lists }>();
  let ahead = 0;
  let emulated: Emulator | undefined;
  const pass = (ms: number) => {
    ahead += ms;
    emulated?.clock.advance(ms);
  };
  const clock = hurriedClock({
    now: () => Date.UTC(2026, 0, 5) + ahead,
    pass,
    deadlineMs: 25_000,
  });
  await using app = await startApp({
    add: false,
    sync: {
      settings: ({ id }) => {
        const { emulator, lists } = worlds.get(id)!;
        return { ...emulator.settings(), fetch: lists.fetch(emulator.fetch) };
      },
      clock,
      streams: { "jobs.stream": { every: "1h", verify: "1d" } },
      brake: { atLeast: 1_000 },
      pageSize: 3,
    },
  });
  const { sync } = app;
  const historyOf = async (steps: readonly Step[]) => {
    const id = `acme-${worlds.size}`;
    const emulator = createEmulator({ candidates: 4, now: new Date(clock.now()) });
    const lists = new Lists();
    worlds.set(id, { emulator, lists });
    emulated = emulator;
    const { jobs } = emulator.world;
    for (const job of jobs.all().slice(8)) jobs.delete(job.id);
    await sync.connections.add({ id, adapter: "avionte" });
    await sync.workUntilIdle();

    const agrees = async (about: string) => {
      lists.lags = false;
      // A minute more than the margin: what only the pass before would tell is told no more.
      pass(7 * minute);
      await sync.connections.refresh(id);
      await sync.workUntilIdle();
      const living = truth(emulator, "jobs");
      const aside = (await sync.setAside({ connection: id })).records.map((record) => record.id!);
      const rows = await app.query<{ id: string; title: string }>(
        "select id, title from anyats.jobs where connection_id = $1 and deleted_at is null",
        [id],
      );
      const titles = new Map(rows.map((row) => [row.id, row.title]));
      for (const one of living)
        if (lists.broken.has(one)) expect(aside, `${about}: ${one} cannot be read`).toContain(one);
        else if (!aside.includes(one)) expect(titles.get(one), `${about}: ${one}`).toBe(jobs.get(one)!.name);
      for (const one of aside) expect([...lists.everBroken], `${about}: ${one} can be read`).toContain(one);
      // Of a record that cannot be read, nobody can read that it is gone.
      for (const one of titles.keys())
        if (!aside.includes(one)) expect(living, `${about}: ${one} is gone`).toContain(one);
    };

    for (const [index, { does, which: at }] of steps.entries()) {
      pass(2_000);
      const living = truth(emulator, "jobs");
      const one = living[at % Math.max(1, living.length)];
      if (does === "verify" || does === "refresh") await sync.connections[does](id);
      else if (does === "lag") lists.lags = true;
      else if (does === "work") {
        pass(at * minute);
        await sync.workUntilIdle();
        await agrees(`after step ${index}`);
      } else if (does === "create") {
        const fields = { ...emulator.world.newRow(), name: `Job ${index}`, remote_deleted_at: null };
        const created = jobs.insert({ ...jobs.all()[0]!, ...fields });
        // Some cannot be read from the first time on.
        if (at % 2 === 0) lists.spoil(created.id);
      } else if (one !== undefined && does === "delete") jobs.delete(one);
      else if (does === "repair") {
        const repaired = lists.repair(living, at);
        // Some become readable without a new date: only reading them again by id finds that.
        if (repaired !== undefined && at % 2 === 0) jobs.update(repaired, { name: `Repaired ${index}` });
      } else if (one !== undefined) {
        if (does === "spoil") lists.spoil(one);
        jobs.update(one, { name: `Changed ${index}` });
      }
    }
    await agrees("at the end");
    pass(25 * 60 * minute);
    await sync.workUntilIdle();
    const aside = (await sync.setAside({ connection: id })).records.map((record) => record.id!);
    for (const one of aside) expect([...lists.broken], "a day after the end").toContain(one);
    await agrees("a day after the end");
    await sync.connections.remove(id, { data: "delete" });
  };
  const runs = { numRuns: Number(process.env["ANYATS_MODEL_RUNS"] ?? 12), seed: 17, interruptAfterTimeLimit: 90_000 };
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 6, maxLength: 24 }), historyOf), runs);
}, 120_000);
