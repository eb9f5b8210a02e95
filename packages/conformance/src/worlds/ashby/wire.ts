import type { EmulatorFor } from "@anyats/emulator";
import { isFields, type Fields } from "../../fields.ts";
import type { CustomFieldForm, Trouble } from "../../world.ts";
import { requestOf } from "../request-of.ts";
import { breakEntry, sparseRecords, type SparseOptions } from "../sparse.ts";

interface Definition {
  readonly id: string;
  readonly fieldType: string;
  readonly options?: readonly string[] | undefined;
  readonly storedPrefix?: string;
}

/** What changes on the way between a client and the emulated Ashby. */
export interface AshbyWire {
  readonly fetch: typeof globalThis.fetch;
  trouble(what: Trouble): void;
  struck(): number;
  spoilt(): readonly string[];
  /** Writes every custom field in the nth of its forms; gives what each says. */
  inForm(definitions: readonly Definition[], nth: number): Readonly<Record<string, CustomFieldForm>> | undefined;
}

type Form = readonly [wire: unknown, says: CustomFieldForm];
const says = (wire: unknown, value: unknown = wire): Form => [wire, { says: value }];
const unreadable = (wire: unknown): Form => [wire, "unreadable"];

const texts = [says("As it is, ünd < so"), says("0"), unreadable(5), unreadable(true), unreadable(["a"])];

function formsOf({ fieldType, options = [], storedPrefix = "" }: Definition): readonly Form[] {
  const [one = "", other = ""] = options;
  /** How the emulated Ashby stores a choice. */
  const stored = (label: string) => `${storedPrefix}${label.toLowerCase()}`;
  const byType: Readonly<Record<string, readonly Form[]>> = {
    Boolean: [says(true), says(false), unreadable("true"), unreadable(1)],
    Number: [says(0), says(-12.5), unreadable("12"), unreadable(true)],
    Currency: [
      says({ value: 19.75, currencyCode: "EUR" }, 19.75),
      says({ value: 0, currencyCode: "USD" }, 0),
      unreadable(5),
      unreadable({ value: "5", currencyCode: "USD" }),
    ],
    Date: [says("2026-12-01"), says("2026-12-01T10:00:00.000Z", "2026-12-01"), unreadable(20_261_201)],
    ValueSelect: [says(stored(one), one), says(stored(other), other), unreadable("gone-4781"), unreadable(5)],
    MultiValueSelect: [
      says([stored(other), stored(one)], [other, one]),
      says([], []),
      unreadable([stored(one), "gone-4781"]),
      unreadable(stored(one)),
    ],
  };
  const isText = ["String", "UUID", "LongText", "Email", "Phone", "Url"].includes(fieldType);
  return [says(null), ...(byType[fieldType] ?? (isText ? texts : []))];
}

const needed = new Set([
  "id",
  "updatedAt",
  "userId",
  "handle",
  "fieldType",
  "objectType",
  "label",
  "value",
  "schedule",
  "interviewEvents",
  "latestVersion",
  "scopes",
]);

/** What each of these calls is for. */
const neededOf: Readonly<Record<string, RegExp>> = {
  "/application.info": /^\$\.candidate$/,
  "/candidate.listNotes": /^\$\.createdAt$/,
  "/jobPosting.list": /^\$\.jobId$/,
  // Without it, a former option shares the label of another: both are then called by their values.
  "/customField.list": /^\$\.selectableValues\.isArchived$/,
  "/file.createFileUploadHandle": /^\$\.(url|fields)\b/,
  "/file.info": /^\$\.url$/,
};

const optionsFor = (path: string): SparseOptions => ({
  needed: (name, at) => needed.has(name) || neededOf[path]?.test(at) === true || at === "$.latestVersion.createdAt",
});

/** Where files are stored: on a server of somebody else, as a bucket of Amazon's is. */
const store = "https://files-of-ashby.example.com";

/** The same way, on which the store is another server than Ashby. */
function storedElsewhere(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  let ashby = "";
  return async (input, init) => {
    const request = requestOf(input, init);
    if (request.url.startsWith(`${store}/`)) return fetch(new Request(request.url.replace(store, ashby), request));
    const response = await fetch(request);
    if (!/\/file\.(createFileUploadHandle|info)$/.test(request.url)) return response;
    const { status, headers } = response;
    const { origin } = new URL(request.url);
    ashby = origin;
    const text = (await response.text()).replaceAll(`${origin}/uploads`, `${store}/uploads`);
    return new Response(text.replaceAll(`${origin}/files/`, `${store}/files/`), { status, headers });
  };
}

/** By list, the places of dates that may be missing and of words of a fixed list; a stream of a list without any has none. */
const odd: Readonly<Record<string, readonly string[]>> = {
  "/job.list": ["createdAt", "openedAt", "closedAt", "status", "employmentType"],
  "/application.list": ["createdAt", "archivedAt", "status"],
  "/candidate.list": ["createdAt"],
  "/offer.list": ["decidedAt", "offerStatus", "latestVersion.startDate"],
  "/interviewSchedule.list": ["updatedAt"],
  "/candidate.listNotes": [],
  "/candidateTag.list": [],
  "/user.list": [],
};

/** Where the records of a list say when they changed. */
const changedIn: Readonly<Record<string, string>> = {
  "/offer.list": "latestVersion.createdAt",
  "/candidate.listNotes": "createdAt",
  "/candidateTag.list": "",
};

/** A record in which a place that is filled says something else; undefined where it is empty. */
function saying(record: Fields, place: string, value: string): Fields | undefined {
  const [name, inner] = place.split(".") as [string, string?];
  const held = record[name];
  if (inner === undefined) return typeof held === "string" ? { ...record, [name]: value } : undefined;
  const within = isFields(held) ? saying(held, inner, value) : undefined;
  return within && { ...record, [name]: within };
}

/** Records with a value that nobody knows, or with no date, in each place that is filled; and the places. */
function oddly(
  records: readonly Fields[],
  path: string,
): { readonly changed: readonly Fields[]; readonly places: readonly string[] } {
  const places = new Set<string>();
  const changed = records.map((record) =>
    odd[path]!.reduce((one, place) => {
      const other = saying(one, place, /(At|Date)$/.test(place) ? "soon" : "SomethingNew");
      if (other) places.add(`$.${path === "/interviewSchedule.list" ? "schedule." : ""}${place}`);
      return other ?? one;
    }, record),
  );
  return { changed, places: [...places] };
}

/** The second record says of its last change nothing that is a date. */
function undatable(records: readonly Fields[], path: string): ReturnType<typeof oddly> {
  const [place, second] = [changedIn[path] ?? "updatedAt", records[1]];
  const events = second?.["interviewEvents"];
  if (second && Array.isArray(events)) {
    const [first, ...others] = events as readonly Fields[];
    const changed = records.with(1, { ...second, interviewEvents: [{ ...first, updatedAt: "soon" }, ...others] });
    return { changed, places: first ? ["$.updatedAt"] : [] };
  }
  const other = second && saying(second, place, "soon");
  return other ? { changed: records.with(1, other), places: [`$.${place}`] } : { changed: records, places: [] };
}

/**
 * Records in which what Ashby says twice stands once: the first address and number of a person, the link of a posting, the
 * default plan of a job among its plans. Undefined where the list says nothing twice.
 */
function saidOnce(records: readonly Fields[], path: string): readonly Fields[] | undefined {
  if (path === "/job.list" || path === "/job.info")
    return records.map((job) => ({
      ...job,
      interviewPlanIds: (job["interviewPlanIds"] as readonly unknown[]).filter(
        (plan) => plan !== job["defaultInterviewPlanId"],
      ),
    }));
  if (path === "/jobPosting.list")
    return records.map((posting, nth) => ({ ...posting, [nth % 2 === 0 ? "applyLink" : "externalLink"]: null }));
  if (path !== "/candidate.list" && path !== "/candidate.info") return undefined;
  return records.map((person, nth) => {
    const once: Record<string, unknown> = { ...person };
    for (const [all, primary] of [
      ["emailAddresses", "primaryEmailAddress"],
      ["phoneNumbers", "primaryPhoneNumber"],
    ] as const)
      if (nth % 2 === 0) delete once[primary];
      else once[all] = (person[all] as readonly Fields[]).filter(({ isPrimary }) => isPrimary !== true);
    return once;
  });
}

/** The troubles that are seen in the records of an answer. */
const spoiling: ReadonlySet<Trouble> = new Set([
  "sparse-records",
  "broken-entry",
  "odd-values",
  "undatable-record",
  "said-once",
]);

/** The way to an emulated Ashby. @param writes The paths of what changes something. */
export function ashbyWire(emulator: EmulatorFor<"ashby">, writes: RegExp): AshbyWire {
  let [trouble, struck, turn, broken]: [Trouble, number, number, number] = ["none", 0, 0, 0];
  let forms: ReadonlyMap<string, Form> | undefined;
  const inForms = (record: object): object => ({
    ...record,
    customFields: [...forms!].map(([id, [value]]) => ({ id, title: id, value })),
  });
  let places: readonly string[] = [];
  const spoilt = (results: object, path: string): unknown => {
    if (trouble === "odd-values" || trouble === "undatable-record") {
      // A list of notes comes after that of the candidates who have them: then the notes are what is read.
      if (!Array.isArray(results) || !odd[path] || (struck > 0 && path !== "/candidate.listNotes")) return results;
      const made = trouble === "odd-values" ? oddly(results as Fields[], path) : undatable(results as Fields[], path);
      if (path !== "/candidate.list") trouble = "none";
      [struck, places] = [struck + 1, made.places];
      return made.changed;
    }
    if (trouble === "said-once") {
      const changed = saidOnce([results].flat() as readonly Fields[], path);
      if (!changed) return results;
      struck += 1;
      return Array.isArray(results) ? changed : changed[0];
    }
    if (trouble === "broken-entry") {
      // The lists inside a record are left as they are.
      if (Array.isArray(results) && breakEntry(results, broken))
        [trouble, struck, broken] = ["none", struck + 1, broken + 1];
      return results;
    }
    const { records } = sparseRecords(results, turn, optionsFor(path));
    [struck, turn] = [struck + 1, turn + 1];
    return records;
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = requestOf(input, init);
    const response = await emulator.fetch(request);
    const isSpoilt = spoiling.has(trouble);
    if (!response.ok || !(isSpoilt || trouble === "warned" || forms)) return response;
    const { pathname } = new URL(request.url);
    const isWarned = trouble === "warned" && writes.test(pathname);
    if (!(isSpoilt || isWarned || forms)) return response;
    const body = (await response
      .clone()
      .json()
      .catch(() => undefined)) as { results?: unknown } | undefined;
    if (typeof body?.results !== "object" || body.results === null) return response;
    let results: unknown = body.results;
    if (isWarned) [trouble, struck] = ["none", struck + 1];
    if (isSpoilt) results = spoilt(body.results as object, pathname);
    if (
      forms &&
      pathname.endsWith(".info") &&
      typeof results === "object" &&
      results !== null &&
      "customFields" in results
    )
      results = inForms(results);
    const said = isWarned ? { warnings: ["Done in part 4837"] } : {};
    return new Response(JSON.stringify({ ...body, results, ...said }), {
      status: response.status,
      headers: response.headers,
    });
  };
  return {
    fetch: storedElsewhere(fetch),
    trouble: (what) => void ([trouble, struck, forms, places] = [what, 0, undefined, []]),
    struck: () => struck,
    spoilt: () => places,
    inForm(definitions, nth) {
      const all = definitions.map((each) => [each.id, formsOf(each)] as const);
      if (all.every(([, each]) => nth >= each.length)) return undefined;
      forms = new Map(all.map(([id, each]) => [id, each[nth % each.length]!]));
      return Object.fromEntries([...forms].map(([id, [, meaning]]) => [id, meaning]));
    },
  };
}
