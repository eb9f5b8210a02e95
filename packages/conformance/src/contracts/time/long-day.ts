import { z } from "zod/mini";
import { AtsError, type Checkpoint } from "@anyats/core";
import { strict as assert } from "node:assert";
import { setImmediate } from "node:timers/promises";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { onCell } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import type { Trouble, WorldRecord } from "../../world.ts";
import { anyQuestion, isAsNew } from "../pieces/any-question.ts";
import { failureOf } from "../pieces/calling.ts";
import { type Lasting, lastingConnection, listsKeptFor } from "../pieces/lasting.ts";
import { differenceOf, isDeleted } from "../pieces/records.ts";
import { samplesOf } from "../pieces/samples.ts";
import { oneOf, type Random, seeded } from "../pieces/seeded.ts";
import { deeds, idIn, type Kind, nameOf, openOnes, orGone, statesOf } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";
import { FieldChanges } from "./changed-fields.ts";

/** How many steps a day has; more, or another day, by the environment: `ANYATS_KIT_STEPS=2000 ANYATS_KIT_SEED=7`. */
const steps = Number(process.env["ANYATS_KIT_STEPS"] ?? 24);
const seed = process.env["ANYATS_KIT_SEED"] ?? "1";

/** How many steps of its diary a red test shows. */
const shownSteps = 10;

/** How many records somebody removes in a day: the rest must suffice for it. */
const mostRemoved = 2;

/** How many turns of the event loop a call has at most before it is given up. */
const mostTurns = 12;

const [minute, hour] = [60_000, 3_600_000];

/** How far our own clock is ahead of the ATS's, in milliseconds. */
const aheads = [0, 0, 4 * minute, -4 * minute] as const;

/** How long nobody does anything: less and more than keys, sessions and what is kept may last. */
const pauses: Readonly<Record<string, number>> = {
  "a minute": minute,
  "an hour": hour,
  "a day": 26 * hour,
  "nine days": 9 * 24 * hour,
};

const writeTroubles: readonly Trouble[] = [
  "none",
  "none",
  "request-lost",
  "answer-lost",
  "failed-after-write",
  "write-cut-off",
  "throttled",
  "unavailable",
];
const readTroubles: readonly Trouble[] = [
  "none",
  "none",
  "none",
  "throttled",
  "unavailable",
  "cut-off",
  "request-lost",
];

interface Row {
  readonly id: string;
}

/** A reading in pages that goes on while other things happen. */
interface Slow {
  /** What was there when it began, and still must come. */
  readonly wanted: readonly string[];
  readonly found: readonly string[];
  readonly checkpoint: Checkpoint;
}

/** What a day is made of. */
class Day {
  readonly #trial: Trial;
  readonly #lasting: Lasting;
  readonly #random: Random;
  readonly #kind: Kind;
  readonly diary: string[] = [];
  #slow: Slow | undefined;
  #removed = 0;
  readonly #fields: FieldChanges;
  #named = 0;
  /** Since when changes were not asked for, and what changed since. */
  #since: Date;
  #changed = new Set<string>();

  constructor(trial: Trial, lasting: Lasting, random: Random) {
    this.#trial = trial;
    this.#lasting = lasting;
    this.#random = random;
    this.#kind = trial.cell.group as Kind;
    this.#fields = new FieldChanges(trial, this.#kind, random);
    this.#since = new Date(trial.world.now().getTime() + 1);
  }

  /** Takes one step. */
  async step(): Promise<void> {
    const doing = oneOf(this.#random, [
      () => this.#touch(),
      () => this.#touch(),
      () => this.#become(),
      () => this.#remove(),
      () => this.#administer(),
      () => this.#pause(),
      () => this.#pause(),
      () => this.#readAll(),
      () => this.#readAll(),
      () => this.#readOne(),
      () => this.#readOne(),
      () => this.#readLists(),
      () => this.#readChanges(),
      () => this.#readOn(),
      () => this.#readOn(),
      () => this.#readAnything(),
      () => this.#readAnything(),
      () => this.#readAnything(),
      () => this.#readAnything(),
      () => this.#setField(),
      () => this.#giveUp(),
      () => this.#write(),
      () => this.#write(),
      () => this.#write(),
      () => this.#write(),
      () => this.#write(),
    ])!;
    await doing();
  }

  get #world() {
    return this.#trial.world;
  }

  #note(what: string): void {
    this.diary.push(what);
  }

  #someId(): string {
    return oneOf(this.#random, this.#world.ids(this.#kind))!;
  }

  async #touch(): Promise<void> {
    const id = this.#someId();
    this.#note(`somebody changes ${id}`);
    await this.#world.touch(this.#kind, id);
    this.#changed.add(id);
  }

  async #become(): Promise<void> {
    const [id, state] = [this.#someId(), oneOf(this.#random, statesOf(this.#kind))!];
    if (state === "deleted" || !this.#world.become) return;
    this.#note(`${id} becomes one of ${nameOf(this.#kind, state)}`);
    if ((await this.#world.become(id, state)) !== "never") this.#changed.add(id);
  }

  async #remove(): Promise<void> {
    if (this.#removed >= mostRemoved) return;
    this.#removed += 1;
    const id = this.#someId();
    this.#note(`somebody removes ${id}`);
    await this.#world.remove(this.#kind, id);
    this.#changed.delete(id);
  }

  async #administer(): Promise<void> {
    const list = oneOf(this.#random, ["stages", "rejectionReasons", "tags"] as const)!;
    this.#named += 1;
    this.#note(`somebody adds to the ${list}`);
    await this.#world.administer?.({ list, add: `Of a long day ${this.#named}` });
    this.#lasting.later(listsKeptFor(this.#trial));
  }

  async #setField(): Promise<void> {
    const what = await this.#fields.next(this.#lasting.trial);
    if (what !== undefined) this.#note(what);
  }

  #pause(): Promise<void> {
    const [name, milliseconds] = oneOf(this.#random, Object.entries(pauses))!;
    this.#note(`${name} goes by`);
    this.#lasting.later(milliseconds);
    return Promise.resolve();
  }

  /** Reads while something may go wrong. @returns undefined where it ended in an error for that. */
  async #reads<T>(what: string, run: () => Promise<T>): Promise<T | undefined> {
    const trouble = oneOf(this.#random, readTroubles)!;
    this.#note(trouble === "none" ? what : `${what} (${trouble})`);
    await this.#world.trouble(trouble);
    const ended = await ending(run);
    await this.#world.trouble("none");
    if (AtsError.is(ended) && (trouble === "none" || ended.retry === "never")) throw ended;
    return AtsError.is(ended) ? undefined : (ended as T);
  }

  async #areAsHeld(rows: readonly Row[]): Promise<void> {
    const truth = new Map((await this.#world.records(this.#kind)).map((record) => [record.id, record]));
    for (const row of rows) {
      const held = truth.get(row.id);
      assert.ok(held, `record ${row.id} arrived, which the ATS does not hold`);
      const first = differenceOf(row, held);
      assert.equal(first, undefined, `record ${row.id}: ${first}`);
    }
  }

  #stream(filter: object = {}, options: object = {}) {
    return this.#lasting.trial.stream(this.#trial.capability.id, filter, { timeoutMs: 10 * minute, ...options });
  }

  async #readAll(): Promise<void> {
    const rows = await this.#reads("reads everything", () => this.#stream({}, { pageSize: 25 }).toArray());
    if (!rows) return;
    sameIds(
      rows.map(({ id }) => id),
      this.#world.ids(this.#kind),
      "the records",
    );
    await this.#areAsHeld(rows);
  }

  async #readOne(): Promise<void> {
    const get = `${this.#kind}.get`;
    if (!this.#trial.offers(get)) return;
    const id = this.#someId();
    const row = await this.#reads(`reads ${id}`, () =>
      this.#lasting.trial.call(get, { id }, { timeoutMs: 10 * minute }),
    );
    if (row) await this.#areAsHeld([row]);
  }

  async #readLists(): Promise<void> {
    const living = async (group: string) => (await this.#world.records(group)).filter((each) => !isDeleted(each));
    const { trial } = this.#lasting;
    if (this.#kind === "applications" && trial.offers("applications.listRejectionReasons")) {
      const reasons = await this.#reads("lists the reasons", async () =>
        ((await trial.call("applications.listRejectionReasons", {})) as readonly Row[]).map(({ id }) => id),
      );
      const held = (await living("rejectionReasons")).map(({ id }) => id);
      if (reasons && held.length > 0) sameIds(reasons, held, "the rejection reasons");
    }
    if (this.#kind !== "jobs" || !trial.offers("applications.listStages")) return;
    const job = oneOf(this.#random, await living("jobs"))!;
    const stages = await this.#reads(`lists the stages of ${job.id}`, async () =>
      ((await trial.call("applications.listStages", { jobIds: [job.id] })) as readonly Row[]).map(({ id }) => id),
    );
    const held = ((job["stages"] ?? []) as readonly WorldRecord[]).map(({ id }) => id);
    if (stages) sameIds(stages, held, `the stages of ${job.id}`);
  }

  async #readChanges(): Promise<void> {
    const [since, changed] = [this.#since, this.#changed];
    const now = new Date(this.#world.now().getTime() + 1);
    const rows = await this.#reads(`reads what changed since ${since.toISOString()}`, () =>
      this.#stream({ updatedAfter: since }).toArray(),
    );
    if (!rows) return;
    const found = new Set(rows.map(({ id }) => id));
    // What changed so that the ATS shows it no more is gone.
    const lost = this.#world.ids(this.#kind).filter((id) => changed.has(id) && !found.has(id));
    assert.deepEqual(lost, [], `changed since ${since.toISOString()}, and did not arrive`);
    await this.#areAsHeld(rows);
    [this.#since, this.#changed] = [now, new Set()];
  }

  /** Begins to read in small pages, or goes on with it for a page, from its checkpoint. */
  async #readOn(): Promise<void> {
    const slow = this.#slow;
    const from = slow && { checkpoint: JSON.parse(JSON.stringify(slow.checkpoint)) as Checkpoint };
    const wanted = slow?.wanted ?? this.#world.ids(this.#kind);
    const page = await this.#reads(slow ? "reads one page on" : "begins to read in pages", async () => {
      const pages = this.#stream({}, { pageSize: Math.max(5, Math.ceil(wanted.length / 4)), ...from }).pages();
      for await (const each of pages) return each;
      return undefined;
    });
    if (!page) return;
    const found = [...(slow?.found ?? []), ...page.records.map(({ id }) => id)];
    this.#slow = page.checkpoint.done ? undefined : { wanted, found, checkpoint: page.checkpoint };
    if (!page.checkpoint.done) return;
    // A list that goes on by place loses others where some are removed meanwhile; a trait says so.
    if (this.#removed > 0 && this.#trial.adapter.facts.traits?.paging === "by-place") return;
    const living = new Set(this.#world.ids(this.#kind));
    const lost = wanted.filter((id) => living.has(id) && !found.includes(id));
    assert.deepEqual(lost, [], "there from the first page to the last, and on none of them");
  }

  /** Asks anything, and the same on a connection that knows nothing of the day. */
  async #readAnything(): Promise<void> {
    const question = await anyQuestion(this.#trial, this.#random);
    const { what, ask } = question;
    const trouble = oneOf(this.#random, readTroubles)!;
    this.#note(trouble === "none" ? what : `${what} (${trouble})`);
    await this.#world.trouble(trouble);
    const ended = await ending(() => ask(this.#lasting.trial));
    await this.#world.trouble("none");
    if (trouble !== "none" && AtsError.is(ended) && ended.retry !== "never") return;
    await isAsNew(this.#trial, question, ended);
  }

  /** Asks anything, and does not wait for the answer. */
  async #giveUp(): Promise<void> {
    const { what, ask } = await anyQuestion(this.#trial, this.#random);
    this.#note(`gives up: ${what}`);
    await this.#leaving((signal) => ask(this.#lasting.trial, { signal }));
  }

  /** Cancels a call when it has begun, or just before it ends. */
  async #leaving(run: (signal: AbortSignal) => Promise<unknown>): Promise<unknown> {
    const leaving = new AbortController();
    const running = ending(() => run(leaving.signal));
    for (let turns = this.#random(mostTurns); turns > 0; turns -= 1) await setImmediate();
    leaving.abort();
    return running;
  }

  /** An input with one of the optional fields of its capability beside it, where there is one. */
  async #withOption(on: Trial, input: Readonly<Record<string, unknown>>) {
    const sample = oneOf(this.#random, await samplesOf(on));
    const names = sample?.tries.filter((path) => !path.includes(".") && !Object.hasOwn(input, path)) ?? [];
    const more = { ...Object.fromEntries(names.map((name) => [name, sample!.input[name]])), ...input };
    return z.safeParse(on.capability.input, more).success ? more : input;
  }

  async #write(): Promise<void> {
    const offered = Object.keys(deeds).filter((id) => id.startsWith(`${this.#kind}.`) && this.#trial.offers(id));
    const id = oneOf(this.#random, offered);
    const applied = oneOf(this.#random, await openOnes(this.#trial));
    if (id === undefined || !applied) return;
    const { claims } = this.#trial;
    const cell = claims.cells.find(({ capability }) => capability === id)!;
    const on = onCell(this.#lasting.trial, cell);
    const deed = deeds[id]!;
    const least = await deed.input(on, applied);
    if (!least) return;
    const input = await this.#withOption(onCell(this.#trial, cell), least);
    const trouble = oneOf(this.#random, writeTroubles)!;
    const isLeft = trouble === "none" && this.#random(4) === 0;
    const how = isLeft ? " (given up)" : trouble === "none" ? "" : ` (${trouble})`;
    this.#note(`${id} of ${idIn(this.#kind, applied)} by ${Object.keys(input).join(", ")}${how}`);
    const effects = orGone(await deed.watch(on, applied, input));
    const before = await effects(undefined);
    await this.#world.trouble(trouble);
    const run = (signal?: AbortSignal) => on.call(id, input, { timeoutMs: 10 * minute, ...(signal && { signal }) });
    const ended = isLeft ? await this.#leaving(run) : await ending(run);
    await this.#world.trouble("none");
    if (isDeclared(ended)) return;
    const after = await effects(ended);
    assert.ok(after <= 1, `it was written ${after} times`);
    const error = failureOf(ended);
    if (!error && warningsOf(ended).length === 0)
      assert.equal(after, 1, "it gave a receipt without a warning, and the ATS shows nothing of it");
    if (error && cell.effect === "creates" && error.retry !== "unknown-outcome")
      assert.equal(after, before, `it ended in ${error.code}, which says that nothing was written, and it was`);
  }
}

async function staysTrue(trial: Trial): Promise<void> {
  const { id } = trial.capability;
  worldHas((await trial.world.records(trial.cell.group)).length > 5, "the world has too few records for a day");
  const random = seeded(`${id} ${seed}`);
  await using lasting = await lastingConnection(trial, oneOf(random, aheads)!);
  const day = new Day(trial, lasting, random);
  try {
    for (let step = 0; step < steps; step += 1) await day.step();
  } catch (error) {
    const last = day.diary.slice(-shownSteps).join("; ");
    if (error instanceof Error)
      error.message = `${error.message}\nafter ${day.diary.length} steps of the day with ANYATS_KIT_SEED=${seed}, the last of which were: ${last}`;
    throw error;
  }
}

/** What a connection promises that lives for long, while the ATS changes, things go wrong, and its app reads and writes. */
export const longDayPromises: readonly ContractPromise[] = [
  {
    promise: "stays true on one connection through days of changes, reads, writes and failures",
    rules: [
      {
        rule: "a connection stays right for days: what is read is what the ATS holds, and a write has one effect or an error that says what is certain",
        tried:
          "seeded days of changes, pauses, reads, writes and failures; `ANYATS_KIT_SEED=7 ANYATS_KIT_STEPS=200` tries another, longer one",
      },
    ],
    applies: ({ capability }) => /^(jobs|candidates|applications)\.stream$/.test(capability),
    run: staysTrue,
  },
];
