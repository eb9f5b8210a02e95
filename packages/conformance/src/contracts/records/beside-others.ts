import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable, sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { turns } from "../../real-time.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, pausing, silentAt } from "../../worlds/tapped.ts";
import { allOf } from "../pieces/all-of.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { filtersMeeting } from "../pieces/filtering.ts";
import { ending, endsSoon, isDeclared } from "../pieces/striking.ts";

/** How many streams are read in turns. */
const mostStreams = 3;

/** How many pages a stream has at least, as far as its records suffice. */
const severalPages = 3;

interface Row {
  readonly id: string;
}

/** Filters that select different records: none, and one by each of some fields of a record in the middle. */
async function severalFilters(trial: Trial, all: readonly Row[]): Promise<readonly object[]> {
  const [first, middle] = [all[0]!, all[Math.floor(all.length / 2)]!];
  const meeting = [...(await filtersMeeting(trial, first.id)), ...(await filtersMeeting(trial, middle.id))];
  const byIds = all.filter((_each, index) => index % 3 === 1).map(({ id }) => id);
  return [{}, ...meeting.toReversed(), { ids: byIds }];
}

/** Reads streams of one connection in turns, a record of each at a time. */
async function inTurns(
  on: Connected,
  id: string,
  filters: readonly object[],
  pageSize: number,
): Promise<readonly (readonly string[] | undefined)[]> {
  const open = filters.map((filter) => on.stream(id, filter, { pageSize, lookAhead: false })[Symbol.asyncIterator]());
  const found: (string[] | undefined)[] = open.map(() => []);
  const going = new Set(open.keys());
  const advance = async (index: number) => {
    const next = await ending(() => open[index]!.next());
    if (AtsError.is(next) && !isDeclared(next)) throw next;
    if (AtsError.is(next)) found[index] = undefined;
    const { done, value } = (AtsError.is(next) ? { done: true } : next) as IteratorResult<Row>;
    if (done === true) going.delete(index);
    else found[index]!.push(value.id);
  };
  while (going.size > 0) await Promise.all([...going].map(advance));
  return found;
}

/** At which of its first requests another stream stands while a page is taken that was fetched before. */
const standing = [0, 1, 2, 3] as const;

/** A page that was fetched ahead stays as it was, wherever another stream of the connection stands that began since. */
async function keepsFetchedPages(trial: Trial, all: readonly Row[]): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  // The second page is the last: a third one that is asked for meanwhile could bring back what the other stream took away.
  const pageSize = Math.ceil(all.length / 2);
  const asAlone = new Map(all.map((record) => [record.id, comparable(record)]));
  for (const nth of fetch ? standing : []) {
    const way = pausing(fetch!);
    await using on = await connectedTo(withFetch(trial, way.fetch));
    const begun = () => on.stream(trial.capability.id, {}, { pageSize }).pages()[Symbol.asyncIterator]();
    const [one, other] = [begun(), begun()];
    if ((await one.next()).value?.checkpoint.done !== false) return;
    await turns(); // The second page arrives, and waits.
    const sent = way.pauseAt(nth);
    const beginning = other.next();
    const stands = await Promise.race([sent.then(() => true), beginning.then(() => false)]);
    const taken = one.next();
    await Promise.race([taken, turns(200)]); // It may be slow to come, and then it is what waits.
    way.goOn();
    const { value: page } = await taken;
    for (const { value } of [{ value: page }, await beginning])
      for (const record of value?.records ?? [])
        assert.deepEqual(
          comparable(record),
          asAlone.get(record.id),
          `${record.id}, while another stream of the connection was at its request ${nth + 1}: what a page needs besides its records must be its own`,
        );
    await Promise.all([one.return?.(), other.return?.()]);
    if (!stands) return;
  }
}

type Fetch = typeof globalThis.fetch;
type Run = (on: Connected, options?: object) => Promise<unknown>;

/** Performs the capability, of a stream its first page. */
async function beginning(trial: Trial): Promise<Run | undefined> {
  if (trial.cell.kind !== "stream") return performing(trial);
  const { id } = trial.capability;
  return async (on, options) => {
    const pages = on.stream(id, {}, { pageSize: 20, lookAhead: false, ...options }).pages();
    return pages[Symbol.asyncIterator]().next();
  };
}

/** How long a whole call may take in real time, on a machine that has much to do. */
const wholeCallMs = 6_000;

/** Which request of a call gets no answer until the call is cancelled. */
const silent = [0, 1] as const;

const givenUp = /^(call\.(aborted|deadline-exceeded)|connection\.closed|batch\.stopped)$/;

/** @returns false where the call sends fewer requests. */
async function leavesTheOther(trial: Trial, fetch: Fetch, run: Run, nth: number): Promise<boolean> {
  const way = silentAt(fetch, nth);
  await using fresh = await connectedTo(withFetch(trial, way.fetch));
  const stop = new AbortController();
  const first = ending(() => run(fresh, { signal: stop.signal }));
  if (await Promise.race([first.then(() => true), way.sent.then(() => false)])) return false;
  const second = ending(() => run(fresh));
  // The other call comes to where it waits for what the first one reads.
  for (let turns = 0; turns < 8; turns += 1) await new Promise(setImmediate);
  stop.abort();
  await endsSoon(first, "the call that was cancelled goes on");
  const ended = await endsSoon(
    second,
    "one call was cancelled, and another that ran beside it never ends",
    wholeCallMs,
  );
  const code = failureOf(ended)?.code ?? "";
  assert.doesNotMatch(
    code,
    givenUp,
    `one call was cancelled while its request ${nth + 1} was under way, and another call that nobody cancelled ended in ${code}: what calls share must not depend on the signal of one of them (\`SharedAnswers\` of @anyats/http)`,
  );
  return true;
}

/** What every capability promises of calls and streams that run beside it on the same connection. */
export const besideOthersPromises: readonly ContractPromise[] = [
  {
    promise: "gives each of several streams that are read in turns its own records",
    rules: [
      {
        rule: "streams of one connection do not share anything that one of them changes",
        tried:
          "it reads several with other filters in turns, and takes a page that was fetched ahead while another stream begins",
      },
    ],
    applies: ({ kind }) => kind === "stream",
    async run(trial) {
      const { id } = trial.capability;
      const all = await allOf(trial);
      if (all.length === 0) return;
      const filters: object[] = [];
      const pageSize = Math.max(1, Math.ceil(all.length / severalPages));
      const alone: (readonly string[])[] = [];
      for (const filter of await severalFilters(trial, all)) {
        if (filters.length === mostStreams) break;
        await using fresh = await connectedTo(trial);
        const [found] = await inTurns(fresh, id, [filter], pageSize);
        if (found === undefined) continue; // A limitation refuses this filter.
        filters.push(filter);
        alone.push(found);
      }
      await using together = await connectedTo(trial);
      const found = await inTurns(together, id, filters, pageSize);
      for (const [index, filter] of filters.entries())
        sameIds(
          found[index]!,
          alone[index]!,
          `the stream with ${JSON.stringify(filter)}, read in turns with others of the same connection: what a page asks for must come from its own filter and position`,
        );
      await keepsFetchedPages(trial, all);
    },
  },
  {
    promise: "takes no other call with it when it is cancelled",
    rules: [
      {
        rule: "a call that is cancelled ends no other call: what calls share does not depend on the signal of one of them",
        tried: "it cancels one of two calls whose request is under way",
      },
    ],
    applies: ({ capability }) => capability !== "passthrough.send",
    async run(trial) {
      const fetch = fetchIn(trial.world.settings);
      const run = fetch && (await beginning(trial));
      if (run) for (const nth of silent) if (!(await leavesTheOther(trial, fetch, run, nth))) break;
    },
  },
];
