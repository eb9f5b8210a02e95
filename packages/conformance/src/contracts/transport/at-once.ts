import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { turns } from "../../real-time.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { clockOnce } from "../../worlds/instant-clock.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { SteppingClock } from "../../worlds/stepping-clock.ts";
import { fetchIn, fewAtOnce } from "../../worlds/tapped.ts";
import { firstPage } from "../pieces/first-page.ts";
import { recordNamedIn, samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { nobody } from "../pieces/targets.ts";

type Input = Readonly<Record<string, unknown>>;

function asBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** The samples of a query, and the first of them with the ids of other records, and of none. */
async function severalInputs(trial: Trial): Promise<readonly Input[]> {
  const inputs = (await samplesOf(trial)).map(({ input }) => input);
  const [first] = inputs;
  const named = recordNamedIn(trial, first);
  if (!named) return inputs;
  const { field, id, all } = named;
  const others = all.filter((each) => each !== id).slice(0, 3);
  const records = field === "id" ? await trial.world.records(trial.cell.group) : [];
  const remoteIds = records.flatMap((each) => (others.includes(each.id) ? [each["remoteId"]] : []));
  return [
    ...inputs,
    ...[...others, nobody].map((other) => ({ ...first, [field]: other })),
    ...remoteIds.filter((each) => typeof each === "string").map((remoteId) => ({ remoteId })),
  ];
}

/** To the clock of a test, what is much shorter is a pause. */
const timeoutMs = 600_000;

/** Whatever is done at a pace is done after so many waits. */
const mostSteps = 500;

/** How many requests an ATS answers at once that answers few. */
const fewest = 1;

/** How a call ended: of an error counts what an app branches on. */
function outcomeOf(ended: unknown): unknown {
  if (!AtsError.is(ended)) return comparable(ended);
  const { code, fault, retry, concerns } = ended;
  return { code, fault, retry, concerns };
}

/** Changes everything in an answer that can be changed, as an app may that owns it. @returns how to take it back. */
function spoil(value: unknown): () => void {
  const undo: (() => void)[] = [];
  const walk = (each: unknown): void => {
    if (typeof each !== "object" || each === null || Object.isFrozen(each)) return;
    const fields = each as Record<string, unknown>;
    for (const [name, held] of Object.entries(fields)) {
      walk(held);
      if (typeof held === "object" && held !== null) continue;
      undo.push(() => void Reflect.set(fields, name, held));
      Reflect.set(fields, name, "changed by the app 4790");
    }
    if (!Array.isArray(each)) return;
    const { length } = each;
    undo.push(() => void (each.length = length));
    each.push("added by the app 4790");
  };
  walk(value);
  return () => {
    for (const step of undo.toReversed()) step();
  };
}

const isQuery = ({ kind, capability }: { readonly kind: string; readonly capability: string }) =>
  kind === "query" && capability !== "passthrough.send";

/** How often the same is asked: what remembers its place in a text comes to its end meanwhile. */
const timesAsked = 6;

/** What every query and stream promises of calls beside each other, and of answers that an app goes on to use. */
export const atOncePromises: readonly ContractPromise[] = [
  {
    promise: "gives each of several calls at the same time its own answer",
    rules: [
      {
        rule: "calls at the same time do not share anything that one of them changes",
        tried: "it asks several queries at once",
      },
    ],
    applies: isQuery,
    async run(trial) {
      const inputs = await severalInputs(trial);
      const answer = async (on: Connected, input: Input) =>
        outcomeOf(await ending(() => on.call(trial.capability.id, input)));
      const wanted: unknown[] = [];
      for (const input of inputs) {
        await using alone = await connectedTo(trial);
        wanted.push(await answer(alone, input));
      }
      await using together = await connectedTo(trial);
      const given = await Promise.all(inputs.map((input) => answer(together, input)));
      for (const [index, input] of inputs.entries()) {
        const what = JSON.stringify(input);
        assert.deepEqual(given[index], wanted[index], `${what}: the answer beside other calls, and the one alone`);
        const inTurn = await answer(together, input);
        assert.deepEqual(inTurn, wanted[index], `${what}: the answer after other calls, and the one alone`);
      }
    },
  },
  {
    promise: "asks no more at once than the ATS says that it answers",
    rules: [
      {
        rule: "no more requests are sent at once than the ATS answers",
        tried: "it writes a small number into the header that `atOnceHeader` names, and counts",
      },
    ],
    applies: ({ kind, capability }) => kind !== "stream" && capability !== "passthrough.send",
    async run(trial) {
      const { atOnceHeader, settings } = trial.world;
      const fetch = fetchIn(settings);
      if (!fetch || atOnceHeader === undefined) return;
      const inputs = (await samplesOf(trial)).map(({ input }) => input);
      const [first] = inputs;
      if (!first) return;
      const way = fewAtOnce(fetch, atOnceHeader, fewest);
      await using fresh = await connectedTo(withFetch(trial, way.fetch));
      const call = (input: Input) => ending(() => fresh.call(trial.capability.id, input));
      await call(first); // From its answer the connection learns how many.
      await Promise.all(Array.from({ length: 2 * fewest + 1 }, (_each, nth) => call(inputs[nth % inputs.length]!)));
      const seen = way.mostSeen();
      assert.ok(seen <= fewest, `${seen} requests were sent at once, and the ATS said that it answers one`);
    },
  },
  {
    promise: "spreads requests of which the ATS answers few in a second, also of calls at once",
    applies: isQuery,
    async run(trial) {
      const pace = trial.world.limits?.pace;
      const fetch = fetchIn(trial.world.settings);
      const [input] = pace ? (await samplesOf(trial)).map((each) => each.input) : [];
      if (!pace || !fetch || !input) return;
      const clock = new SteppingClock(trial.world.now());
      const sent: number[] = [];
      const noting: typeof fetch = async (...request) => {
        const [at, asked] = [clock.now(), requestOf(...request)];
        const body = asBody(await asked.clone().text());
        if (pace.of(new URL(asked.url).pathname, body)) sent.push(at);
        return fetch(asked);
      };
      await using fresh = await connectedTo(withFetch(trial, noting), [clockOnce(clock)]);
      /** Makes so many calls at once; time goes on where all of them wait. */
      const make = async (calls: number) => {
        const state = { isOver: false };
        const call = () => ending(() => fresh.call(trial.capability.id, input, { timeoutMs }));
        const all = Promise.all(Array.from({ length: calls }, call)).finally(() => (state.isOver = true));
        for (let step = 0; step < mostSteps && !state.isOver; step += 1) {
          await turns();
          if (!state.isOver && clock.pausesWithin(timeoutMs / 2) > 0) clock.step();
        }
        await all;
      };
      await make(1);
      if (sent.length === 0) return;
      await make(2 * pace.perSecond);
      const times = sent.toSorted((one, other) => one - other);
      for (const [nth, at] of times.slice(pace.perSecond).entries())
        assert.ok(
          at - times[nth]! >= 990,
          `${pace.perSecond + 1} requests were sent within ${at - times[nth]!} ms, and the ATS answers ${pace.perSecond} in a second`,
        );
    },
  },
  {
    promise: "gives the same again, whatever the app did with the answer before",
    rules: [
      {
        rule: "an answer belongs to the app: what is kept for later calls is copied",
        tried: "it changes every value of an answer, and asks again",
      },
      {
        rule: "a call keeps no state for the next one, such as where a regular expression with the flag `g` stopped",
        tried: `it asks the same ${timesAsked} times on one connection`,
      },
      {
        rule: "calls at the same time may share what is read, and never the objects that they answer with",
        tried: "it changes one of two answers",
      },
    ],
    applies: ({ kind, capability }) => kind === "stream" || isQuery({ kind, capability }),
    async run(trial) {
      const { id } = trial.capability;
      const [sample] = trial.cell.kind === "stream" ? [] : await samplesOf(trial);
      await using fresh = await connectedTo(trial);
      const read = () =>
        trial.cell.kind === "stream"
          ? fresh.stream(id, {}, { pageSize: 50 }).toArray()
          : ending(() => fresh.call(id, sample?.input ?? {}));
      const some = () => (trial.cell.kind === "stream" ? firstPage(fresh, id, {}, { pageSize: 1 }) : read());
      const alike = outcomeOf(await ending(some));
      for (let nth = 2; nth <= timesAsked; nth += 1)
        assert.deepEqual(
          outcomeOf(await ending(some)),
          alike,
          `the same was asked ${nth} times on one connection, and the last answer is another: keep nothing between calls that changes one, such as a regular expression with the flag \`g\` outside of the call`,
        );
      const first = await read();
      if (AtsError.is(first)) return;
      const before = comparable(first);
      const takeBack = spoil(first);
      const second = outcomeOf(await read());
      takeBack();
      assert.deepEqual(
        second,
        before,
        "what the app changed in one answer stands in the next: give each call objects of its own",
      );
      // Two that are asked at once may share what is read.
      const [one, other] = await Promise.all([read(), read()]);
      const undo = spoil(one);
      const beside = outcomeOf(other);
      undo();
      assert.deepEqual(beside, before, "what the app changed in one answer stands in that of a call beside it");
    },
  },
];
