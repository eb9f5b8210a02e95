import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { isFields } from "../../fields.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { personalMark } from "../../world.ts";
import { counting } from "../../worlds/counting.ts";
import { fetchIn, hasId, rewritingAnswers } from "../../worlds/tapped.ts";
import { performing } from "../pieces/calling.ts";
import { nameOf, type Path } from "../pieces/one-field-apart.ts";
import { saysWhole } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** A value in one of the answers of a call. */
interface Spot {
  /** In which answer, from 0. */
  readonly nth: number;
  readonly path: Path;
  readonly value: unknown;
  /** It belongs to one of several records of a list: the others can do without it. */
  readonly isOfMany: boolean;
}

/** Stands in the place of a value that is left out. */
const leftOut = Symbol("left out");

const ways = {
  "an object": () => ({ kit: personalMark }),
  "a number or a text": (value: unknown) => (typeof value === "number" ? "4737 things" : 4737),
  nothing: () => leftOut,
} as const;
type Way = keyof typeof ways;

/** What an answer of JSON-RPC has an id for is the request. */
const isRecord = (held: object) => hasId(held) && !("jsonrpc" in held);

/** Every value in the records of an answer; of several records in a list the last one stands for all. */
function spotsIn(held: unknown, nth: number, path: Path = [], within = false, isOfMany = false): readonly Spot[] {
  const own: readonly Spot[] = within && held !== null ? [{ nth, path, value: held, isOfMany }] : [];
  if (Array.isArray(held)) {
    const ofRecords = held.length > 0 && held.every(isFields);
    const last = held.length - 1;
    // What stands in a list inside a record is a part of that record.
    const isOneOfMany = isOfMany || (!within && held.length > 1);
    const inside = ofRecords ? spotsIn(held[last], nth, [...path, last], true, isOneOfMany) : [];
    // The list itself holds records that do without one another, but not without the list.
    return ofRecords && !within ? inside : [...own, ...inside];
  }
  if (!isFields(held)) return own;
  const inside = within || isRecord(held);
  const parts = Object.entries(held).flatMap(([name, part]) => spotsIn(part, nth, [...path, name], inside, isOfMany));
  return [...own, ...parts];
}

const isLeaf = ({ value }: Spot) => typeof value !== "object";
const isInstant = ({ value }: Spot) => typeof value === "string" && /^\d{4}-\d\d-\d\d[T ]\d\d/.test(value);
const said = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** The values that a call is told, goes on with or answers as an id: it cannot do without them. */
function needed(spots: readonly Spot[], asked: readonly string[], input: object, answer: unknown): ReadonlySet<Spot> {
  const { id, remoteId } = (isFields(answer) ? answer : {}) as Readonly<Record<string, unknown>>;
  const known = new Set([id, remoteId, ...Object.values(input)].map(said));
  const isGoneOnWith = ({ nth, value }: Spot) => {
    const text = said(value);
    const later = asked.slice(nth + 1).map((request) => request.replaceAll(/%[\da-f]{2}/gi, unescape));
    return text.length > 0 && text.length < 200 && later.some((request) => saysWhole(request, text));
  };
  const leaves = spots.filter((spot) => isLeaf(spot) && (known.has(said(spot.value)) || isGoneOnWith(spot)));
  const isAround = (outer: Spot, inner: Spot) =>
    outer.nth === inner.nth && outer.path.every((part, at) => part === inner.path[at]);
  return new Set(spots.filter((spot) => leaves.some((leaf) => isAround(spot, leaf))));
}

/** A body with another value at a path. */
function exchanged(body: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(body))
    return body.flatMap((held: unknown, at) => {
      if (at !== first) return [held];
      const other = exchanged(held, rest, value);
      return other === leftOut ? [] : [other];
    });
  if (!isFields(body)) return body;
  const entries = Object.entries(body).flatMap(([name, held]) => {
    const other = name === first ? exchanged(held, rest, value) : held;
    return other === leftOut ? [] : [[name, other] as const];
  });
  return Object.fromEntries(entries);
}

interface Ended {
  readonly ended: unknown;
  readonly told: number;
}

type Run = (on: Connected) => Promise<unknown>;

/** Calls where some values of the answers are others. */
async function callWith(trial: Trial, run: Run, spots: readonly Spot[], way: Way): Promise<Ended> {
  let answers = 0;
  const fetch = rewritingAnswers(fetchIn(trial.world.settings)!, ({ body, headers }) => {
    const nth = answers++;
    const own = spots.filter((spot) => spot.nth === nth);
    // From the last to the first: what is left out of a list moves what follows.
    const changed = own.toReversed().reduce((held, { path, value }) => exchanged(held, path, ways[way](value)), body);
    return { body: changed, headers };
  });
  await using fresh = await connectedTo(withFetch(trial, fetch));
  let told = 0;
  for (const name of ["drift", "quarantine"] as const) fresh.ats.on(name, () => (told += 1));
  return { ended: await ending(() => run(fresh)), told };
}

/** The one record that is asked for may be the one that cannot be read, or cannot be asked for in the ATS. */
const isAllowed = (ended: AtsError, { isOfMany }: Spot, before: unknown) =>
  isDeclared(ended) ||
  (!isOfMany && /^record\.(no-remote-id|unusable-id)$/.test(ended.code)) ||
  (!isOfMany && !Array.isArray(before) && ended.code === "record.unreadable");

/** How many values are tried alone where all of them together end the call, as they may. */
const mostAlone = 6;

const spread = <T>(all: readonly T[], most: number): readonly T[] =>
  all.filter((_each, nth) => nth % Math.ceil(all.length / most) === 0);

const listed = (all: readonly unknown[]) => [...new Set(all)].join(", ");

/** Where values stand, by the number of the answer: a red test prints the requests. */
export const placesOf = (spots: readonly Pick<Spot, "nth" | "path">[]): string =>
  `${listed(spots.map(({ path }) => `$.${nameOf(path)}`))} of answer ${listed(spots.map(({ nth }) => nth + 1))}`;

/** Each value costs itself, or the record of a list that it belongs to; and somebody is told. */
async function costThemselves(trial: Trial, run: Run, before: unknown, all: readonly Spot[], way: Way): Promise<void> {
  if (all.length === 0) return;
  const { ended, told } = await callWith(trial, run, all, way);
  if (AtsError.is(ended)) {
    // Of one that may fail, some alone show whether each does; of one that may not, whichever it is.
    const some = all.some((spot) => isAllowed(ended, spot, before)) ? spread(all, mostAlone) : all;
    for (const spot of some) {
      const alone = (await callWith(trial, run, [spot], way)).ended;
      if (!AtsError.is(alone) || isAllowed(alone, spot, before)) continue;
      assert.fail(
        `${way === "nothing" ? "there is nothing" : `there is ${way}`} at ${placesOf([spot])}, and the whole call ends in ${alone.code}: it costs that value${spot.isOfMany ? ", or the record of the list that has it" : ""} (\`orNull\`, \`orElse\` and \`entries\` of @anyats/http read so)`,
      );
    }
    return;
  }
  if (Array.isArray(before) && before.length > 1 && all.every(({ isOfMany }) => isOfMany))
    assert.ok(
      (ended as readonly unknown[]).length > 0,
      `one record of each list has ${way} at ${placesOf(all)}, and nothing of the answer is left`,
    );
  if (way === "nothing" || told > 0 || isDeepStrictEqual(comparable(ended), comparable(before))) return;
  const text = JSON.stringify(ended);
  const isPassedOn = [personalMark, "4737"].some((mark) => text.includes(mark));
  // An answer may say itself what it left out.
  const isSaid = all.some(({ path }) => text.includes(`.${String(path.findLast((part) => typeof part === "string"))}`));
  const lengthOf = (answer: unknown, name: string) =>
    ((answer as Readonly<Record<string, unknown>>)[name] as { readonly length?: number } | null)?.length ?? 0;
  const isListed =
    isFields(ended) &&
    isFields(before) &&
    Object.keys(ended).some((name) => lengthOf(ended, name) > lengthOf(before, name));
  assert.ok(
    isPassedOn || isSaid || isListed,
    `there is ${way} at ${placesOf(all)}, the answer differs, and no event reports it`,
  );
}

/** What every query promises of a single value of another form, or one that is missing. */
export const costsItselfPromise: ContractPromise = {
  promise: "loses no more than a value or its record where one is of another type or missing",
  rules: [
    {
      rule: "a value of another type, or one that is missing, costs itself or the record of a list that has it, in queries, too, and never the whole answer; a `drift` or `quarantine` event reports it. Only the one record that a call names may be `record.unreadable` (`entries`, `orNull` and `parsedLeniently` of `@anyats/http` read so)",
      tried: "it changes and leaves out values in the answers to each query",
    },
  ],
  applies: ({ kind, capability, group }) =>
    kind === "query" && group !== "integration" && capability !== "passthrough.send",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    const run = fetch && (await performing(trial));
    if (!run) return;
    const way = counting(fetch);
    await using plain = await connectedTo(withFetch(trial, way.fetch));
    way.begin();
    const before = await ending(() => run(plain));
    if (AtsError.is(before)) return;
    const bodies = way.answers().map((text) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        return undefined;
      }
    });
    const spots = bodies.flatMap((body, nth) => spotsIn(body, nth));
    const [{ input } = { input: {} }] = await samplesOf(trial);
    const cannot = needed(spots, way.asked(), input, before);
    const free = spots.filter((spot) => !cannot.has(spot) && !isInstant(spot));
    const parts = free.filter((spot) => !isLeaf(spot) && typeof spot.path.at(-1) === "string");
    for (const each of ["an object", "a number or a text", "nothing"] as const) {
      // Each answer apart: what ends the call at one hides the others.
      for (const nth of new Set(free.map((spot) => spot.nth)))
        await costThemselves(
          trial,
          run,
          before,
          free.filter((spot) => spot.nth === nth && isLeaf(spot)),
          each,
        );
      // An object without what it had is one that lacks something.
      const others = each === "an object" ? parts.filter(({ value }) => Array.isArray(value)) : parts;
      await costThemselves(trial, run, before, others, each);
      // The ids and times of one of several records, and what else it cannot do without.
      const ofOne = spots.filter((spot) => spot.isOfMany && isLeaf(spot) && (cannot.has(spot) || isInstant(spot)));
      await costThemselves(trial, run, before, ofOne, each);
    }
  },
};
