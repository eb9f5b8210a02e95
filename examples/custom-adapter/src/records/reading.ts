import type { PageContent, QuarantinedRecord } from "@anyats/core";
import type { z } from "zod";

/** How one kind of record is read: the form in which it comes, and how it becomes canonical. */
export interface Reading<Wire, Model> {
  readonly schema: z.ZodType<Wire>;
  readonly map: (wire: Wire) => Model;
}

/** Reads a page of records. One that cannot be read is set aside and costs itself, nothing else. */
export function readRecords<Wire, Model extends object>(
  { schema, map }: Reading<Wire, Model>,
  raws: readonly unknown[],
  keepRaw: boolean,
): PageContent<Model> {
  const records: Model[] = [];
  const quarantined: QuarantinedRecord[] = [];
  for (const raw of raws) {
    const parsed = schema.safeParse(raw);
    if (parsed.success) records.push(keepRaw ? { ...map(parsed.data), raw } : map(parsed.data));
    else quarantined.push(setAside(raw, parsed.error));
  }
  return { records, quarantined };
}

function setAside(raw: unknown, { issues: [issue] }: z.ZodError): QuarantinedRecord {
  const id = typeof raw === "object" && raw !== null && "id" in raw ? String(raw.id).slice(0, 255) : null;
  const path = (issue?.path ?? []).map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`));
  return { id, path: `$${path.join("")}`, problem: issue?.message ?? "cannot be read" };
}
