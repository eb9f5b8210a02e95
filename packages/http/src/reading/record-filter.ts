import type { FetchedPage } from "@anyats/core";
import { inOneCase } from "./name-key.ts";

type Filter = Readonly<Record<string, unknown>>;
type AnyRecord = Readonly<Record<string, unknown>>;
/** Whether a record meets what a filter asks for. */
type Meets = (record: AnyRecord, asked: unknown) => boolean;

/** An application inside another record. */
interface Mention {
  readonly job?: unknown;
}

const textAt = (value: unknown, key: string): string | null => {
  const held = typeof value === "object" && value !== null ? (value as AnyRecord)[key] : undefined;
  return typeof held === "string" ? held : null;
};
const oneOf =
  (field: string): Meets =>
  (record, asked) =>
    (asked as readonly unknown[]).includes(record[field]);
/** A letter with its accent may be one character or two: people see no difference. */
const plain = (text: unknown) => inOneCase(String(text)).normalize("NFC");
const sameText = (held: unknown, asked: unknown) => typeof held === "string" && plain(held) === plain(asked);
/** An address as inputs are checked: with a domain in ASCII, whatever script an ATS keeps it in. */
function asAsked(address: unknown): unknown {
  if (typeof address !== "string") return address;
  const at = address.lastIndexOf("@") + 1;
  const domain = address.slice(at);
  if (!/[\u0080-\uffff]/.test(domain) || /[/\\?#:\s]/.test(domain)) return address;
  const host = URL.parse(`http://${domain}`)?.hostname;
  return host === undefined ? address : `${address.slice(0, at)}${host}`;
}
const sameAddress = (held: unknown, asked: unknown) => sameText(asAsked(held), asAsked(asked));
const day = "2026-11-23".length;
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What each filter of the catalogue's streams asks of a record in canonical form. */
const meanings: Readonly<Record<string, Meets>> = {
  ids: oneOf("id"),
  remoteIds: oneOf("remoteId"),
  updatedAfter: (record, asked) => String(record["changedAt"]) >= String(asked),
  createdAfter: (record, asked) => (textAt(record, "createdAt") ?? "") >= String(asked).slice(0, day),
  statuses: oneOf("status"),
  requisitionCodes: oneOf("requisitionCode"),
  employmentTypes: oneOf("employmentType"),
  visibilities: oneOf("visibility"),
  titleContains: (record, asked) => plain(textAt(record, "title") ?? "").includes(plain(asked)),
  postUrl: (record, asked) => record["postUrl"] === asked,
  // An interview names its job within its application, a candidate within each.
  jobIds: (record, asked) => {
    const { jobId, application, applications } = record as {
      readonly jobId?: unknown;
      readonly application?: Mention;
      readonly applications?: readonly Mention[];
    };
    const id = jobId === undefined ? textAt(application?.job, "id") : jobId;
    const ids = applications?.map(({ job }) => textAt(job, "id")) ?? [id];
    return ids.some((each) => (asked as readonly unknown[]).includes(each));
  },
  jobRemoteIds: (record, asked) => (asked as readonly unknown[]).includes(textAt(record["job"], "remoteId")),
  outcomes: oneOf("outcome"),
  stageIds: oneOf("stageId"),
  email: (record, asked) => list(record["emailAddresses"]).some((each) => sameAddress(textAt(each, "address"), asked)),
  emails: (record, asked) => (asked as readonly unknown[]).some((one) => sameAddress(record["email"], one)),
  firstName: (record, asked) => sameText(record["firstName"], asked),
  lastName: (record, asked) => sameText(record["lastName"], asked),
  candidateIds: oneOf("candidateId"),
  applicationIds: oneOf("applicationId"),
  scopes: oneOf("scope"),
};

/** Parameters that are not a condition on a record. */
const switches = new Set(["includeDeleted", "ignoreUnsupportedFilters"]);

/**
 * The test that a stream's filter puts on records in canonical form: for a server that cannot filter, or not by
 * everything. `undefined` where the filter asks for nothing.
 * @throws {TypeError} for a filter whose meaning is not known here: leaving it out would give wrong records.
 */
export function recordFilter(filter: Filter): ((record: object) => boolean) | undefined {
  const tests = Object.entries(filter)
    .filter(([name, asked]) => asked !== undefined && !switches.has(name))
    .map(([name, asked]) => {
      const meets = Object.hasOwn(meanings, name) ? meanings[name] : undefined;
      if (!meets) throw new TypeError(`recordFilter does not know the filter "${name}"`);
      return (record: object) => meets(record as AnyRecord, asked);
    });
  return tests.length === 0 ? undefined : (record) => tests.every((test) => test(record));
}

/** A page with only the records that a filter lets pass. What could not be read stays: nobody knows what it was. */
export function filteredPage<T extends object>(page: FetchedPage<T>, filter: Filter): FetchedPage<T> {
  const passes = recordFilter(filter);
  if (!passes) return page;
  return {
    next: page.next,
    decode() {
      const { records, quarantined } = page.decode();
      return { records: records.filter(passes), quarantined };
    },
  };
}
