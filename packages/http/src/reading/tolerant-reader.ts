import { Id, type PageContent, type QuarantinedRecord } from "@anyats/core";
import type { z } from "zod";
import { tooDeepAt } from "../bounds/json-bounds.ts";

/** Tells that something came in a form that is not known, and was carried along. */
export type Drift = (path: string, kind: string) => void;

/** Turns a wire record into a canonical one. */
export type Mapping<Wire, Model> = (wire: Wire, drift: Drift) => Model;

/** How one kind of record is read. */
export interface Reading<Wire, Model> {
  readonly schema: z.ZodType<Wire>;
  readonly map: Mapping<Wire, Model>;
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

/** The id of a record, where it has one by which it can be asked for; in a record that is odd, anything may stand there. */
function idOf(raw: unknown): string | null {
  const id = typeof raw === "object" && raw !== null ? (raw as { readonly id?: unknown }).id : undefined;
  return Id.safeParse(id).data ?? null;
}

/** Reads one record. */
export function readRecord<Wire, Model extends object>(
  reading: Reading<Wire, Model>,
  raw: unknown,
  keepRaw: boolean,
  drift: Drift,
): { readonly record: Model } | { readonly quarantined: QuarantinedRecord } {
  const path = tooDeepAt(raw);
  if (path !== undefined) return { quarantined: { id: idOf(raw), path, problem: "is nested too deep" } };
  const parsed = reading.schema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      quarantined: { id: idOf(raw), path: jsonPath(issue?.path ?? []), problem: issue?.message ?? "cannot be read" },
    };
  }
  try {
    const record = reading.map(parsed.data, drift);
    return { record: keepRaw ? { ...record, raw } : record };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { quarantined: { id: idOf(raw), path: error.path, problem: error.message } };
  }
}

/** Reads a page of records. One that cannot be read costs itself and nothing else. */
export function readRecords<Wire, Model extends object>(
  reading: Reading<Wire, Model>,
  raws: readonly unknown[],
  keepRaw: boolean,
  drift: Drift,
): PageContent<Model> {
  const records: Model[] = [];
  const quarantined: QuarantinedRecord[] = [];
  for (const raw of raws) {
    const read = readRecord(reading, raw, keepRaw, drift);
    if ("record" in read) records.push(read.record);
    else quarantined.push(read.quarantined);
  }
  return { records, quarantined };
}
