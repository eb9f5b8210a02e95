import { AtsError, type Checkpoint, InvalidInput } from "@anyats/core";
import { z } from "zod/mini";
import { sameIds } from "../../assertions.ts";
import type { Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import type { WorldRecord } from "../../world.ts";
import { appliedFilters, type Filtered, filterMeanings, heldValues, matches, type Value } from "../pieces/filtering.ts";
import { ending } from "../pieces/striking.ts";

/** A filter that stands beside a long list, and the records that meet it. */
export interface Beside {
  readonly name: string;
  readonly value: unknown;
  readonly meets: (record: WorldRecord) => boolean;
}

const idsOf = (records: readonly { readonly id: string }[]) => records.map(({ id }) => id);

const textsIn = (values: readonly unknown[]) =>
  values.filter((value): value is string => typeof value === "string" && value !== "" && !value.includes(","));

/** The instant or day that a third of these are before. */
const afterAThird = (times: readonly string[]): string | undefined => times.toSorted()[Math.ceil(times.length / 3)];

/** Each filter that most of some records can meet together: every value but the rarest one, or all but the oldest third. */
function wideFilters(trial: Trial, given: Filtered, of: readonly WorldRecord[]): readonly Beside[] {
  const { input } = trial.capability;
  // Ids beside others would make the list shorter that is asked for in parts.
  const names = appliedFilters(trial).filter((name) => name !== "ids" && name !== "remoteIds");
  return names.flatMap((name): readonly Beside[] => {
    const held = textsIn(of.flatMap((record) => heldValues(given, name, record)));
    const { list } = filterMeanings[name]!;
    const counts = [...Map.groupBy(held, (value) => value)].toSorted(([, one], [, other]) => one.length - other.length);
    const value: Value | undefined = list ? counts.slice(1).map(([each]) => each) : afterAThird(held);
    const isTaken = value !== undefined && value.length > 0 && z.safeParse(input, { [name]: value }).success;
    return isTaken && (list || name === "createdAfter")
      ? [{ name, value, meets: (record) => matches(given, name, value, record) }]
      : [];
  });
}

/** What changed lately, as the stream itself tells it: a part of a record may count. Undefined where it does not. */
export async function lateChanges(trial: Trial, given: Filtered): Promise<Beside | undefined> {
  const { shape } = trial.capability.input as unknown as { readonly shape: object };
  const times = [...(given.rows?.values() ?? [])].map((row) => (row as { readonly changedAt?: unknown }).changedAt);
  const since = textsIn(times)
    .toSorted()
    .at(times.length / 2);
  if (since === undefined || !Object.hasOwn(shape, "updatedAfter")) return undefined;
  const read = await ending(() => trial.stream(trial.capability.id, { updatedAfter: since }).toArray());
  if (AtsError.is(read)) return undefined;
  const changed = new Set(idsOf(read as readonly { readonly id: string }[]));
  return { name: "updatedAfter", value: since, meets: ({ id }) => changed.has(id) };
}

/** How a stream was read to its end, and from its first checkpoint on. A list in one part has no border. */
interface Read {
  readonly requests: number;
  readonly hasBorder: boolean;
}

/** Reads to the end; and from the first checkpoint on another connection, which must give the same. */
async function readsOn(trial: Trial, filter: object, wanted: readonly string[], what: string): Promise<Read> {
  const { world, capability } = trial;
  const before = world.requests();
  const pageSize = 250;
  const whole: string[] = [];
  let first: { readonly checkpoint: Checkpoint; readonly after: number } | undefined;
  const stream = trial.stream(capability.id, filter, { pageSize, lookAhead: false });
  for await (const { records, checkpoint } of stream.pages()) {
    whole.push(...idsOf(records));
    first ??= { checkpoint: JSON.parse(JSON.stringify(checkpoint)) as Checkpoint, after: whole.length };
  }
  sameIds(whole, wanted, what);
  if (!first || first.checkpoint.done) return { requests: world.requests() - before, hasBorder: false };
  await using fresh = await connectedTo(trial);
  const rest = await fresh.stream(capability.id, filter, { pageSize, checkpoint: first.checkpoint }).toArray();
  sameIds(
    idsOf(rest),
    whole.slice(first.after),
    `${what}, from the checkpoint of the first page on another connection`,
  );
  return { requests: world.requests() - before, hasBorder: true };
}

/** Where reading costs more requests than this, the filters are tried together only. */
const cheap = 8;

/**
 * A checkpoint between two requests for parts of a long list keeps every other filter: with all that can stand together, and
 * with each that nothing else shows to be lost there.
 * @param values They take several requests. @param last Those of the last one. @param changes What changed lately.
 * @returns How it was read with all of them; undefined where they cannot stand together.
 */
export async function keepsFiltersAtABorder(
  trial: Trial,
  given: Filtered,
  name: string,
  values: readonly string[],
  last: readonly string[],
  changes: Beside | undefined,
): Promise<Read | undefined> {
  const rest = given.living.filter((record) => matches(given, name, last, record));
  const wide = [...wideFilters(trial, given, rest), ...(changes ? [changes] : [])].filter((each) => each.name !== name);
  const listed = given.living.filter((record) => matches(given, name, values, record));
  const ask = async (beside: readonly Beside[]): Promise<Read | undefined> => {
    const filter = { [name]: values, ...Object.fromEntries(beside.map((each) => [each.name, each.value])) };
    const wanted = idsOf(listed.filter((record) => beside.every(({ meets }) => meets(record))));
    const what = `${values.length} ${name} beside ${beside.map((each) => `\`${each.name}\``).join(" and ")}`;
    const ended = await ending(() => readsOn(trial, filter, wanted, what));
    if (!AtsError.is(ended)) return ended as Read;
    if (ended.code === "limitation.refused" || ended instanceof InvalidInput) return undefined;
    throw ended;
  };
  const together = await ask(wide);
  if (together && (!together.hasBorder || together.requests > cheap)) return together;
  const isShown = (one: Beside) =>
    together !== undefined &&
    rest.some((record) => !one.meets(record) && wide.every((each) => each === one || each.meets(record)));
  // Other lists go through the same parts as ids.
  const alone = name === "ids" ? wide : wide.filter((each) => each === changes);
  for (const each of alone) if (!isShown(each)) await ask([each]);
  return together;
}
