import { strict as assert } from "node:assert";
import type { Trial } from "../../contract-test.ts";
import { hasId, rewritingRecords } from "../../worlds/tapped.ts";
import { nameOf, type Path } from "./one-field-apart.ts";

/** An event names a place. A field may have hyphens in its name, as those of JSON:API do, and a custom field is named by its id. */
export function namesPlace(path: string, what = "an event"): void {
  const problem = `${what} names "${path}", which is not a place such as "$.tags[].name" or "$.fields[fld_1]"`;
  assert.match(path, /^\$(\.[\w-]+|\[[\w-]*\])*$/, problem);
}

/** A place as it can be compared: an index tells nothing, and an id is a name. */
export const withoutIndexes = (place: string): string =>
  place.replaceAll(/\[\d*\]/g, "").replaceAll(/\[([\w-]+)\]/g, ".$1");

/** Every place that the world has spoilt is reported by an event. */
export function reportsSpoilt({ world }: Pick<Trial, "world">, told: readonly { readonly path: string }[]): void {
  const reported = new Set(told.map(({ path }) => withoutIndexes(path)));
  const untold = (world.spoilt?.() ?? []).filter((place) => !reported.has(place));
  assert.deepEqual(untold, [], "places of which no event tells");
}

/** A record with what the ATS sent for it. */
export interface Row {
  readonly id: string;
  readonly raw?: unknown;
}

/** A place in what the ATS sends, and what stands there instead. */
export type Change = readonly [path: Path, other: unknown];

/** A place in JSON path: `$.tags[].name`. */
export const placeOf = (path: Path): string => `$.${nameOf(path)}`;

/** The parts of a value, by name or index. */
export function partsOf(value: object): readonly (readonly [string | number, unknown])[] {
  return Array.isArray(value) ? [...value.entries()] : Object.entries(value);
}

/** The same way to the ATS, on which it sends other records. @param others By the record that it sends, as JSON. */
export const sendingOthers = (fetch: typeof globalThis.fetch, others: ReadonlyMap<string, unknown>): typeof fetch =>
  rewritingRecords(fetch, (record) => (hasId(record) ? others.get(JSON.stringify(record)) : undefined));
