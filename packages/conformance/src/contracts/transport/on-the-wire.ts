import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { setImmediate } from "node:timers/promises";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { addingFields, fetchIn, hangingAt, hasOneOf, hasUnknownField } from "../../worlds/tapped.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { fieldPaths, valuesAt } from "../pieces/schema-paths.ts";
import { ending, endsSoon, isDeclared, makes } from "../pieces/striking.ts";

/** The time of a call whose deadline the test makes strike: no other wait is as long. */
const timeoutMs = 599_987;

/** Less than any ATS asks to wait. */
const shortMs = 587;

/** A clock that does not wait, on which the deadline of a call strikes when the test says so. */
class StrikingClock extends InstantClock {
  readonly #deadlineMs: number;
  readonly #deadline = Promise.withResolvers<void>();
  #passed = 0;

  constructor(start: Date, deadlineMs: number) {
    super(start);
    this.#deadlineMs = deadlineMs;
  }

  override now(): number {
    return super.now() + this.#passed;
  }

  override sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (milliseconds === this.#deadlineMs) return this.#deadline.promise;
    return super.sleep(milliseconds, signal);
  }

  /** The deadline of the call passes. */
  strike(): void {
    this.#passed += this.#deadlineMs;
    this.#deadline.resolve();
  }
}

/** Where an answer holds records that have a `raw`, below `it`. */
function rawPlaces({ capability }: Trial): readonly string[] {
  const paths = fieldPaths(capability.output);
  // A record has an id; a place may have a text of that name.
  const ofRecords = paths.filter((path) => /(^|\.)raw$/.test(path) && paths.includes(path.replace(/raw$/, "id")));
  return ofRecords.map((path) => `it${path.startsWith("[]") ? "" : "."}${path}`.replace(/\.raw$/, ""));
}

/** Which requests of a call hang, one in each call. */
const hanging = [0, 1, 2] as const;

const outOfTime = /^(call\.deadline-exceeded|batch\.stopped|write\.outcome-unknown)$/;
const cancelled = /^(call\.aborted|batch\.stopped|write\.outcome-unknown)$/;

/**
 * Lets one request of a call get no answer, and ends the call by its deadline or its signal.
 * @returns false where the call sends fewer requests.
 */
async function endsWhileHanging(trial: Trial, nth: number, by: "deadline" | "signal"): Promise<boolean> {
  const fetch = fetchIn(trial.world.settings);
  const run = fetch && (await performing(trial));
  if (!run) return false;
  const way = hangingAt(fetch, nth);
  const clock = new StrikingClock(trial.world.now(), timeoutMs);
  await using fresh = await connectedTo(withFetch(trial, way.fetch), [clockOnce(clock)]);
  const stop = new AbortController();
  const running = ending(() => run(fresh, { timeoutMs, signal: stop.signal }));
  const isOver = running.then(() => true);
  if (await Promise.race([isOver, way.sent.then(() => false)])) return false;
  if (by === "deadline") clock.strike();
  else stop.abort();
  const what = `request ${nth + 1} got no answer, and the ${by === "deadline" ? "deadline passed" : "call was cancelled"}`;
  const ended = await endsSoon(running, `${what}: the call goes on`);
  if (isDeclared(ended)) return false;
  const code = failureOf(ended)?.code ?? "a success";
  assert.match(code, by === "deadline" ? outOfTime : cancelled, what);
  for (let turns = 0; turns < 5 && way.isAborted() === false; turns += 1) await setImmediate();
  assert.equal(
    way.isAborted(),
    true,
    `${what}: the request was not aborted. Pass the handler's \`call\` on, unchanged`,
  );
  const sent = way.requests();
  for (let turns = 0; turns < 5; turns += 1) await setImmediate();
  assert.equal(way.requests(), sent, `${what}: another request was sent after the end`);
  return true;
}

const missingInRaw = "a field that the ATS sent is missing in `raw`";

/** The ids of the records whose `raw` lacks a field that the adapter does not know. */
async function idsLackingTheField(
  trial: Trial,
  fetch: typeof globalThis.fetch,
  run: NonNullable<Awaited<ReturnType<typeof performing>>>,
  places: readonly string[],
): Promise<ReadonlySet<string>> {
  await using fresh = await connectedTo(withFetch(trial, fetch));
  const ended = await ending(() => run(fresh, { raw: true }));
  if (isDeclared(ended)) return new Set();
  if (AtsError.is(ended)) assert.fail(`a field that the adapter does not know made it fail: ${ended.code}`);
  const ids = new Set<string>();
  const answers = trial.cell.kind === "stream" ? (ended as readonly unknown[]) : [ended];
  for (const record of places.flatMap((place) => answers.flatMap((answer) => valuesAt({ it: answer }, place)))) {
    if (typeof record !== "object" || record === null) continue;
    const { raw, id, remoteId } = record as Readonly<Record<"raw" | "id" | "remoteId", unknown>>;
    assert.notEqual(raw, undefined, "`raw` was asked for, and is missing: keep the record as it came");
    if (hasUnknownField(raw)) continue;
    const own = [id, remoteId].filter((each) => each != null).map(String);
    assert.ok(own.length > 0, `${missingInRaw}: keep the record as it came, not as the schema reads it`);
    for (const each of own) ids.add(each);
  }
  return ids;
}

/** Every object of a value, at any depth. */
function objectsIn(value: unknown): readonly object[] {
  if (typeof value !== "object" || value === null) return [];
  const inside = Object.values(value).flatMap(objectsIn);
  return Array.isArray(value) ? inside : [value, ...inside];
}

const cutAtLineFeedsRule: Rule = {
  rule: "JSON lines are cut at line feeds alone, as a text may hold every other line separator",
  tried: "it puts U+2028, U+2029 and U+0085 into a field that no adapter knows",
};

/** What holds of the requests and the answers of every capability, whatever the ATS: seen between adapter and world. */
export const wirePromises: readonly ContractPromise[] = [
  {
    promise: "aborts the request under way when the deadline passes or the call is cancelled",
    rules: [
      {
        rule: "a handler passes its `call` on: the request under way is aborted with the call",
        tried: "each of the first three requests gets no answer; the deadline passes or the caller cancels",
      },
    ],
    async run(trial) {
      // The same signal ends a call in both cases: one cancelled call is enough.
      await endsWhileHanging(trial, 0, "signal");
      for (const nth of hanging) if (!(await endsWhileHanging(trial, nth, "deadline"))) break;
    },
  },
  {
    promise: "begins no wait that would pass the deadline",
    rules: [
      {
        rule: "no wait begins that would pass the deadline",
        tried: "every request is throttled, and the call has half a second",
      },
    ],
    async run(trial) {
      const run = await performing(trial);
      if (!run) return;
      const clock = new StrikingClock(trial.world.now(), shortMs);
      await using fresh = await connectedTo(trial, [clockOnce(clock)]);
      await makes(trial, "throttled-for-ever");
      // A call that needs a wait before its first request ends before it asks.
      const ended = await ending(() => run(fresh, { timeoutMs: shortMs }));
      if (isDeclared(ended)) return;
      assert.ok(failureOf(ended), "each request was refused, and the call claims a success");
      assert.ok(clock.waited < shortMs, `it waited ${clock.waited} ms, and its deadline was after ${shortMs} ms`);
    },
  },
  {
    promise: "keeps in `native` each field that the ATS sent, at every depth",
    rules: [
      cutAtLineFeedsRule,
      {
        rule: "`native` holds the ATS's record as it came, at every depth",
        tried: "each object in it gets a field that no schema knows",
      },
    ],
    applies: ({ kind }) => kind !== "command",
    async run(trial) {
      const places = fieldPaths(trial.capability.output).filter((path) => /(^|\.)native$/.test(path));
      const fetch = fetchIn(trial.world.settings);
      const run = fetch && places.length > 0 && (await performing(trial));
      if (!run) return;
      await using fresh = await connectedTo(
        withFetch(
          trial,
          addingFields(fetch, () => true),
        ),
      );
      const ended = await ending(() => run(fresh));
      if (isDeclared(ended)) return;
      if (AtsError.is(ended)) assert.fail(`a field that the adapter does not know made it fail: ${ended.code}`);
      for (const object of places.flatMap((place) => valuesAt(ended, place)).flatMap(objectsIn))
        assert.ok(
          hasUnknownField(object),
          `a field that the ATS sent is missing beside ${Object.keys(object).join(", ")}`,
        );
    },
  },
  {
    promise: "keeps in `raw` also the fields of the ATS that the adapter does not read",
    rules: [
      cutAtLineFeedsRule,
      { rule: "`raw` holds the record as it came", tried: "each record gets a field that no schema knows" },
      { rule: "`raw` is there in the records of queries, too", tried: "it asks for files and reasons with `raw`" },
    ],
    // A custom field holds a value, which has a promise of its own.
    applies: ({ kind, capability }) => kind !== "command" && !/CustomField/.test(capability),
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      const run = fetch && (await performing(trial));
      const places = rawPlaces(trial);
      if (!run || places.length === 0) return;
      const ids = await idsLackingTheField(trial, addingFields(fetch), run, places);
      if (ids.size === 0) return;
      // The ATS may call the id of a record otherwise: then it is known by its value.
      const left = await idsLackingTheField(trial, addingFields(fetch, hasOneOf(ids)), run, places);
      assert.equal(
        left.size,
        0,
        `${missingInRaw} of ${[...left].join(", ")}: keep the record as it came, not as the schema reads it`,
      );
    },
  },
];
