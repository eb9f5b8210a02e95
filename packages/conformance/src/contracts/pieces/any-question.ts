import { AtsError, type CallOptions, type CoverageCell, isOffered } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable } from "../../assertions.ts";
import type { Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, onCell } from "../../trial.ts";
import { filtersMeeting } from "./filtering.ts";
import { recordNamedIn, samplesOf } from "./samples.ts";
import { oneOf, type Random } from "./seeded.ts";
import { ending } from "./striking.ts";

/** Something that an app asks, of any capability that reads. */
export interface Question {
  /** For messages. */
  readonly what: string;
  /** Asks it, and gives what can be compared of the answer. */
  readonly ask: (on: Pick<Connected, "call" | "stream">, options?: CallOptions) => Promise<unknown>;
}

interface Row {
  readonly id: string;
}

const byId = (one: Row, other: Row) => (one.id < other.id ? -1 : Number(one.id > other.id));

/** What else a call may ask for. Provenance takes long, and is compared between calls by promises of its own. */
const extras = {
  query: [{}, {}, {}, { raw: true }],
  stream: [{}, {}, { raw: true }],
} as const;

const pageSizes = [10, 25, 100] as const;

/** An input, about another record of the kind that it names. @param about That record, where it is of that kind. */
function ofAnother(trial: Trial, input: Readonly<Record<string, unknown>>, random: Random, about?: string) {
  const named = recordNamedIn(trial, input);
  if (!named) return input;
  const id = about !== undefined && named.all.includes(about) ? about : oneOf(random, named.all);
  return { ...input, [named.field]: id };
}

/** General filters, and those that some record meets. */
async function someFilters(trial: Trial, random: Random, about?: string): Promise<readonly object[]> {
  const records = await trial.world.records(trial.cell.group);
  const record = records.find(({ id }) => id === about) ?? oneOf(random, records);
  const changed = record?.["changedAt"] ?? record?.["updatedAt"];
  const since = typeof changed === "string" ? [{ updatedAfter: changed }] : [];
  const meeting = record ? await filtersMeeting(trial, record.id) : [];
  return [{}, ...since, ...meeting, { includeDeleted: true }];
}

/** Whether a capability only reads. */
export const asks = ({ capability, effect }: CoverageCell): boolean =>
  effect === "reads" && capability !== "passthrough.send";

/** A question of any capability that the adapter offers. */
export function anyQuestion(trial: Trial, random: Random): Promise<Question> {
  const cells = trial.claims.cells.filter((each) => isOffered(each) && asks(each));
  return questionFor(onCell(trial, oneOf(random, cells)!), random);
}

/**
 * A question of the capability of a trial, about any record that there is now.
 * @param about Preferably about this one.
 * @param nth Which of the inputs that the kit knows, in turn; without it, any.
 */
export async function questionFor(trial: Trial, random: Random, about?: string, nth?: number): Promise<Question> {
  const chosen = <T>(all: readonly T[]) => (nth === undefined ? oneOf(random, all) : all[nth % all.length]);
  const { id } = trial.capability;
  const isStream = trial.cell.kind === "stream";
  const extra = oneOf<object>(random, extras[isStream ? "stream" : "query"])!;
  if (isStream) {
    const filter = chosen(await someFilters(trial, random, about)) ?? {};
    const options = { pageSize: oneOf(random, pageSizes)!, ...extra };
    const ask: Question["ask"] = async ({ stream }, more) =>
      comparable((await stream(id, filter, { ...options, ...more }).toArray()).toSorted(byId));
    return { what: `${id} ${JSON.stringify(filter)} ${JSON.stringify(options)}`, ask };
  }
  const sample = chosen(await samplesOf(trial))?.input ?? {};
  const input = ofAnother(trial, sample, random, about);
  const ask: Question["ask"] = async ({ call }, more) => comparable(await call(id, input, { ...extra, ...more }));
  return { what: `${id} ${JSON.stringify(input)} ${JSON.stringify(extra)}`, ask };
}

/**
 * Compares how a call ended with what a connection answers that knows nothing of what was before.
 * @param ended The answer, as the question gives it, or the error.
 * @param isGone The record is removed: who knows its id in the ATS may be told so in another way than who looks for it.
 */
export async function isAsNew(trial: Trial, { ask }: Question, ended: unknown, isGone = false): Promise<void> {
  await using fresh = await connectedTo(trial);
  const asNew = await ending(() => ask(fresh));
  if (isGone && AtsError.is(ended) && AtsError.is(asNew)) return;
  assert.deepEqual(told(ended), told(asNew), "it differs from what a new connection answers");
}

/** What can be compared of how two calls ended. */
const told = (ended: unknown) => (AtsError.is(ended) ? ended.code : ended);
