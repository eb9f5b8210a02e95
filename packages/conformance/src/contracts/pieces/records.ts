import { z } from "zod/mini";
import { strict as assert } from "node:assert";
import type { Trial } from "../../contract-test.ts";
import { type Fields, isFields, scalarsIn } from "../../fields.ts";
import { worldHas } from "../../world-lacks.ts";
import type { RemovableKind, WorldRecord } from "../../world.ts";

export type AnyRecord = Readonly<Record<string, unknown>> & { readonly id: string };

/** The kinds of record of which a world removes one. */
export const removableKinds = [
  "jobs",
  "candidates",
  "applications",
  "notes",
  "interviews",
  "offers",
  "attachments",
  "scorecards",
] as const satisfies readonly RemovableKind[];

export const groupOf = ({ cell }: Trial) => cell.group;

/** Whether a record is one that is deleted. */
export const isDeleted = ({ deletedAt }: Pick<WorldRecord, "deletedAt">): boolean =>
  deletedAt !== null && deletedAt !== undefined;

/**
 * The living records of a group, first the one of which the ATS holds the most, also in records that name it: reading it may take
 * requests that no other record takes, such as for the rest of a list in it.
 */
export async function fullestFirst({ world }: Pick<Trial, "world">, group: string): Promise<readonly WorldRecord[]> {
  const living = async (of: string) => (await world.records(of)).filter((each) => !isDeleted(each));
  const naming = Map.groupBy(
    (await living("applications")).flatMap(({ candidateId, jobId }) => [candidateId, jobId]),
    (id) => id,
  );
  const sizes = (await living(group)).map((record) => ({
    record,
    size: scalarsIn(record).length + (naming.get(record.id)?.length ?? 0),
  }));
  return sizes.toSorted((one, other) => other.size - one.size).map(({ record }) => record);
}

/** The records that a stream should give, by id. */
export async function held(trial: Trial, includeDeleted = false): Promise<ReadonlyMap<string, WorldRecord>> {
  const all = await trial.world.records(groupOf(trial));
  worldHas(all.length > 0, `the world holds no ${groupOf(trial)}: WorldSession.records("${groupOf(trial)}") is empty`);
  const wanted = all.filter((record) => includeDeleted || !isDeleted(record));
  return new Map(wanted.map((record) => [record.id, record]));
}

/**
 * Where a value differs from what the world holds there: in the fields that the world names, at every depth. Null, empty
 * and absent are three things.
 */
function difference(arrived: unknown, wanted: unknown, at: string): string | undefined {
  const differs = () => `${at} is ${shown(arrived)}, the ATS holds ${shown(wanted)}`;
  if (Array.isArray(wanted)) {
    if (!Array.isArray(arrived) || arrived.length !== wanted.length) return differs();
    return firstOf(wanted.map((each, index) => () => difference(arrived[index], each, `${at}[${index}]`)));
  }
  if (isFields(wanted)) {
    if (!isFields(arrived)) return differs();
    const names = Object.keys(wanted);
    if (names.length === 0 && Object.keys(arrived).length > 0) return differs();
    return firstOf(names.map((name) => () => fieldDifference(arrived, wanted, name, `${at}.${name}`)));
  }
  return Object.is(arrived, wanted) ? undefined : differs();
}

function fieldDifference(arrived: Fields, wanted: Fields, name: string, at: string): string | undefined {
  if (wanted[name] === undefined) return undefined;
  if (!Object.hasOwn(arrived, name))
    return `${at} did not arrive, the ATS holds ${shown(wanted[name])}: if the model has no such field (docs/records.md), leave it out of \`records()\` of the world`;
  return difference(arrived[name], wanted[name], at);
}

function firstOf(tries: readonly (() => string | undefined)[]): string | undefined {
  for (const look of tries) {
    const found = look();
    if (found !== undefined) return found;
  }
  return undefined;
}

const shown = (value: unknown) => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 300 ? `${text.slice(0, 297)}…` : text;
};

/** What differs between what arrived and what the world holds. */
export function differenceOf(arrived: object, wanted: object): string | undefined {
  const [one, other] = [arrived as Fields, wanted as Fields];
  return firstOf(Object.keys(other).map((name) => () => fieldDifference(one, other, name, name)));
}

/** Each record is one that the world holds, field by field. */
export function arrivesAsHeld(records: readonly AnyRecord[], wanted: ReadonlyMap<string, WorldRecord>): void {
  assert.ok(records.length > 0, "no record that arrived is one that the world knows");
  for (const record of records) {
    const truth = wanted.get(record.id);
    assert.ok(truth, `record ${record.id} arrived, which the ATS does not hold`);
    const first = differenceOf(record, truth);
    assert.equal(first, undefined, `record ${record.id}: ${first}`);
  }
}

/** Reads a stream, and compares each record with what the world holds. @returns The ids that arrived. */
export async function idsAsHeld(trial: Trial, includeDeleted = false): Promise<readonly string[]> {
  const wanted = await held(trial, includeDeleted);
  const filter = includeDeleted ? { includeDeleted } : {};
  const records = (await trial.stream(trial.capability.id, filter).toArray()) as unknown as AnyRecord[];
  arrivesAsHeld(records, wanted);
  return records.map(({ id }) => id);
}

/** Reads a stream, and compares each record with what the world holds. */
export async function streamsAsHeld(trial: Trial): Promise<void> {
  await idsAsHeld(trial);
}

/** The kinds of record of which a world tells everything. */
const told: readonly string[] = ["jobs", "applications", "candidates"];

/** The record fits the schema, and has nothing that the schema does not name. */
export function isCanonical({ capability }: Pick<Trial, "capability">, record: unknown): void {
  const parsed = z.safeParse(capability.output, record);
  const [issue] = parsed.error?.issues ?? [];
  assert.ok(parsed.success, `it is not canonical: ${issue?.path.join(".")} ${issue?.message}`);
  assert.deepEqual(record, parsed.data, "it has fields that its schema does not name");
}

/** Whether the world can tell everything of this stream's records. */
export const isTold = (group: string): boolean => told.includes(group);
