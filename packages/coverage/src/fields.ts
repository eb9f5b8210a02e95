import { methodOf, type Adapter, type CoverageReport, type Provenance, type RecordStream } from "@anyats/core";
import { isOffered } from "@anyats/core/coverage";

type Route = CoverageReport["cells"][number]["routes"][number];

/** Where it is known from that an ATS has a field: the request whose answer holds it, with that request's source. */
export interface FieldSource {
  /** Such as `GET /ats/jobs`. */
  readonly request: string;
  readonly certainty: Route["certainty"];
  readonly source: string;
}

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
  /** The source of the request that a mapped field comes from; null where it is not known. */
  readonly source: FieldSource | null;
  /** In how many of the records it has a value. */
  readonly filled: number;
}

/** Which fields of one kind of record are filled. */
export interface FieldCoverage {
  /** The adapter's id. */
  readonly adapterId: string;
  readonly adapter: string;
  readonly stream: string;
  /** The request that the fields come from, with its source. */
  readonly route: Route | null;
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
  const routes = report.cells.find(({ capability }) => capability === stream)?.routes ?? [];
  const filled = new Map<string, number>();
  const from = new Map<string, Set<string>>();
  const requests = new Map<string, string>();
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
      if (places.length > 0 && provenance?.route) requests.set(field, provenance.route);
    }
  }
  const cells = [...filled].map(([field, count]): FieldCell => {
    const places = [...(from.get(field) ?? [])];
    const declared = isAbsent(adapter, group, field) ? "absent" : places.length > 0 ? "mapped" : "not-seen";
    return { field, from: places, declared, source: sourceOf(routes, requests.get(field)), filled: count };
  });
  const { id: adapterId, name } = adapter;
  const route = routes[0] ?? null;
  return { adapterId, adapter: name, stream, route, of, records: records.length, fields: cells };
}

/** What the adapter says of the request that brought a field. A request that it does not name has no known source. */
function sourceOf(routes: readonly Route[], request: string | undefined): FieldSource | null {
  const route = routes.find(({ method, path }) => `${method} ${path}` === request);
  return route ? { request: request!, certainty: route.certainty, source: route.source } : null;
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

/** How many records are looked at, and which streams. */
export interface FieldSample {
  readonly of: FieldCoverage["of"];
  /** The most records of each kind. */
  readonly sample: number;
  /** Which streams; default: every one that the connection offers. */
  readonly streams?: readonly string[];
  /** Stop when further records show nothing new: for what an adapter declares, where no share is counted. */
  readonly untilSeen?: boolean;
}

/** Reads records with their provenance, and says which fields of each kind are filled. */
export async function readFieldCoverage(
  adapter: Adapter,
  ats: { readonly adapter: Adapter },
  report: CoverageReport,
  { of, sample, streams, untilSeen = false }: FieldSample,
): Promise<readonly FieldCoverage[]> {
  const offered = report.cells.filter((cell) => cell.kind === "stream" && isOffered(cell));
  const wanted = offered.map(({ capability }) => capability).filter((id) => streams?.includes(id) ?? true);
  const found: FieldCoverage[] = [];
  for (const id of wanted) {
    const how = { provenance: true, pageSize: untilSeen ? Math.min(step, sample) : sample, lookAhead: !untilSeen };
    const records: object[] = [];
    const measured = () => fieldCoverageOf(adapter, report, id, records, of);
    let known = measured();
    for await (const record of methodOf(ats, id)!({}, how) as RecordStream<object>) {
      records.push(record);
      if (records.length >= sample) break;
      if (!untilSeen || records.length % step > 0) continue;
      const before = placesIn(known);
      known = measured();
      if (known.fields.every(isKnown) && placesIn(known) === before) break;
    }
    found.push(measured());
  }
  return found;
}

/** How many records are read at a time, where no share is counted. */
const step = 5;

const placesIn = ({ fields }: FieldCoverage) => fields.reduce((sum, { from }) => sum + from.length, 0);
const isKnown = ({ declared, field }: FieldCell) => declared !== "not-seen" || field.startsWith("customFields.");

/** When fields were last filled, by name: the last share above 0. */
export type FieldShares = Readonly<Record<string, { readonly share: number; readonly at: string }>>;

/** A field that used to be filled and no longer is. */
export interface LostField {
  readonly stream: string;
  readonly field: string;
  /** How many records were looked at now. */
  readonly records: number;
  readonly last: FieldShares[string];
}

/** From how many records on a field without a value counts as lost. */
const enough = 20;
/** A field that had a value in less than this share of the records was never reliable. */
const usual = 0.2;

/**
 * The fields that no record has now, although at least a fifth had them before. The same rule as synchronisation's; with
 * fewer than 20 records nothing counts as lost.
 * @param before What was measured before, by stream.
 */
export function lostFields(
  now: readonly FieldCoverage[],
  before: Readonly<Record<string, FieldShares>>,
): readonly LostField[] {
  return now.flatMap(({ stream, records, fields }) => {
    if (records < enough) return [];
    const filled = new Set(fields.filter((cell) => cell.filled > 0).map(({ field }) => field));
    return Object.entries(before[stream] ?? {})
      .filter(([field, last]) => !filled.has(field) && last.share >= usual)
      .map(([field, last]) => ({ stream, field, records, last }));
  });
}

/** Field coverage as a table for a terminal. */
export function renderFieldTable(all: readonly FieldCoverage[]): string {
  return `${all.map(tableOf).join("\n\n")}\n`;
}

function tableOf({ adapter, stream, route, of, records, fields }: FieldCoverage): string {
  const sample = of === "live" ? `${records} records of the customer` : `${records} records of the emulator`;
  const source = route ? `${route.method} ${route.path} (${route.certainty}: ${route.source})` : "no route";
  const width = Math.max(...fields.map(({ field }) => field.length));
  const lines = fields.map(({ field, from, declared, filled, source: own }) => {
    const share = of === "live" ? `${String(Math.round((filled / Math.max(1, records)) * 100)).padStart(3)} %  ` : "";
    const places = from.length > 3 ? `${from.slice(0, 3).join(", ")} and ${from.length - 3} more` : from.join(", ");
    const other = own && own.request !== `${route?.method} ${route?.path}` ? ` (${own.request}: ${own.source})` : "";
    const said = declared === "absent" ? "never filled, says the adapter" : places ? places + other : "– (not known)";
    return `  ${field.padEnd(width)}  ${share}${said}`.trimEnd();
  });
  return [`${adapter}: ${stream}, ${sample}`, `  from ${source}`, ...lines].join("\n");
}
