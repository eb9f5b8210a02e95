import type { Trial } from "../../contract-test.ts";
import { z } from "zod/mini";
import { type Fields, isFields } from "../../fields.ts";
import { recordNouns, type WorldRecord } from "../../world.ts";

/** Where a record is looked for that a field of an input names: records of its own kind, or what stands in jobs. */
const groupOf: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(recordNouns).flatMap(([group, noun]) => [
      [noun, group],
      [group, group],
    ]),
  ),
  stage: "jobs",
};

/** The first record with an id at any depth, as far as both its ids are told. */
function recordIn(value: unknown, id: string): Fields | undefined {
  if (isFields(value) && value["id"] === id && typeof value["remoteId"] === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  for (const held of Object.values(value)) {
    const found = recordIn(held, id);
    if (found) return found;
  }
  return undefined;
}

/**
 * The same input, where the records themselves stand in place of their ids: with the id that they have in the ATS.
 * @param known What the world holds, by group; what is read of it for one input serves for the next.
 */
export async function withRecords(
  { world, capability }: Pick<Trial, "world" | "capability">,
  input: Fields,
  known = new Map<string, readonly WorldRecord[]>(),
): Promise<Fields> {
  let given = input;
  for (const [field, named] of Object.entries(input)) {
    const group = groupOf[field];
    if (group === undefined) continue;
    const records = known.get(group) ?? (await world.records(group));
    known.set(group, records);
    const of = (each: unknown) => {
      const record = typeof each === "string" ? recordIn(records, each) : undefined;
      return record ? { id: record["id"], remoteId: record["remoteId"] } : each;
    };
    const other = { ...given, [field]: Array.isArray(named) ? named.map(of) : of(named) };
    // Some inputs take an id alone.
    if (z.safeParse(capability.input, other).success) given = other;
  }
  return given;
}
