import { strict as assert } from "node:assert";
import { AtsError, type Checkpoint, type RecordPage } from "@anyats/core";
import { comparable, sameIds } from "../assertions.ts";
import type { ContractPromise, Trial } from "../contract-test.ts";
import { connectedTo, type Connected } from "../trial.ts";
import { worldHas } from "../world-lacks.ts";
import { acceptable, appliedFilters, askedFor, filtered, matches, type Filtered, type Value } from "./filters.ts";

/** Numbers that look random and are the same in every run: Marsaglia's xorshift, begun with a text. */
function seeded(text: string): (below: number) => number {
  let state = Buffer.from(text).reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 4955) || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

type Random = ReturnType<typeof seeded>;
type Record = { readonly id: string };

/** A stream that is read beside others. */
interface Reading {
  readonly filter: object;
  /** The records that it must still give. */
  wanted: readonly string[];
  readonly wasResumed: boolean;
  again: boolean;
  stream: ReturnType<Connected["stream"]>;
  pages: AsyncIterator<RecordPage<Record>>;
  found: Record[];
  checkpoint: Checkpoint | undefined;
}

const atOnce = 4;
const inAll = 10;

/** A filter of up to three fields, by values that records have. */
function someFilter(trial: Trial, given: Filtered, random: Random): Readonly<globalThis.Record<string, Value>> {
  const filter: globalThis.Record<string, Value> = {};
  const names = appliedFilters(trial);
  for (let fields = names.length === 0 ? 0 : random(4); fields > 0; fields -= 1) {
    const name = names[random(names.length)]!;
    const values = askedFor(given, name);
    if (values.length > 0) filter[name] = values[random(values.length)]!;
  }
  return filter;
}

function opened(on: Connected, id: string, filter: object, random: Random, checkpoint?: Checkpoint) {
  const from = checkpoint && { checkpoint: JSON.parse(JSON.stringify(checkpoint)) as Checkpoint };
  const stream = on.stream(id, filter, { pageSize: 1 + random(12), lookAhead: random(2) === 0, ...from });
  return { stream, pages: stream.pages()[Symbol.asyncIterator]() };
}

/** Takes one step of a reading. @returns Whether it goes on. */
async function step(trial: Trial, on: Connected, reading: Reading, random: Random): Promise<boolean> {
  const { filter, checkpoint, found } = reading;
  if (checkpoint && !checkpoint.done && random(6) === 0) {
    await reading.pages.return?.();
    const gone = new Set(found.map(({ id }) => id));
    const rest = reading.wanted.filter((id) => !gone.has(id));
    Object.assign(reading, opened(on, trial.capability.id, filter, random, checkpoint), {
      wanted: rest,
      found: [],
      wasResumed: true,
    });
    return true;
  }
  const { done, value } = await reading.pages.next();
  if (!done) {
    reading.found.push(...value.records);
    reading.checkpoint = value.checkpoint;
    return true;
  }
  const ids = found.map(({ id }) => id);
  sameIds(ids, reading.wanted, `${JSON.stringify(filter)}${reading.wasResumed ? ", resumed" : ""}`);
  if (reading.again || reading.wasResumed) return false;
  // The same stream, read once more from its beginning.
  Object.assign(reading, { again: true, found: [], checkpoint: undefined });
  reading.pages = reading.stream.pages()[Symbol.asyncIterator]();
  return true;
}

async function readsInMixture(trial: Trial): Promise<void> {
  const random = seeded(trial.capability.id);
  const given = await filtered(trial);
  worldHas(given.living.length > 1, "the world has too few records to mix");
  const whole = (await trial.stream(trial.capability.id).toArray()) as readonly Record[];
  const asRead = new Map(whole.map((record) => [record.id, comparable(record)]));
  await using fresh = await connectedTo(trial);
  const { id } = trial.capability;
  const open: Reading[] = [];
  for (let begun = 0; begun < inAll || open.length > 0;) {
    while (open.length < atOnce && begun < inAll) {
      begun += 1;
      const filter = someFilter(trial, given, random);
      const wanted = given.living.filter((record) =>
        Object.entries(filter).every(([name, value]) => matches(given, name, value, record)),
      );
      const asked = Object.fromEntries(
        Object.entries(filter).map(([name, value]) => [name, acceptable(trial, name, value)]),
      );
      open.push({
        filter: asked,
        wanted: wanted.map((record) => record.id),
        wasResumed: false,
        again: false,
        found: [],
        checkpoint: undefined,
        ...opened(fresh, id, asked, random),
      });
    }
    const place = random(open.length);
    const reading = open[place]!;
    try {
      const before = reading.found.length;
      if (!(await step(trial, fresh, reading, random))) open.splice(place, 1);
      for (const record of reading.found.slice(before))
        assert.deepEqual(comparable(record), asRead.get(record.id), `${record.id} differs from the first reading`);
    } catch (error) {
      // A filter that a declared limitation refuses.
      if (!AtsError.is(error) || error.code !== "limitation.refused") throw error;
      open.splice(place, 1);
    }
  }
}

/** What every stream promises of readings that an app mixes: several at once, left, resumed and read again. */
export const mixturePromises: readonly ContractPromise[] = [
  {
    promise: "reads right in a mixture of filters, page sizes, breaks and repeats",
    applies: ({ kind }) => kind === "stream",
    run: readsInMixture,
  },
];
