import type { PageContent, QuarantinedRecord } from "@anyats/core";
import { z } from "zod/mini";
import type { Drift } from "../drift/drift-reports.ts";
import { quickest } from "../schemas/compiled-when-busy.ts";
import { parsedLeniently } from "../schemas/lenient.ts";
import { traced, type Kept } from "./provenance.ts";
import { defaultBounds, oddAt, oddities, type Bounds } from "../bounds/json-bounds.ts";

/** Turns a wire record into a canonical one. It must have no side effects: for some records it is called more than once. */
export type Mapping<Wire, Model> = (wire: Wire, drift: Drift) => Model;

/** How one kind of record is read. */
export interface Reading<Wire, Model> {
  readonly schema: z.core.$ZodType<Wire>;
  readonly map: Mapping<Wire, Model>;
  /** What a record is made of, where an entry of the list is a part of it only. It is what `schema` reads, and `raw`. */
  readonly whole?: ((entry: unknown) => unknown) | undefined;
  /**
   * The id of a record that cannot be read, as operations take it: where that is not its field `id`, such as `_id`, or the ids
   * of an application and of its candidate together. Anything but a text or a number: nobody knows.
   */
  readonly idOf?: (raw: Readonly<Record<string, unknown>>) => unknown;
}

/** Thrown by a mapping that cannot do without a value. */
export class Unreadable extends Error {
  readonly path: string;

  constructor(path: string, problem: string) {
    super(problem);
    this.path = path;
  }
}

function jsonPath(path: readonly PropertyKey[]): string {
  return `$${path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("")}`;
}

/** An id that can be shown, such as `REQ-2026/017`: no sentence, address of a page or e-mail address, and no invisible character. */
const plainId = /^(?![./]+$|.*\/\/|[^@]*@.*\.)[^\s\\?#%\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]{1,255}$/u;

/** Whether an ATS's records have numbers as ids, as their schema says. Elsewhere nothing can be asked for by a number. */
function hasNumericIds(schema: z.core.$ZodType): boolean {
  const { id } = schema instanceof z.core.$ZodObject ? schema._zod.def.shape : {};
  return id !== undefined && z.safeParse(id, 1).success;
}

type Fields = Readonly<Record<string, unknown>>;

/** What an adapter makes of a record in which anything may be missing. */
function said(idOf: (raw: Fields) => unknown, raw: Fields): unknown {
  try {
    return idOf(raw);
  } catch {
    return undefined;
  }
}

/** The id of a record, where it has one by which it can be asked for; in a record that is odd, anything may stand there. */
function idOf<Wire, Model>(raw: unknown, { schema, idOf: own }: Reading<Wire, Model>): string | null {
  if (typeof raw !== "object" || raw === null) return null;
  const id = own ? said(own, raw as Fields) : (raw as Fields)["id"];
  if (typeof id === "number") return Number.isSafeInteger(id) && (own || hasNumericIds(schema)) ? String(id) : null;
  return typeof id === "string" && plainId.test(id) ? id : null;
}

/** A record that was read, or why it could not be. */
type Read<Model> = { readonly record: Model } | { readonly quarantined: QuarantinedRecord };

/** Reads one record. */
export function readRecord<Wire, Model extends object>(
  reading: Reading<Wire, Model>,
  entry: unknown,
  keep: Kept | false,
  drift: Drift,
  bounds: Bounds = defaultBounds,
  exactly: () => unknown = () => entry,
): Read<Model> {
  const { whole = (part) => part } = reading;
  const raw = whole(entry);
  const { problem, lostDigits } = oddities(raw, bounds);
  if (problem !== undefined) return { quarantined: { id: idOf(raw, reading), path: oddAt(raw, bounds), problem } };
  return readChecked(reading, lostDigits ? whole(exactly()) : raw, keep, drift);
}

function readChecked<Wire, Model extends object>(
  reading: Reading<Wire, Model>,
  raw: unknown,
  keep: Kept | false,
  drift: Drift,
): Read<Model> {
  const parsed = parsedLeniently(reading.schema, raw, drift);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      quarantined: {
        id: idOf(raw, reading),
        path: jsonPath(issue?.path ?? []),
        problem: issue?.message ?? "cannot be read",
      },
    };
  }
  try {
    const record = reading.map(parsed.data, drift);
    return { record: keep ? withKept(reading, raw, keep, record) : record };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { quarantined: { id: idOf(raw, reading), path: error.path, problem: error.message } };
  }
}

function withKept<Wire, Model extends object>(
  { schema, map }: Reading<Wire, Model>,
  raw: unknown,
  { raw: keepRaw, provenance }: Kept,
  record: Model,
): Model {
  const read = keepRaw ? { ...record, raw } : record;
  if (!provenance) return read;
  // From the record as it came: a schema may read it in another form.
  const fields = traced((other: unknown) => map(z.parse(quickest(schema), other), () => {}), raw, record);
  return { ...read, provenance: { route: provenance.route, mapping: map.name, fields } };
}

/**
 * Every second one of so many records is mapped twice. V8 watches the first objects that a literal makes. If nearly all of them
 * survive a collection, as the records of a page do, it allocates all later ones in its old generation, where dead objects keep
 * others alive until a full collection: reading then takes half as long again. Copies that are dropped keep V8 from doing so.
 */
const firstRecords = 1_000;

/** How many records of a schema were read while it was watched. */
const watched = new WeakMap<z.core.$ZodType, number>();

function mappedTwiceAtFirst<Wire, Model>(reading: Reading<Wire, Model>, records: number): Reading<Wire, Model> {
  const { schema, map, ...rest } = reading;
  let nth = watched.get(schema) ?? 0;
  if (nth >= firstRecords) return reading;
  watched.set(schema, nth + records);
  return {
    ...rest,
    schema,
    map: (wire, drift) => {
      if (nth++ % 2) map(wire, () => {});
      return map(wire, drift);
    },
  };
}

/** How a page of records is read. */
export interface PageReading {
  readonly bounds?: Bounds;
  /** Called before each record; what it throws ends the reading. */
  readonly goOn?: () => void;
  /** The same records with the digits of whole numbers beyond 2^53 kept. Called where one has lost some. */
  readonly exactly?: () => readonly unknown[];
}

/** Reads a page of records. One that cannot be read costs itself and nothing else. */
export function readRecords<Wire, Model extends object>(
  of: Reading<Wire, Model>,
  raws: readonly unknown[],
  keep: Kept | false,
  drift: Drift,
  { bounds = defaultBounds, goOn = () => {}, exactly }: PageReading = {},
): PageContent<Model> {
  const records: Model[] = [];
  const quarantined: QuarantinedRecord[] = [];
  let exact: readonly unknown[] | undefined;
  // Provenance names the mapping, so that it has to be the real one.
  const reading = keep && keep.provenance ? of : mappedTwiceAtFirst(of, raws.length);
  for (const [index, raw] of raws.entries()) {
    goOn();
    const again = exactly && (() => (exact ??= exactly())[index]);
    const read = readRecord(reading, raw, keep, drift, bounds, again);
    if ("record" in read) records.push(read.record);
    else quarantined.push(read.quarantined);
  }
  return { records, quarantined };
}
