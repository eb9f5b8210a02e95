import type { Adapter, CoverageReport, Provenance } from "@anyats/core";

/** One field of a kind of record. */
export interface FieldCell {
  /** Such as `title`; of a custom field, `customFields.Shift`. */
  readonly field: string;
  /** The places in the wire record that the mapping takes it from. */
  readonly from: readonly string[];
  /**
   * `mapped`: the mapping fills it. `absent`: the adapter declares that its ATS never fills it. `not-seen`: the mapping took
   * it from nowhere in the records at hand.
   */
  readonly declared: "mapped" | "absent" | "not-seen";
  /** In how many of the records it has a value. */
  readonly filled: number;
}

/** Which fields of one kind of record are filled. */
export interface FieldCoverage {
  readonly adapter: string;
  readonly stream: string;
  /** The request that the fields come from, with its source. */
  readonly route: CoverageReport["cells"][number]["routes"][number] | null;
  /** `emulator`: invented records, made from the documentation. `live`: a sample of a customer's. */
  readonly of: "emulator" | "live";
  readonly records: number;
  readonly fields: readonly FieldCell[];
}

type AnyRecord = Readonly<Record<string, unknown>> & { readonly provenance?: Provenance | undefined };

/** What every record has, whatever the ATS knows. */
const always = new Set(["id", "changedAt", "deletedAt", "raw", "provenance"]);

/** Whether a value tells something. */
export function isFilled(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return false;
  if (typeof value !== "object") return true;
  return Array.isArray(value) ? value.length > 0 : Object.values(value).some(isFilled);
}

/** Which fields of a kind of record are filled, and where each comes from. Custom fields are counted one by one. */
export function fieldCoverageOf(
  adapter: Adapter,
  report: CoverageReport,
  stream: string,
  records: readonly object[],
  of: FieldCoverage["of"],
): FieldCoverage {
  const group = stream.slice(0, stream.indexOf("."));
  const filled = new Map<string, number>();
  const from = new Map<string, Set<string>>();
  const note = (field: string, value: unknown) =>
    filled.set(field, (filled.get(field) ?? 0) + (isFilled(value) ? 1 : 0));
  for (const { provenance, ...record } of records as readonly AnyRecord[]) {
    for (const [field, value] of Object.entries(record)) {
      if (always.has(field)) continue;
      if (field !== "customFields") note(field, value);
      else for (const [name, content] of Object.entries(value as object)) note(`customFields.${name}`, content);
    }
    for (const [path, places] of Object.entries(provenance?.fields ?? {})) {
      const field = fieldOf(path);
      const known = from.get(field) ?? new Set();
      for (const place of places) known.add(place);
      from.set(field, known);
    }
  }
  const cells = [...filled].map(([field, count]): FieldCell => {
    const places = [...(from.get(field) ?? [])];
    const declared = isAbsent(adapter, group, field) ? "absent" : places.length > 0 ? "mapped" : "not-seen";
    return { field, from: places, declared, filled: count };
  });
  const route = report.cells.find(({ capability }) => capability === stream)?.routes[0] ?? null;
  return { adapter: adapter.name, stream, route, of, records: records.length, fields: cells };
}

/** The field of a path: `applications[].outcome` belongs to `applications`. */
function fieldOf(path: string): string {
  if (path.startsWith("customFields.")) return path.replace(/\[\].*$/s, "");
  return path.split(/[.[]/, 1)[0]!;
}

function isAbsent({ facts }: Adapter, group: string, field: string): boolean {
  const { onlyFields, absentFields } = facts.traits ?? {};
  if (absentFields?.[group]?.includes(field)) return true;
  const only = onlyFields?.[group];
  const known = ["remoteId", "createdAt", "updatedAt", "integrationFields"].includes(field);
  return (
    only !== undefined && !known && !field.startsWith("customFields.") && !only.some((one) => fieldOf(one) === field)
  );
}

/** Field coverage as a table for a terminal. */
export function renderFieldTable(all: readonly FieldCoverage[]): string {
  return `${all.map(tableOf).join("\n\n")}\n`;
}

function tableOf({ adapter, stream, route, of, records, fields }: FieldCoverage): string {
  const sample = of === "live" ? `${records} records of the customer` : `${records} records of the emulator`;
  const source = route ? `${route.method} ${route.path} (${route.certainty}: ${route.source})` : "no route";
  const width = Math.max(...fields.map(({ field }) => field.length));
  const lines = fields.map(({ field, from, declared, filled }) => {
    const share = of === "live" ? `${String(Math.round((filled / Math.max(1, records)) * 100)).padStart(3)} %  ` : "";
    const places = from.length > 3 ? `${from.slice(0, 3).join(", ")} and ${from.length - 3} more` : from.join(", ");
    const said = declared === "absent" ? "never filled, says the adapter" : places || "–";
    return `  ${field.padEnd(width)}  ${share}${said}`.trimEnd();
  });
  return [`${adapter}: ${stream}, ${sample}`, `  from ${source}`, ...lines].join("\n");
}
