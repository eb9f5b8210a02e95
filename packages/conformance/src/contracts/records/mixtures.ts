import { AtsError, type Checkpoint, type RecordPage } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable, sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import { appliedFilters, type Asked, askedFor, filtered, type Filtered, questionOf } from "../pieces/filtering.ts";
import { type Random, seeded } from "../pieces/seeded.ts";
import { ending } from "../pieces/striking.ts";

interface Row {
  readonly id: string;
}

/** A stream that is read beside others. */
interface Reading {
  readonly filter: object;
  readonly stream: ReturnType<Connected["stream"]>;
  readonly pages: AsyncIterator<RecordPage<Row>>;
  /** The ids that it must still give. */
  readonly wanted: readonly string[];
  readonly found: readonly string[];
  readonly checkpoint?: Checkpoint;
  /** Whether the stream is read again at its end. */
  readonly isRepeated: boolean;
  /** How it came about, where it is not the first reading of its stream. */
  readonly how?: "resumed" | "read again";
}

const atOnce = 4;
const inAll = 10;

/** A filter of up to three fields, by values that records have. */
function someFilter(trial: Trial, given: Filtered, random: Random): Asked {
  const filter: Record<string, Asked[string]> = {};
  const names = appliedFilters(trial);
  for (let fields = names.length === 0 ? 0 : random(4); fields > 0; fields -= 1) {
    const name = names[random(names.length)]!;
    const values = askedFor(given, name);
    if (values.length > 0) filter[name] = values[random(values.length)]!;
  }
  return filter;
}

const pagesOf = (stream: Reading["stream"]): Reading["pages"] => stream.pages()[Symbol.asyncIterator]();

function opened(on: Connected, id: string, filter: object, random: Random, checkpoint?: Checkpoint) {
  const from = checkpoint && { checkpoint: JSON.parse(JSON.stringify(checkpoint)) as Checkpoint };
  const stream = on.stream(id, filter, { pageSize: 1 + random(12), lookAhead: random(2) === 0, ...from });
  return { filter, stream, pages: pagesOf(stream), found: [] };
}

interface Step {
  /** How the reading goes on; undefined where it is over. */
  readonly next: Reading | undefined;
  readonly rows: readonly Row[];
}

const nothing: Step = { next: undefined, rows: [] };

/** Takes one step of a reading. @param isLeft Whether it is left, and resumed from its checkpoint, where it has one. */
async function step(
  reading: Reading,
  resume: (from: Checkpoint) => Omit<Reading, "wanted" | "isRepeated">,
  isLeft: boolean,
): Promise<Step> {
  const { filter, stream, checkpoint, found, wanted, isRepeated, how } = reading;
  if (checkpoint && !checkpoint.done && isLeft) {
    await reading.pages.return?.();
    const rest = wanted.filter((id) => !found.includes(id));
    return { next: { ...resume(checkpoint), wanted: rest, isRepeated: false, how: "resumed" }, rows: [] };
  }
  const { done, value } = await reading.pages.next();
  if (!done) {
    const { records: rows } = value;
    return { next: { ...reading, found: [...found, ...rows.map(({ id }) => id)], checkpoint: value.checkpoint }, rows };
  }
  sameIds(found, wanted, [JSON.stringify(filter), ...(how ? [how] : [])].join(", "));
  const again: Reading = {
    filter,
    stream,
    pages: pagesOf(stream),
    wanted,
    found: [],
    isRepeated: false,
    how: "read again",
  };
  return { next: isRepeated ? again : undefined, rows: [] };
}

async function readsInMixture(trial: Trial): Promise<void> {
  const { id } = trial.capability;
  const random = seeded(id);
  const given = await filtered(trial);
  worldHas(given.living.length > 1, "the world has too few records to mix");
  const asRead = new Map([...given.rows!].map(([id, record]) => [id, comparable(record)]));
  await using fresh = await connectedTo(trial);
  const open: Reading[] = [];
  let begun = 0;
  while (begun < inAll || open.length > 0) {
    for (; open.length < atOnce && begun < inAll; begun += 1) {
      const { filter, wanted } = questionOf(trial, given, someFilter(trial, given, random));
      open.push({ ...opened(fresh, id, filter, random), wanted, isRepeated: begun % 2 === 0 });
    }
    const place = random(open.length);
    const reading = open[place]!;
    const resume = (from: Checkpoint) => opened(fresh, id, reading.filter, random, from);
    const stepped = await ending(() => step(reading, resume, random(6) === 0));
    // A declared limitation may refuse a filter.
    if (AtsError.is(stepped) && stepped.code !== "limitation.refused") throw stepped;
    const { next, rows } = AtsError.is(stepped) ? nothing : (stepped as Step);
    open.splice(place, 1, ...(next ? [next] : []));
    for (const row of rows)
      assert.deepEqual(comparable(row), asRead.get(row.id), `${row.id} differs from the first reading`);
  }
}

/** What every stream promises of readings that an app mixes: several at once, left, resumed and read again. */
export const mixturePromises: readonly ContractPromise[] = [
  {
    promise: "reads right in a mixture of filters, page sizes, breaks and repeats",
    rules: [
      {
        rule: "streams of one connection stay right beside each other, with what is kept for the connection (definitions, stages, cursors)",
        tried: "it reads ten streams in turns with random filters, leaves, resumes and repeats them",
      },
    ],
    ofVersions: true,
    applies: ({ kind }) => kind === "stream",
    run: readsInMixture,
  },
];
