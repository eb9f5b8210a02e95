import {
  ALLOWANCE,
  type Allowance,
  type AllowanceFacts,
  type AllowanceRequest,
  AtsError,
  type CallFacts,
  ContainerModule,
  type CoverageCell,
  type Observer,
} from "@anyats/core";
import { strict as assert } from "node:assert";
import { setTimeout } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { fast, fastBy } from "../../real-time.ts";
import { worldHas } from "../../world-lacks.ts";
import { type Connected, connectedTo, withFetch, withSettings } from "../../trial.ts";
import { answerOf, counting, type Counting, type InPlace } from "../../worlds/counting.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { requestOf } from "../../worlds/request-of.ts";
import {
  fetchIn,
  largeNumber,
  rewritingRecords,
  sendingDigits,
  sendingLargeNumbers,
  writingJsonOtherwise,
} from "../../worlds/tapped.ts";
import { networkFailure } from "../../worlds/troubled-network.ts";
import { failureOf, mostAttempts, ofTheConnection, performing } from "../pieces/calling.ts";
import { ending, endsSoon, makes } from "../pieces/striking.ts";

/** A clock that does not wait, and notes each pause. */
class NotingClock extends InstantClock {
  readonly pauses: number[] = [];

  override sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    const before = this.waited;
    const slept = super.sleep(milliseconds, signal);
    if (this.waited > before) this.pauses.push(milliseconds);
    return slept;
  }
}

/** An address without the ids that an ATS makes for one reading, such as that of an export. */
const withoutMadeIds = (address: string): string =>
  address.replaceAll(/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, "{id}");

const hourMs = 3_600_000;

/** Long enough for every wait that an ATS may ask for. */
const patient = { timeoutMs: 10 * hourMs, pageSize: 20, lookAhead: false };

interface Reading {
  readonly way: Counting;
  readonly clock: NotingClock;
  /** Counts from now on, and reads everything once more. */
  read(inPlace?: InPlace, options?: object): Promise<unknown>;
  readonly on: Connected;
}

/**
 * Reads a stream on a connection that has read it before: what it learns or opens once is known by then.
 * @returns undefined where the kit cannot see the requests.
 */
async function reading<T>(
  trial: Trial,
  run: (reading: Reading) => Promise<T>,
  { observers = [], modules = [] }: { readonly observers?: Observer[]; readonly modules?: ContainerModule[] } = {},
): Promise<T | undefined> {
  const [fetch, perform] = [fetchIn(trial.world.settings), await performing(trial)];
  if (!fetch || !perform) return undefined;
  if (asksBehind(trial.cell))
    worldHas(trial.world.passedOn, "the world does not say how its aggregator passes on answers: `passedOn`");
  const way = counting(fetch);
  const clock = new NotingClock(trial.world.now());
  const all = [clockOnce(clock), ...modules];
  await using on = await connectedTo(withFetch(trial, way.fetch), all, { observers });
  const { timeoutMs } = patient;
  const usual = trial.cell.kind === "stream" ? patient : { timeoutMs };
  await perform(on, usual);
  clock.pauses.length = 0;
  return await run({
    way,
    clock,
    on,
    read: (inPlace, options = {}) => {
      way.begin(inPlace && asksBehind(trial.cell) ? behind(trial, inPlace) : inPlace);
      return ending(() => perform(on, { ...usual, ...options }));
    },
  });
}

/** The same in place of what the ATS itself answers, where an aggregator carries requests to it; `nth` counts those. */
function behind({ world }: Trial, inPlace: InPlace): InPlace {
  let carried = 0;
  return async (_nth, request) => {
    const inside = world.passedOn?.(request.url);
    const own = inside && (await inPlace(carried++, request));
    return own && inside(own);
  };
}

const sum = (values: readonly number[]) => values.reduce((all, each) => all + each, 0);

/** Adds up what observers learn of calls, from the last time that it was taken. */
function factsNoted() {
  let facts: Record<string, number> = {};
  const add = (noted: CallFacts) => {
    for (const [name, value] of Object.entries(noted)) facts[name] = (facts[name] ?? 0) + value;
  };
  const observer: Observer = { started: () => add, reading: () => add };
  return {
    observer,
    taken: () => {
      const all = facts;
      facts = {};
      return all;
    },
  };
}

/** An allowance of the app's own, which lets everything leave and notes it. */
class NotingAllowance implements Allowance {
  asked: AllowanceRequest[] = [];
  learned: AllowanceFacts[] = [];
  held = 0;
  waitMs = 0;
  /** Called before a place is given. */
  before = () => {};

  acquire(request: AllowanceRequest) {
    this.asked.push(request);
    this.before();
    this.held += 1;
    let isHeld = true;
    const release = () => {
      if (isHeld) this.held -= 1;
      isHeld = false;
    };
    return Promise.resolve({ waitedMs: this.waitMs, release });
  }

  learn(facts: AllowanceFacts): void {
    this.learned.push(facts);
  }
}

/** What each status means, whatever the request. Source: RFC 9110, section 15; RFC 6585. */
const meanings: readonly {
  readonly status: number;
  readonly code: RegExp;
  readonly fault: RegExp;
  readonly concerns: RegExp;
  readonly passes?: true;
}[] = [
  // What an aggregator or an ATS refuses without a reason may be its own fault.
  { status: 400, code: /^(input|record|connection|aggregator|ats)\./, fault: /./, concerns: /^call$/ },
  { status: 401, code: /^connection\./, fault: /^configuration$/, concerns: /^connection$/ },
  // Some ATS answer a wrong key so.
  { status: 403, code: /^(connection|capability)\./, fault: /^configuration$/, concerns: /^(capability|connection)$/ },
  { status: 413, code: /^input\.too-large$/, fault: /^caller$/, concerns: /^call$/ },
  { status: 422, code: /^(input|record|connection|aggregator|ats)\./, fault: /./, concerns: /^call$/ },
  { status: 408, code: /\.(timed-out|unavailable)$/, fault: /^(ats|aggregator)$/, concerns: /^call$/, passes: true },
  { status: 429, code: /quota/, fault: /^(ats|caller|aggregator)$/, concerns: /^call$/, passes: true },
  { status: 500, code: /\.(unavailable|failed)$/, fault: /^(ats|aggregator)$/, concerns: /^call$/, passes: true },
  { status: 503, code: /\.(unavailable|failed)$/, fault: /^(ats|aggregator)$/, concerns: /^call$/, passes: true },
  { status: 599, code: /\.(unavailable|failed)$/, fault: /^(ats|aggregator)$/, concerns: /^call$/, passes: true },
];

/** What the answers of an ATS behind an aggregator mean, these reads show: each asks the ATS itself. */
const asksBehind = ({ lane, capability }: CoverageCell) =>
  lane === "passthrough" && capability.endsWith(".getEnhanced");

const ofTheConnectionOrBehind = (cell: CoverageCell) => ofTheConnection(cell) || asksBehind(cell);

/** How much longer than asked a call may wait there: the ATS itself may bear less than the aggregator. */
const longerBehindMs = 10_000;

/** What a throttled answer may ask for, and how long the wait is then, in milliseconds. */
const asked: readonly {
  readonly retryAfter: (now: number) => string;
  readonly least: number;
  readonly most: number;
}[] = [
  { retryAfter: () => "7", least: 7_000, most: 8_000 },
  { retryAfter: () => "1.5", least: 1_500, most: 3_000 },
  { retryAfter: (now) => new Date(now + 120_000).toUTCString(), least: 118_000, most: 121_000 },
  { retryAfter: (now) => new Date(now - 120_000).toUTCString(), least: 0, most: 3_000 },
  { retryAfter: () => "1000000", least: hourMs, most: hourMs },
  { retryAfter: (now) => new Date(now + 100 * hourMs).toUTCString(), least: hourMs, most: hourMs },
  { retryAfter: () => "0", least: 0, most: 3_000 },
  { retryAfter: () => "-3600", least: 0, most: 3_000 },
  { retryAfter: () => "Infinity", least: 0, most: 3_000 },
  { retryAfter: () => "", least: 0, most: 3_000 },
];

/** Answers that are not whole, although they come with a status of success and end as they should. */
const cutShort = [
  '{"data":{"results":[{"id":"4711"',
  '{"results":[{"id":"47',
  '[{"id":"4711"},   \r\n ',
  "<html><p>[]</p></html>",
];

/** How much JSON is parsed while something runs, in characters. */
async function parsedBy(run: () => Promise<unknown>): Promise<number> {
  const { parse } = JSON;
  let characters = 0;
  JSON.parse = ((text: string, ...others: []) => {
    characters += text.length;
    return parse(text, ...others) as unknown;
  }) as typeof parse;
  try {
    await run();
  } finally {
    JSON.parse = parse;
  }
  return characters;
}

/** A slow machine parses JSON of more than `light` characters at `perMs` characters a millisecond. */
const [light, perMs] = [1024 * 1024, 50_000];

/** Does something on a slow machine, on which parsing takes time. */
async function slowly<T>(clock: InstantClock, run: () => Promise<T>): Promise<T> {
  const { parse } = JSON;
  JSON.parse = ((text: string, ...others: []) => {
    if (text.length > light) clock.advance(text.length / perMs);
    return parse(text, ...others) as unknown;
  }) as typeof parse;
  try {
    return await run();
  } finally {
    JSON.parse = parse;
  }
}

/** How long after its time a call may end, in milliseconds: what is under way cannot be interrupted. */
const lateMs = 100;

/** How often everything that is answered may be parsed, by the adapter and by the kit on the way. */
const mostParsings = 5;

/** Whole numbers beyond 2^53 keep their digits, and an answer that has some is not parsed again for each of them. */
async function keepsDigits(trial: Trial, fetch: typeof globalThis.fetch, wanted: readonly unknown[]): Promise<void> {
  const way = counting(sendingLargeNumbers(fetch));
  await using on = await connectedTo(withFetch(trial, way.fetch));
  const options = { ...patient, pageSize: 50, raw: true };
  let given: readonly { readonly id: string; readonly raw?: unknown }[] = [];
  const parsed = await parsedBy(async () => void (given = await on.stream(trial.capability.id, {}, options).toArray()));
  const bytes = way.bytes();
  const withoutRaw = given.map(({ raw: _raw, ...record }) => record);
  assert.deepEqual(comparable(withoutRaw), wanted, "with a whole number beyond 2^53 in each record");
  const { name, digits } = largeNumber;
  for (const { raw } of given) {
    const held = (raw as Readonly<Record<string, unknown>>)[name];
    if (held !== undefined) assert.equal(String(held), digits, "the digits of a whole number beyond 2^53 in `raw`");
  }
  const [id] = trial.world.ids("jobs");
  if (id !== undefined && trial.offers("jobs.get")) {
    const { raw } = ((await on.call("jobs.get", { id }, { raw: true })) ?? {}) as { readonly raw?: object };
    const held = (raw as Readonly<Record<string, unknown>> | undefined)?.[name];
    if (held !== undefined)
      assert.equal(String(held), digits, "the digits of a whole number beyond 2^53 in one record");
  }
  assert.ok(
    parsed < mostParsings * bytes,
    `${bytes} bytes were answered, and ${parsed} characters were parsed: parse an answer once more for all of its large numbers, and not for each`,
  );
}

/** What one record may hold by accident, in a field that no adapter knows. */
const muchIn: Readonly<Record<string, () => unknown>> = {
  "nested deep": () => Array.from({ length: 1_000 }).reduce((held: unknown) => [held], 0),
  "one that holds very much": () => Array.from({ length: 60_000 }, () => 0),
};

/**
 * Finds a record in answers: an object that has its id and most of what the ATS sent for it. What has the id alone may
 * refer to it, or be of another kind, where each kind is counted from 1.
 */
async function finding(trial: Trial, fetch: typeof globalThis.fetch, id: string): Promise<(each: object) => boolean> {
  const hasTheId = (each: object) => String((each as { readonly id?: unknown }).id) === id;
  const named: object[] = [];
  const noting = (each: object) => void (hasTheId(each) && named.push(each));
  await using on = await connectedTo(withFetch(trial, rewritingRecords(fetch, noting)));
  const rows = await on.stream(trial.capability.id, {}, { ...patient, raw: true }).toArray();
  const { raw } =
    (rows as readonly { readonly id: string; readonly raw?: unknown }[]).find((row) => row.id === id) ?? {};
  const sent = Object(raw) as Readonly<Record<string, unknown>>;
  const isMost = (each: object) => {
    const same = Object.entries(each).filter(([name, held]) => isDeepStrictEqual(held, sent[name]));
    return same.length * 2 > Object.keys(sent).length;
  };
  // What is given as `raw` may be made of several.
  return named.some(isMost) ? (each) => hasTheId(each) && isMost(each) : hasTheId;
}

/** How the network fails, as Node reports it; `reached` where the request may have arrived. */
const networkFailures: readonly {
  readonly code: string;
  readonly syscall?: string;
  readonly reached?: true;
  readonly several?: true;
}[] = [
  { code: "ENOTFOUND", syscall: "getaddrinfo" },
  { code: "EAI_AGAIN", syscall: "getaddrinfo" },
  { code: "ENOTFOUND" },
  { code: "EAI_AGAIN" },
  { code: "UND_ERR_CONNECT_TIMEOUT" },
  { code: "ConnectionRefused" },
  { code: "ECONNREFUSED", syscall: "connect", several: true },
  { code: "EHOSTUNREACH", syscall: "connect" },
  { code: "EHOSTUNREACH", syscall: "read", reached: true },
  { code: "ECONNRESET", syscall: "read", reached: true },
  { code: "ECONNRESET", syscall: "read", reached: true, several: true },
  { code: "UND_ERR_SOCKET", reached: true },
  { code: "EPIPE", syscall: "write", reached: true },
];

/** What the requests of a connection promise, whatever they are for. */
export const transportPromises: readonly ContractPromise[] = [
  {
    promise: "reports the requests, bytes, records and waits of a call as they were",
    applies: ofTheConnection,
    async run(trial) {
      const { observer, taken } = factsNoted();
      await reading(
        trial,
        async ({ way, clock, read, on }) => {
          const told: Readonly<Record<"retry" | "quota", Record<string, unknown>[]>> = { retry: [], quota: [] };
          for (const name of ["retry", "quota"] as const)
            on.ats.on(name, (event) => told[name].push(event as Record<string, unknown>));
          taken();
          const records = await read((nth) => {
            if (nth === 0) return answerOf(429, { "retry-after": "2" });
            return nth === 1 ? answerOf(503) : undefined;
          });
          assert.ok(Array.isArray(records), `a throttled request and a failure ended in ${failureOf(records)?.code}`);
          const facts = taken();
          assert.equal(facts["attempts"], way.requests(), "`attempts` is not the number of requests");
          assert.equal(facts["bytes"], way.bytes(), "`bytes` is not what the answers had");
          assert.ok(facts["records"]! >= records.length, "`records` is less than the records that were given");
          assert.equal(facts["quarantined"] ?? 0, 0, "`quarantined`, where every record could be read");
          const [first = 0] = clock.pauses;
          assert.equal(facts["waitedMs"], sum(clock.pauses), "`waitedMs` is not the time that it waited");
          assert.equal(facts["quotaWaitMs"], first, "`quotaWaitMs` is not the time that it waited for the limit");
          assert.equal(facts["quotaWaits"], 1, "`quotaWaits`, where one request was throttled");
          const { id: capability } = trial.capability;
          assert.deepEqual(
            told.retry.map(({ because: _why, ...event }) => event),
            // What follows may be the pauses between looks at a task of the ATS: nothing is repeated there.
            clock.pauses.slice(0, 2).map((waitMs, nth) => ({ capability, attempt: nth + 2, waitMs })),
            "the `retry` events",
          );
          const [throttled, failed] = told.retry.map(({ because }) => String(because));
          assert.match(throttled!, /quota/, "why it was repeated when it was throttled");
          assert.match(failed!, /\.(unavailable|failed)$/, "why it was repeated after a failure");
          const [wait] = told.quota;
          assert.deepEqual(
            { ...wait, limit: typeof wait?.["limit"] === "string" && wait["limit"].length > 0 },
            { capability, waitMs: first, limit: true },
            "the `quota` event",
          );
          assert.equal(told.quota.length, 1, "`quota` events, where one request was throttled");
          if (!(await makes(trial, "unreadable-record"))) return;
          await read();
          assert.equal(taken()["quarantined"], 1, "`quarantined`, where one record could not be read");
        },
        { observers: [observer] },
      );
    },
  },
  {
    promise: "waits longer before each repeat, and ends with what the ATS answered last",
    applies: ofTheConnectionOrBehind,
    async run(trial) {
      const firstMs = 2_000 + (asksBehind(trial.cell) ? longerBehindMs : 0);
      for (const status of [503, 429])
        await reading(trial, async ({ clock, read, on }) => {
          const pauses: number[] = [];
          on.ats.on("retry", ({ waitMs }) => pauses.push(waitMs));
          let requests = 0;
          const error = failureOf(
            await read(() => {
              requests += 1;
              return answerOf(status);
            }),
          );
          assert.ok(error, `every request was answered with ${status}, and the call claims a success`);
          assert.equal(error.status, status, "the status that the error names");
          assert.notEqual(error.retry, "never", `${status} passes`);
          assert.equal(pauses.length, requests - 1, `${status}: a wait before each repeat`);
          assert.ok(sum(clock.pauses) >= sum(pauses), `${status}: it did not wait as its \`retry\` events say`);
          assert.ok(pauses.length > 1 && requests <= mostAttempts, `${status}: ${requests} requests`);
          const growing = pauses.every((pause, nth) => nth === 0 || pause > pauses[nth - 1]! || pause >= 15_000);
          assert.ok(growing, `${status}: it waited ${pauses.join(", ")} ms: wait longer each time`);
          assert.ok(pauses[0]! <= firstMs && pauses.at(-1)! <= 60_000, `${status}: it waited ${pauses.join(", ")} ms`);
        });
    },
  },
  {
    promise: "waits as `Retry-After` says, as a number or a date, and an hour at most",
    applies: ofTheConnectionOrBehind,
    async run(trial) {
      const more = asksBehind(trial.cell) ? longerBehindMs : 0;
      await reading(trial, async ({ clock, read }) => {
        for (const { retryAfter, least, most } of asked) {
          clock.pauses.length = 0;
          const header = retryAfter(clock.now());
          let waited = 0;
          const ended = await read((nth) => {
            // A call may wait once more, for a task of the ATS.
            if (nth === 1) waited = sum(clock.pauses);
            return nth === 0 ? answerOf(429, { "retry-after": header }) : undefined;
          });
          const what = `Retry-After: ${header}`;
          assert.equal(failureOf(ended)?.code, undefined, what);
          assert.ok(waited >= least && waited <= most + more, `${what}: it waited ${waited} ms`);
        }
        // A wait that would pass the deadline is the caller's: it is told how long.
        const error = failureOf(await read(() => answerOf(429, { "retry-after": "90" }), { timeoutMs: 60_000 }));
        assert.ok(error, "it was throttled for longer than the call may take, and claims a success");
        const { retry } = error;
        assert.ok(typeof retry === "object", `${error.code}: \`retry\` does not say how long to wait`);
        assert.ok(retry.afterMs > 80_000 && retry.afterMs <= 90_000, `retry.afterMs is ${retry.afterMs}, not 90 s`);
        const servedAgain = async () => {
          for (let calls = 0; calls < 12; calls += 1) await read(undefined, { timeoutMs: 60_000 });
          clock.advance(90_000);
          return read();
        };
        const after = await endsSoon(
          servedAgain(),
          "calls gave up while they had to wait, and the next one has no end",
        );
        assert.equal(failureOf(after)?.code, undefined, "after the wait, and after calls that gave up meanwhile");
      });
    },
  },
  {
    promise: "gives each status its meaning: whose fault, what it concerns, whether it passes",
    applies: ofTheConnectionOrBehind,
    async run(trial) {
      await reading(trial, async ({ read }) => {
        for (const { status, code, fault, concerns, passes } of meanings) {
          const error = failureOf(await read(() => answerOf(status)));
          const what = `HTTP ${status}`;
          assert.ok(error, `${what}: the call claims a success`);
          assert.match(error.code, code, `${what}: the code of its error is ${error.code}`);
          assert.match(error.fault, fault, `${what}, ${error.code}: whose fault it is`);
          const isBehind = asksBehind(trial.cell);
          if (isBehind)
            assert.notEqual(error.fault, "aggregator", `${what}, ${error.code}: the ATS itself answered so`);
          // As the guide for adapters says: `quota.exceeded` is the app's own.
          if (status === 429 && (trial.cell.lane === "native" || isBehind))
            assert.deepEqual([error.code, error.fault], ["ats.quota-exceeded", "ats"], `${what}, from the ATS itself`);
          assert.equal(error.status, status, `${what}: the status that the error names`);
          // Where the key is good, other operations may still be permitted.
          const concerned = error.code === "connection.permission-missing" ? /^capability$/ : concerns;
          assert.match(error.concerns, concerned, `${what}, ${error.code}: what it concerns`);
          assert.equal(error.retry !== "never", passes ?? false, `${what}, ${error.code}: whether it passes`);
          assert.ok(error.message.length > 10 && error.advice.length > 10, `${what}: what happened, and what to do`);
        }
      });
    },
  },
  {
    promise: "follows no redirect, and never treats one as an answer",
    applies: ofTheConnection,
    async run(trial) {
      const location = "https://elsewhere-4785.example.com/";
      await reading(trial, async ({ way, read }) => {
        for (const status of [300, 301, 302, 303, 307, 308]) {
          const error = failureOf(await read(() => answerOf(status, { location }, '{"data":{"results":[]}}')));
          assert.ok(error, `${status}: every answer pointed elsewhere, and the call claims a success`);
          assert.match(error.fault, /^(ats|aggregator|configuration)$/, `${status}: whose fault it is (${error.code})`);
          const followed = way.addresses().filter((address) => address.startsWith(location));
          assert.deepEqual(followed, [], `${status}: the request went on to another address, with the key`);
        }
      });
    },
  },
  {
    promise: "reads the same however the ATS writes its JSON",
    applies: ofTheConnection,
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      if (!fetch) return;
      await using usual = await connectedTo(trial);
      // Who looks ahead reads in a page where the next one is, before the page itself.
      const options = { ...patient, pageSize: 5, lookAhead: true };
      const wanted = comparable(await usual.stream(trial.capability.id, {}, options).toArray());
      for (const [how, otherwise] of Object.entries(writingJsonOtherwise)) {
        await using on = await connectedTo(withFetch(trial, otherwise(fetch)));
        const given = await ending(() => on.stream(trial.capability.id, {}, options).toArray());
        if (AtsError.is(given)) assert.fail(`${how}: ${given.code} ${given.message}`);
        assert.deepEqual(comparable(given), wanted, how);
      }
      await keepsDigits(trial, fetch, wanted as readonly unknown[]);
    },
  },
  {
    promise: "loses at most the record that is nested deep or holds very much",
    applies: ofTheConnection,
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      const all = trial.world.ids("jobs");
      const odd = all[1];
      if (!fetch || odd === undefined) return;
      const isIt = await finding(trial, fetch, odd);
      /** Reads the jobs where that one is another. */
      const reading = async (what: string, other: object, sending = (way: typeof fetch) => way) => {
        const changed = (record: object) => (isIt(record) ? { ...record, ...other } : undefined);
        await using on = await connectedTo(withFetch(trial, sending(rewritingRecords(fetch, changed))));
        const aside: (string | null)[] = [];
        on.ats.on("quarantine", ({ id }) => aside.push(id));
        const given = await ending(() => on.stream(trial.capability.id, {}, patient).toArray());
        if (AtsError.is(given)) assert.fail(`one record is ${what}: ${given.code} ${given.message}`);
        const found = (given as readonly { readonly id: string }[]).map(({ id }) => id);
        const others = all.filter((id) => id !== odd && !found.includes(id));
        assert.deepEqual(others, [], `one record is ${what}, and others were lost with it`);
        const lost = all.length - found.length;
        assert.equal(aside.length, lost, `one record is ${what}: \`quarantine\` events`);
        return aside;
      };
      for (const [what, value] of Object.entries(muchIn)) {
        const aside = await reading(what, { kit_field_4837: value() });
        assert.ok(
          aside.every((id) => id === odd),
          `record ${odd} is ${what}, and \`quarantine\` names ${aside.join(", ")}`,
        );
      }
      // Nobody finds a record by an id that has lost digits.
      const { mark, digits } = largeNumber;
      const other = { id: mark, kit_field_4837: muchIn["nested deep"]!() };
      for (const id of await reading("nested deep", other, sendingDigits))
        assert.ok(id === null || id === digits, `the id of a record is ${digits}, and \`quarantine\` names ${id}`);
    },
  },
  {
    promise: "reads no more of an answer than an answer may have",
    applies: ofTheConnection,
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      if (!fetch) return;
      const chunk = new Uint8Array(1024 * 1024).fill(32);
      const most = 100;
      let [chunks, isOpen] = [0, false];
      const endless = () =>
        new ReadableStream<Uint8Array>({
          pull(controller) {
            chunks += 1;
            if (chunks > most) controller.close();
            else controller.enqueue(chunk);
          },
          cancel: () => void (isOpen = false),
        });
      let instead: (() => Response) | undefined;
      const way: typeof fetch = async (...request) => instead?.() ?? fetch(...request);
      await using on = await connectedTo(withFetch(trial, way));
      const read = () => ending(() => on.stream(trial.capability.id, {}, patient).toArray());
      await read();
      // One that says how large it is need not be read at all.
      for (const headers of [{}, { "content-length": String(most * chunk.length) }]) {
        chunks = 0;
        instead = () => {
          isOpen = true;
          return new Response(endless(), { status: 200, headers });
        };
        const error = failureOf(await read());
        assert.ok(error, "the answer had no end, and the call claims a success");
        assert.ok(chunks <= most, `it read ${most} MB of an answer`);
        assert.ok(
          !isOpen,
          "it left an answer that it does not read to its end: cancel the body, or its connection stays",
        );
        assert.match(error.fault, /^(ats|aggregator)$/, `whose fault it is (${error.code})`);
        assert.equal(error.retry, "never", `${error.code}: the next answer is as large`);
      }
    },
  },
  {
    promise: "repeats a read whose answer was cut short, or is the page of a proxy",
    applies: ofTheConnection,
    async run(trial) {
      await reading(trial, async ({ read }) => {
        const whole = await read();
        for (const text of cutShort) {
          const given = await read((nth) => (nth === 0 ? answerOf(200, {}, text) : undefined));
          if (AtsError.is(given)) assert.fail(`"${text}": ${given.code} ${given.message}`);
          assert.deepEqual(comparable(given), comparable(whole), `"${text}"`);
          const error = failureOf(await read(() => answerOf(200, {}, text)));
          assert.ok(error, `every answer was "${text}", and the call claims a success`);
          assert.notEqual(error.retry, "never", `"${text}": the next answer may be whole`);
          const isPage = /html|page/i.test(error.message);
          assert.equal(isPage, text.startsWith("<"), `"${text}": ${error.message} Say so where it is a page`);
        }
      });
    },
  },
  {
    promise: "tells failures of the network apart: not reached, or broken off",
    applies: ofTheConnection,
    async run(trial) {
      await reading(trial, async ({ read, way }) => {
        for (const { code, syscall, reached, several } of networkFailures) {
          const error = failureOf(
            await read(() => {
              throw networkFailure(code, syscall, several);
            }),
          );
          const what = `${code}${syscall ? ` of ${syscall}` : ""}`;
          assert.ok(error, `${what}: the call claims a success`);
          assert.equal(error.fault, "network", `${what}, ${error.code}: whose fault it is`);
          assert.equal(error.retry, "safe", `${what}, ${error.code}: a read may be repeated`);
          assert.equal(error.code, reached ? "network.interrupted" : "network.unreachable", what);
          if (!reached) assert.ok(error.message.includes(code), `${what}: the message does not name it`);
          assert.ok(way.requests() > 1, `${what}: it was not tried again`);
        }
      });
    },
  },
  {
    promise: "waits for a slow answer as long as the call may take",
    applies: ofTheConnection,
    async run(trial) {
      await reading(trial, async ({ read, way }) => {
        await read();
        const usual = way.requests();
        // Twenty seconds of a minute.
        const slow = async (nth: number): Promise<undefined> => {
          if (nth === 0) await setTimeout(20_000 / fastBy);
        };
        const ended = await fast(() => read(slow, { timeoutMs: 60_000 }));
        const error = failureOf(ended);
        assert.equal(error?.code, undefined, `an answer took 20 of 60 seconds: ${error?.message}`);
        assert.equal(way.requests(), usual, "requests, where an answer took 20 of 60 seconds");
      });
    },
  },
  {
    promise: "reads an answer that comes in time, and none beyond the time of the call",
    applies: ofTheConnection,
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      const timeoutMs = 60_000;
      await reading(trial, async ({ read, clock }) => {
        const usual = (await read()) as readonly { readonly id: string; readonly remoteId?: string | null }[];
        const [record] = Array.isArray(usual) ? usual : [];
        const holdsIt = (text: string) =>
          [record?.id, record?.remoteId].some((id) => text.toLowerCase().includes(String(id).toLowerCase()));
        for (const { blanks, leftMs } of [
          { blanks: 0, leftMs: 50 },
          { blanks: 6 * light, leftMs: 10 },
        ]) {
          const deadline = clock.now() + timeoutMs;
          let isLate = false;
          // The answer with the records: what comes before it, such as a task that collects them, needs time after it.
          const late: InPlace = async (_nth, request) => {
            if (isLate) return undefined;
            const response = await fetch!(request);
            const said = await response.text();
            if (record && !holdsIt(said)) return new Response(said, response);
            isLate = true;
            const text = `${said}${" ".repeat(blanks)}`;
            clock.advance(deadline - leftMs - clock.now());
            return new Response(text, response);
          };
          const ended = await slowly(clock, () => read(late, { timeoutMs, pageSize: 250 }));
          const what = `an answer of ${blanks + 1} characters or more came ${leftMs} ms before the end of its call`;
          const error = failureOf(ended);
          if (blanks / perMs < leftMs) assert.equal(error?.code, undefined, `${what}: it was not read`);
          else if (error) assert.deepEqual([error.code, error.retry], ["call.deadline-exceeded", "safe"], what);
          else
            assert.ok(clock.now() <= deadline + lateMs, `${what}, and was read ${clock.now() - deadline} ms too long`);
        }
      });
    },
  },
  {
    promise: "ends at once when it is cancelled while it waits for a repeat",
    applies: ofTheConnection,
    async run(trial) {
      const stop = new AbortController();
      await reading(trial, async ({ read, way, on }) => {
        on.ats.on("retry", () => queueMicrotask(() => stop.abort()));
        const error = failureOf(await read(() => answerOf(503), { signal: stop.signal }));
        assert.equal(error?.code, "call.aborted", "it was cancelled while it waited");
        assert.equal(error?.retry, "safe", "a read may be repeated");
        assert.ok(way.requests() <= 2, `${way.requests()} requests were sent, and it was cancelled after the first`);
      });
    },
  },
  {
    promise: "names a record that it sets aside, and asks for no page larger than it can be",
    applies: ofTheConnection,
    async run(trial) {
      await reading(trial, async ({ read, way, on }) => {
        const all = (await read()) as readonly { readonly id: string }[];
        const much = 7_654_321;
        const atOnce = (await read(undefined, { pageSize: much })) as readonly { readonly id: string }[];
        assert.deepEqual(comparable(atOnce), comparable(all), "the records, in pages as large as can be");
        for (const asked of way.asked())
          assert.ok(!asked.includes(String(much)), `a page of ${much} records was asked for: ${asked}`);
        const aside: { readonly id?: string | null; readonly path?: string; readonly problem?: string }[] = [];
        on.ats.on("quarantine", (event) => aside.push(event));
        if (!(await makes(trial, "unreadable-record"))) return;
        const given = (await read()) as readonly { readonly id: string }[];
        const missing = all.filter(({ id }) => !given.some((each) => each.id === id)).map(({ id }) => id);
        assert.equal(aside.length, missing.length, "a `quarantine` event for each record that is missing");
        // Where its id came as it should, a person can look the record up.
        for (const id of missing)
          if (way.answers().some((text) => text.includes(`"id":"${id}"`) || text.includes(`"id":${id},`)))
            assert.ok(
              aside.some((each) => each.id === id),
              `the \`quarantine\` event of ${id} names ${aside.map((each) => each.id).join(", ")}`,
            );
        for (const { path = "", problem = "" } of aside)
          assert.ok(
            path.startsWith("$") && problem.length > 3,
            `the \`quarantine\` event says "${path}", "${problem}"`,
          );
      });
    },
  },
  {
    promise: "asks the same where the address in its settings ends with a slash",
    applies: ofTheConnection,
    async run(trial) {
      const settings = trial.world.settings as Readonly<Record<string, unknown>>;
      const names = Object.keys(settings).filter((name) => /^https?:\/\/.*[^/]$/.test(String(settings[name])));
      const fetch = fetchIn(settings);
      for (const name of fetch ? names : []) {
        const ways = [settings, { ...settings, [name]: `${String(settings[name])}/` }].map((given) => ({
          given,
          way: counting(fetch!),
        }));
        const answers: unknown[] = [];
        for (const { given, way } of ways) {
          await using on = await connectedTo(withSettings(trial, { ...given, fetch: way.fetch }));
          answers.push(await ending(() => on.stream(trial.capability.id, {}, patient).toArray()));
        }
        const [usual, other] = answers;
        if (AtsError.is(other) && other.code === "settings.invalid") continue;
        assert.deepEqual(comparable(other), comparable(usual), `${name} with a slash at its end`);
        const [one, two] = ways.map(({ way }) => [...new Set(way.addresses().map(withoutMadeIds))]);
        assert.deepEqual(two, one, `the addresses, where ${name} has a slash at its end`);
      }
    },
  },
  {
    promise: "asks the app's allowance before each request, and gives each place back",
    applies: ofTheConnection,
    async run(trial) {
      const allowance = new NotingAllowance();
      const bound = new ContainerModule(({ bind }) => void bind(ALLOWANCE).toConstantValue(allowance));
      const { observer, taken } = factsNoted();
      await reading(
        trial,
        async ({ way, read, on }) => {
          if (allowance.asked.length === 0) return; // It keeps no limits itself.
          assert.equal(allowance.held, 0, "places that were not given back");
          const waits: unknown[] = [];
          on.ats.on("quota", ({ waitMs }) => waits.push(waitMs));
          [allowance.asked, allowance.learned, allowance.waitMs] = [[], [], 0];
          let least = Infinity;
          const records = await read((nth) => {
            least = Math.min(least, allowance.held);
            return nth === 0 ? answerOf(429, { "retry-after": "2" }) : undefined;
          });
          assert.equal(failureOf(records)?.code, undefined, "it was throttled once");
          const ofRequests = <T extends { readonly kind: string }>(all: readonly T[]) =>
            all.filter(({ kind }) => kind === "requests");
          assert.ok(least > 0, "a request was sent without a place");
          assert.equal(allowance.held, 0, "places that were not given back");
          assert.equal(ofRequests(allowance.asked).length, way.requests(), "a place was asked for before each request");
          for (const { priority, deadline, signal } of allowance.asked) {
            assert.equal(priority, "bulk", "the priority of a stream");
            assert.ok(Number.isFinite(deadline) && signal instanceof AbortSignal, "the deadline and signal of a place");
          }
          const told = ofRequests(allowance.learned);
          const outcomes = told.flatMap(({ succeeded }) => (succeeded === undefined ? [] : [succeeded]));
          assert.deepEqual(
            outcomes,
            outcomes.map((_each, nth) => nth > 0),
            "which requests were carried out",
          );
          assert.equal(outcomes.length, way.requests(), "the allowance learns of each answer");
          const refused = allowance.learned.filter((each) => each.refused === "window");
          assert.deepEqual(
            refused.map(({ kind, resetMs }) => [kind, resetMs]),
            [["requests", 2_000]],
            "what the allowance is told when a request is throttled",
          );
          allowance.learned = [];
          await read(() => answerOf(400));
          assert.deepEqual(
            allowance.learned.filter(({ succeeded }) => succeeded),
            [],
            "what the allowance is told to be carried out, where each request was refused (HTTP 400)",
          );
          // It reports a wait for a place, and no other.
          taken();
          waits.length = 0;
          await read();
          assert.deepEqual([waits, taken()["quotaWaits"] ?? 0], [[], 0], "waits that took no time");
          allowance.waitMs = 1_234;
          await read();
          const facts = taken();
          assert.deepEqual(
            waits,
            allowance.asked.slice(-waits.length).map(() => 1_234),
            "the `quota` events of waits for a place",
          );
          assert.ok(waits.length >= way.requests(), "a `quota` event for each wait for a place");
          assert.equal(facts["quotaWaitMs"], 1_234 * waits.length, "`quotaWaitMs` is not what the places took");
          assert.equal(facts["quotaWaits"], waits.length, "`quotaWaits` is not the number of waits");
          // Between its place and its request, a call may be cancelled.
          const stop = new AbortController();
          allowance.before = () => stop.abort();
          const error = failureOf(await read(undefined, { signal: stop.signal }));
          assert.equal(error?.code, "call.aborted", "it was cancelled when it got its place");
          assert.equal(way.requests(), 0, "a request was sent for a call that was cancelled before");
          assert.equal(allowance.held, 0, "places that were not given back");
        },
        { modules: [bound], observers: [observer] },
      );
    },
  },
  {
    promise: "asks the app's allowance for each request of a write, as an interactive call",
    applies: ({ capability }) => capability === "applications.addNote",
    async run(trial) {
      const [run, fetch] = [await performing(trial), fetchIn(trial.world.settings)];
      if (!run || !fetch) return;
      const allowance = new NotingAllowance();
      const bound = new ContainerModule(({ bind }) => void bind(ALLOWANCE).toConstantValue(allowance));
      const way = counting(fetch);
      await using on = await connectedTo(withFetch(trial, way.fetch), [bound]);
      await ending(() => run(on));
      if (allowance.asked.length === 0) return; // It keeps no limits itself.
      [allowance.asked, allowance.learned] = [[], []];
      way.begin();
      if (failureOf(await ending(() => run(on)))) return;
      const kinds = new Set(allowance.asked.map(({ kind }) => kind));
      const of = (kind: string, all: readonly { readonly kind: string }[]) => all.filter((each) => each.kind === kind);
      assert.equal(of("requests", allowance.asked).length, way.requests(), "a place was asked for before each request");
      assert.deepEqual([...new Set(allowance.asked.map(({ priority }) => priority))], ["interactive"], "its priority");
      assert.equal(allowance.held, 0, "places that were not given back");
      const carriedOut = allowance.learned.filter(({ succeeded }) => succeeded);
      for (const kind of kinds) {
        const [asked, done] = [of(kind, allowance.asked).length, of(kind, carriedOut).length];
        assert.equal(done, asked, `what the allowance learns of ${kind}: ${done} of ${asked} were carried out`);
      }
      assert.deepEqual(new Set(carriedOut.map(({ kind }) => kind)), kinds, "the kinds of what was carried out");
    },
  },
  {
    promise: "sends the key to no other origin that an answer names",
    applies: ({ kind, capability }) => kind === "stream" && /^(jobs|applications|candidates)\./.test(capability),
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      if (!fetch) return;
      const elsewhere = "https://elsewhere-4786.example.com";
      const visits: string[] = [];
      const moved: typeof fetch = async (input, init) => {
        const request = requestOf(input, init);
        if (request.url.startsWith(elsewhere)) visits.push(request.headers.get("authorization") ?? "without a key");
        const { origin } = new URL(request.url);
        const response = await fetch(request);
        const text = (await response.text()).replaceAll(origin, elsewhere);
        return new Response(text, { status: response.status, headers: response.headers });
      };
      await using on = await connectedTo(withFetch(trial, moved));
      await ending(() => on.stream(trial.capability.id, {}, { ...patient, pageSize: 2 }).toArray());
      assert.deepEqual(visits, [], "requests to another origin, which was named in an answer");
    },
  },
  {
    promise: "reports a record that it cannot read, also where it looks for another",
    applies: ({ capability }) => capability === "candidates.find",
    async run(trial) {
      await using on = await connectedTo(trial);
      const aside: unknown[] = [];
      on.ats.on("quarantine", (event) => aside.push(event));
      if (!(await makes(trial, "unreadable-record"))) return;
      const found = await ending(() => on.call(trial.capability.id, { lastName: "Nobody-4787" }));
      if (AtsError.is(found) || trial.world.struck?.() !== 1) return; // Names are not compared here.
      const { compared = 0 } = found as { readonly compared?: number };
      if (compared > 0) assert.equal(aside.length, 1, "`quarantine` events, where one record could not be read");
    },
  },
  {
    promise: "goes to no private address that an answer names, and takes no key elsewhere",
    applies: ({ kind, capability }) =>
      kind !== "stream" && /\.(addAttachment|getResume|listAttachments)$/.test(capability),
    async run(trial) {
      for (const instead of [
        "https://169.254.169.254",
        "http://files-4788.example.com",
        "https://localhost",
        undefined,
      ]) {
        await using fresh = await trial.another();
        const { trial: on } = fresh;
        const [run, fetch] = [await performing(on), fetchIn(on.world.settings)];
        if (!run || !fetch) return;
        const own = new Set<string>();
        const [away, keys]: [string[], string[]] = [[], []];
        const moving: typeof fetch = async (input, init) => {
          const request = requestOf(input, init);
          const { origin } = new URL(request.url);
          if (own.size === 0) own.add(origin);
          else if (origin === instead) away.push(request.url);
          const key = request.headers.get("authorization");
          if (!own.has(origin) && key !== null) keys.push(request.url);
          const response = await fetch(request);
          if (instead === undefined || !/json/.test(response.headers.get("content-type") ?? "")) return response;
          const text = (await response.text()).replaceAll(/https?:\/\/[^/"\\]+/g, (named) =>
            own.has(named) ? named : instead,
          );
          return new Response([204, 205, 304].includes(response.status) ? null : text, {
            status: response.status,
            headers: response.headers,
          });
        };
        await using connected = await connectedTo(withFetch(on, moving));
        await ending(() => run(connected, { timeoutMs: 20_000 }));
        assert.deepEqual(away, [], "requests to an address that is not a public one by https");
        assert.deepEqual(keys, [], "requests to another origin, with the key");
      }
    },
  },
];
