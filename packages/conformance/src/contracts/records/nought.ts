import { AtsError } from "@anyats/core";
import { z } from "zod/mini";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Fields, isFields, changedWithin } from "../../fields.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, hasId, rewriting } from "../../worlds/tapped.ts";
import { firstPage } from "../pieces/first-page.ts";
import { samplesOf } from "../pieces/samples.ts";
import { scalarPaths, valuesAt } from "../pieces/schema-paths.ts";
import { ending } from "../pieces/striking.ts";

/** A number that no ATS holds by chance. */
const some = 4_823;

type Scalars = ReadonlyMap<string, readonly unknown[]>;

/** The values of each name in what arrives, or in the records of answers: those have an id. */
function scalarsIn(values: readonly unknown[], isWire: boolean): Scalars {
  const found = new Map<string, unknown[]>();
  const walk = (value: unknown, name: string, isRecord: boolean): void => {
    if (Array.isArray(value)) for (const each of value) walk(each, name, isRecord);
    else if (typeof value === "object" && value !== null)
      for (const [key, held] of Object.entries(value)) walk(held, key, isRecord || hasId(value));
    else if (isRecord && value !== null) found.set(name, [...(found.get(name) ?? []), value]);
  };
  for (const value of values) walk(value, "", !isWire);
  return found;
}

interface Names {
  readonly numbers: ReadonlySet<string>;
  readonly truths: ReadonlySet<string>;
}

/** The names under which an ATS sends numbers that arrive as numbers, and truths: no ids, and no times. */
function namesIn(scalars: Scalars, arriving: Scalars): Names {
  const all = [...arriving.values()].flat();
  const [texts, numbers] = [
    new Set(all.filter((value) => typeof value === "string")),
    new Set(all.filter((value) => typeof value === "number")),
  ];
  const having = (is: (values: readonly unknown[]) => boolean) =>
    new Set([...scalars].flatMap(([name, values]) => (is(values) ? [name] : [])));
  return {
    numbers: having(
      (values) =>
        values.every((value) => typeof value === "number" && !texts.has(String(value))) &&
        values.some((value) => numbers.has(value as number)),
    ),
    truths: having((values) => values.every((value) => typeof value === "boolean") && values.includes(true)),
  };
}

/** A body in whose records each number and each truth under these names is another. */
function withValues({ numbers, truths }: Names, number: number, truth: boolean): (body: unknown) => unknown {
  const walk = (value: unknown, name: string, isRecord: boolean): unknown => {
    if (isRecord && typeof value === "number" && numbers.has(name)) return number;
    if (isRecord && typeof value === "boolean" && truths.has(name)) return truth;
    if (Array.isArray(value)) return value.map((each) => walk(each, name, isRecord));
    if (typeof value !== "object" || value === null) return value;
    const inside = isRecord || hasId(value);
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, walk(held, key, inside)]));
  };
  return (body) => walk(body, "", false);
}

interface Row {
  readonly id?: string;
}

const rowsOf = (answer: unknown): readonly Row[] => (Array.isArray(answer) ? answer : [answer]) as readonly Row[];

/** What the ATS says is nothing else than nought arrives as nought, in each place where another number arrives. */
function arrivesAsNought(paths: readonly string[], filled: readonly Row[], empty: readonly Row[]): void {
  for (const [index, row] of filled.entries()) {
    const other = row.id === undefined ? empty[index] : empty.find(({ id }) => id === row.id);
    if (!other) continue;
    for (const path of paths) {
      const before: readonly unknown[] = valuesAt({ it: row }, path);
      const after: readonly unknown[] = valuesAt({ it: other }, path);
      if (before.length !== after.length) continue;
      for (const [place, value] of before.entries()) {
        if (value !== some && value !== true) continue;
        const nothing = value === true ? "false" : "0";
        assert.ok(
          after[place] !== null && after[place] !== undefined,
          `${path.slice("it.".length)} of ${row.id ?? "the record"}: the ATS sends ${nothing}, and ${String(after[place])} arrives (\`??\` instead of \`||\`)`,
        );
      }
    }
  }
}

/** Reads a page of a stream, or what the first sample of a query asks for: more says no more of how a field is read. */
async function someRecords(trial: Trial): Promise<((on: Connected) => Promise<unknown>) | undefined> {
  const { id } = trial.capability;
  if (trial.cell.kind !== "stream") {
    const [sample] = await samplesOf(trial);
    return sample && ((on) => on.call(id, sample.input));
  }
  return (on) => firstPage(on, id, {});
}

/** What the connection adds, and what is asked for apart, hold values of other kinds. */
const others = /^it\.(raw|native|provenance|customFields|integrationFields)\b/;

/** Where the records of a capability hold numbers and truths, as paths below `it`. */
function scalarsOf({ capability: { output } }: Pick<Trial, "capability">): readonly string[] {
  const record = output instanceof z.core.$ZodArray ? output._zod.def.element : output;
  return scalarPaths(z.object({ it: record })).filter((path) => !others.test(path));
}

/** What is next to nothing: none of it means that a field is not there. */
const nothings = [0, false, "", null] as const;

/** Whatever stands under a name, at every depth, in order. */
function allUnder(name: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value.flatMap((each) => allUnder(name, each));
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([key, held]) => (key === name ? [held] : allUnder(name, held)));
}

/** What may hold anything, in what arrives: custom fields by their names, and fields in a list. */
function openIn(rows: readonly unknown[]) {
  const ofNames = allUnder("customFields", rows).filter(isFields);
  const listed = allUnder("integrationFields", rows).flat().filter(isFields);
  return { ofNames, listed };
}

/** A body in which fields that are only passed on hold what is next to nothing, and something. */
function nextToNothing(arrived: ReturnType<typeof openIn>) {
  const named = new Set(arrived.ofNames.map((each) => JSON.stringify(each)));
  const listed = new Set(arrived.listed.map(({ id }) => id));
  const [records, values] = [new Map<string, Fields>(), new Map<unknown, unknown>()];
  const more = { kit_some: some, ...Object.fromEntries(nothings.map((each) => [`kit_${each}`, each])) };
  const withNothing = (value: unknown): unknown => {
    if (!isFields(value)) return undefined;
    const text = JSON.stringify(value);
    if (named.has(text)) {
      records.set(text, { ...value, ...more });
      return records.get(text);
    }
    const { id } = value;
    if (!listed.has(id) || !Object.hasOwn(value, "value")) return undefined;
    if (!values.has(id)) values.set(id, nothings[values.size % nothings.length]);
    return { ...value, value: values.get(id) };
  };
  return { records, values, rewritten: (body: unknown) => changedWithin(body, withNothing) };
}

/** A field in which the ATS may keep anything is passed on whatever it holds, also where the ATS holds nothing in it. */
async function passesOnNothing(
  plain: readonly unknown[],
  read: (rewritten: (body: unknown) => unknown) => Promise<readonly unknown[]>,
): Promise<void> {
  const before = openIn(plain);
  if (before.ofNames.length + before.listed.length === 0) return;
  const { records, values, rewritten } = nextToNothing(before);
  const after = openIn(await read(rewritten));
  for (const [nth, held] of before.ofNames.entries()) {
    const [wanted, is] = [records.get(JSON.stringify(held)), after.ofNames[nth]];
    // Custom fields that come from elsewhere are what they were.
    if (wanted && is && !isDeepStrictEqual({ ...is }, { ...held }))
      assert.deepEqual(
        { ...is },
        wanted,
        "`customFields`, where the ATS holds 0, false, an empty text or null in some",
      );
  }
  for (const { id, value } of after.listed)
    if (values.has(id)) assert.deepEqual(value, values.get(id), "the value of one of `integrationFields`");
}

/** What every stream and query promises of numbers and truths. */
export const noughtPromise: ContractPromise = {
  promise: "passes on 0 and false as they are, and never as nothing",
  rules: [
    {
      rule: "0 and `false` are values: `??`, never `||`",
      tried: "it sends each number as 0 and each truth as `false`",
    },
    {
      rule: "custom fields and `integrationFields` are passed on whatever they hold: a field that the ATS sends without a value is null, not left out",
      tried: "it puts 0, `false`, an empty text and null into them",
    },
  ],
  applies: ({ kind, capability }) => kind === "stream" || /\.(get|getEnhanced|listStages)$/.test(capability),
  async run(trial: Trial) {
    const fetch = fetchIn(trial.world.settings);
    const paths = scalarsOf(trial);
    const run = fetch && paths.length > 0 && (await someRecords(trial));
    if (!run) return;
    const read = async (on: Pick<Trial, "adapter" | "world">) => {
      await using fresh = await connectedTo(on);
      const ended = await ending(() => run(fresh));
      return AtsError.is(ended) ? [] : rowsOf(ended);
    };
    const bodies: unknown[] = [];
    const noting = (body: unknown) => (bodies.push(body), body);
    const plain = await read(withFetch(trial, rewriting(fetch, noting)));
    await passesOnNothing(plain, (rewritten) => read(withFetch(trial, rewriting(fetch, rewritten))));
    const names = namesIn(scalarsIn(bodies, true), scalarsIn(plain, false));
    if (names.numbers.size + names.truths.size === 0) return;
    const filled = await read(withFetch(trial, rewriting(fetch, withValues(names, some, true))));
    const empty = await read(withFetch(trial, rewriting(fetch, withValues(names, 0, false))));
    arrivesAsNought(paths, filled, empty);
  },
};
