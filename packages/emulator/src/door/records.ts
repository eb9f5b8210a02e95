import type { Changes } from "../world/collection.ts";
import { Collection } from "../world/collection.ts";
import type { Row } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import { DoorRefusal } from "./guard.ts";

/** What a record is and when it changed: no change sets these. */
const own: ReadonlySet<string> = new Set([
  "id",
  "remote_id",
  "changed_at",
  "remote_deleted_at",
] satisfies (keyof Row)[]);

/** Links to other records: where there are none, the list is empty. */
const isLink = /_ids$|^hiring_team$/;

type AnyCollection = Collection<Row & Record<string, unknown>>;

export function collectionsOf(world: World): ReadonlyMap<string, AnyCollection> {
  const all = Object.entries(world).filter(([, value]) => value instanceof Collection);
  return new Map(all as [string, AnyCollection][]);
}

/** @throws {DoorRefusal} 404, with the names that there are. */
export function collectionOf(world: World, name: string): AnyCollection {
  const all = collectionsOf(world);
  const found = all.get(name);
  if (found) return found;
  throw new DoorRefusal(404, `There is no collection "${name}". There are ${[...all.keys()].join(", ")}.`);
}

/** A record by id, or by the ATS's own id. @throws {DoorRefusal} 404. */
export function recordOf(collection: AnyCollection, name: string, id: string): Readonly<Row> & Record<string, unknown> {
  const found = collection.get(id) ?? collection.byRemoteId(id);
  if (found) return found;
  throw new DoorRefusal(404, `There is no record "${id}" in ${name}.`);
}

/**
 * The changes of a record, when each names a field of it and is of a kind that the field has elsewhere in the collection.
 * Which values of that kind the ATS allows is not checked, so that an app can be shown one that it does not know.
 * @throws {DoorRefusal} 400 that names the field.
 */
export function changesOf(
  collection: AnyCollection,
  like: Readonly<Row> & Record<string, unknown>,
  changes: Readonly<Record<string, unknown>>,
): Changes<Row & Record<string, unknown>> {
  const changeable = Object.keys(like).filter((field) => !own.has(field) && typeof like[field] !== "function");
  for (const [field, value] of Object.entries(changes)) {
    if (!changeable.includes(field))
      throw new DoorRefusal(400, `"${field}" cannot be changed. These fields can: ${changeable.join(", ")}.`);
    if (value === null && isLink.test(field)) throw new DoorRefusal(400, `"${field}" must be a list.`);
    if (value === null) continue;
    const kinds = kindsIn(collection, field);
    if (kinds.size > 0 && !kinds.has(kindOf(value)))
      throw new DoorRefusal(400, `"${field}" must be ${[...kinds].join(" or ")} or null.`);
  }
  return changes;
}

/** A record that does not exist yet: like another, with an id of its own. */
export function newRecord(
  world: World,
  like: Readonly<Row> & Record<string, unknown>,
  changes: Changes<Row & Record<string, unknown>>,
): Row & Record<string, unknown> {
  const { timestamp } = { timestamp: world.clock.timestamp() };
  const dates = Object.fromEntries(
    ["remote_created_at", "remote_updated_at"].filter((name) => name in like).map((name) => [name, timestamp]),
  );
  return { ...structuredCloneOf(like), ...dates, ...world.newRow(), ...changes };
}

/** Functions (the content of a file) are shared, everything else is copied. */
function structuredCloneOf(record: Record<string, unknown>): Record<string, unknown> {
  const copied = Object.entries(record).map(([field, value]) => [
    field,
    typeof value === "function" ? value : structuredClone(value),
  ]);
  return Object.fromEntries(copied) as Record<string, unknown>;
}

function kindsIn(collection: AnyCollection, field: string): ReadonlySet<string> {
  const kinds = new Set<string>();
  for (const row of collection.all().slice(0, 1_000)) {
    const value = row[field];
    if (value !== null && value !== undefined) kinds.add(kindOf(value));
  }
  return kinds;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  const kind = typeof value;
  return kind === "object" ? "an object" : `a ${kind}`;
}
