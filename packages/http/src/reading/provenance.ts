import type { Call, Provenance } from "@anyats/core";

/** What is kept beside a record on request. */
export interface Kept {
  readonly raw: boolean;
  /** The request that brought the record, where its provenance is asked for. */
  readonly provenance?: { readonly route: string | null } | undefined;
}

/** What a call asks to be kept. */
export function keptOf(call: Call, route: string | null): Kept {
  return { raw: call.raw, provenance: call.provenance ? { route } : undefined };
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Path = readonly (string | number)[];

interface Leaf {
  readonly path: Path;
  readonly value: unknown;
}

/** How many values of a wire record are looked at. */
const mostLeaves = 1_000;

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function leavesOf(value: unknown, path: Path = [], found: Leaf[] = []): readonly Leaf[] {
  if (found.length >= mostLeaves || path.length > 12) return found;
  const entries: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...(value as readonly unknown[]).entries()]
    : isPlain(value)
      ? Object.entries(value)
      : [];
  if (entries.length === 0) found.push({ path, value });
  for (const [key, part] of entries) leavesOf(part, [...path, key], found);
  return found;
}

/** A path as people write it: `$.email_addresses[].email_address`, or without the `$` for a field of ours. */
function written(path: Path, root: string): string {
  const text = path.map((part) => (typeof part === "number" ? "[]" : `.${part}`)).join("");
  return root === "" ? text.replace(/^\./, "") : root + text;
}

/** Two of each kind, so that one differs from what stands there; null, since a mapping may round a number. */
const ofOtherKinds: readonly Json[] = [1, 2, true, false, null, "0", "2026-01-02T00:00:00.000Z"];

/** Other values that could stand in a place, some of the same kind, so that the mapping goes on. */
function others(value: unknown): readonly Json[] {
  if (typeof value !== "string") return ofOtherKinds;
  const at = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value) : Number.NaN;
  const later = Number.isNaN(at) ? [] : [new Date(at + 86_400_000).toISOString().slice(0, value.length)];
  return [...later, `${value}0`, ""];
}

/** The wire record with another value in one place; everything else is shared. */
function replaced(whole: unknown, [key, ...rest]: Path, value: Json): unknown {
  if (key === undefined) return value;
  const copy = Array.isArray(whole) ? [...(whole as readonly unknown[])] : { ...(whole as object) };
  const inside = copy as Record<string | number, unknown>;
  inside[key] = replaced(inside[key], rest, value);
  return copy;
}

const holdsParts = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && (Array.isArray(value) ? value.length : Object.keys(value).length) > 0;

/** Calls `differs` with the path of each value that another record does not hold in the same place. */
function compare(value: unknown, other: unknown, path: Path, differs: (path: Path) => void): void {
  if (path.length > 12) return;
  if (!holdsParts(value)) {
    if (holdsParts(other) || JSON.stringify(value) !== JSON.stringify(other)) differs(path);
    return;
  }
  const isArray = Array.isArray(value);
  const beside = holdsParts(other) && Array.isArray(other) === isArray ? other : {};
  for (const key of Object.keys(value))
    // Asked before there is a path: nearly all are the same.
    if (!Object.is(value[key], beside[key]))
      compare(value[key], beside[key], [...path, isArray ? Number(key) : key], differs);
}

/**
 * Finds out where each field of a record comes from: the mapping runs again with one value of the wire record changed at
 * a time, and what changes in the result follows from it. So it tells what the mapping does, not what somebody wrote
 * down about it.
 */
export function traced<Wire>(map: (wire: Wire) => unknown, wire: Wire, record: object): Provenance["fields"] {
  const fields = new Map<string, Set<string>>();
  const placesOf = (path: Path) => {
    const field = written(path, "");
    return fields.get(field) ?? fields.set(field, new Set()).get(field)!;
  };
  for (const { path } of leavesOf(record)) placesOf(path);
  for (const { path, value } of leavesOf(wire)) {
    const place = written(path, "$");
    for (const other of others(value)) {
      const after = other !== value && attempt(() => map(replaced(wire, path, other) as Wire));
      if (after) compare(record, after, [], (changed) => void placesOf(changed).add(place));
    }
  }
  return Object.fromEntries([...fields].map(([field, places]) => [field, [...places]]));
}

/** A mapping refuses some values, and its schema promised it others. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

/**
 * Maps a record that came in no list, and says where its fields came from where the call asks for it.
 * @param routes The first is the one that brought the record.
 * @param wire What it is made from, by name: the names are the first parts of the paths.
 * @param mapping The mapping's name in the sources.
 */
export function mapped<Wire extends object, Model extends object>(
  call: Call,
  [route]: readonly { readonly method: string; readonly path: string }[],
  wire: Wire,
  map: (wire: Wire) => Model,
  mapping: string,
): Model & { readonly provenance?: Provenance } {
  const record = map(wire);
  if (!call.provenance) return record;
  const from = route ? `${route.method} ${route.path}` : null;
  return { ...record, provenance: { route: from, mapping, fields: traced(map, wire, record) } };
}
