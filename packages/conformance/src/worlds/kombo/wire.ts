import type { Emulator } from "@anyats/emulator";
import type { Trouble } from "../../world.ts";
import { isKomboWrite } from "./writes.ts";
import { oddly, saidOnce, undatable, WordsInTurn } from "./places.ts";
import { formsOf } from "./native-forms.ts";
import { otherwise, wordsForType } from "./native-truth.ts";
import { isJson } from "../json-lines.ts";
import { requestOf } from "../request-of.ts";
import { breakEntry, sparseRecords, type SparseOptions } from "../sparse.ts";

/** What changes on the way between a client and the emulator. */
export interface Wire {
  readonly fetch: typeof globalThis.fetch;
  /** Makes the next write warn of something, or spoils the next answer; any other trouble ends that. */
  trouble(what: Trouble): void;
  /** How many answers were changed by a trouble. */
  struck(): number;
  spoilt(): readonly string[];
  /** Writes every custom field in the nth of its forms. */
  inForm(nth: number): void;
}

/** What the ATS warns of. */
export const warning = "The ATS stored it, and has something to say 4731.";

interface Detail {
  readonly definitionId: number;
  readonly name: string;
  readonly value: string | readonly string[] | null;
}

interface Definition {
  readonly id: number;
  readonly dataType: string;
  readonly options: readonly string[] | null;
}

interface Data {
  data?: unknown;
  results?: unknown[];
  id?: unknown;
}

interface Body {
  data?: Data;
  warnings?: unknown[];
}

/** What Kombo's reference does not call nullable, and lists that it always sends. */
const sparseUnified: SparseOptions = {
  needed: (name, at) =>
    ["id", "changed_at", "data_url"].includes(name) ||
    /\.format\.type$|\.question$|\.question\.type$|\.responses\.type$|\.label$|\.content_ref\b/.test(at),
  alwaysSent: (at) =>
    /^\$\.(interviews|offers|users|system_roles|hiring_team|job_postings|stages|screening_questions|applications|tags|candidate\.tags)$/.test(
      at,
    ),
};
/** Of an answer that is one record, such as what a write made. */
const sparseSingle: SparseOptions = {
  needed: (name, at) =>
    ["id", "environment_id", "already_queued", "sync_id", "types"].includes(name) || ["$.tool", "$.type"].includes(at),
};
const sparseThrough: SparseOptions = { needed: (name) => ["id", "definitionId", "name"].includes(name) };

const detailsKeys = ["customJobDetails", "customDetails"] as const;

/** Troubles of what a unified read answers with. */
const ofValues: ReadonlySet<Trouble> = new Set(["odd-values", "known-words", "undatable-record", "said-once"]);
/** Those that go on until the next. */
const lasting: ReadonlySet<Trouble> = new Set(["known-words", "said-once"]);

/** Troubles under which an answer may break off. */
const breaking: ReadonlySet<Trouble> = new Set(["cut-off", "write-cut-off"]);

/** A list of Kombo's own, one record of its own that is read or written, or an answer of the ATS that Kombo passes on. */
type Part = "unified" | "single" | "written" | "through";

const sparseIn: Readonly<Record<Part, SparseOptions>> = {
  unified: sparseUnified,
  single: sparseSingle,
  written: sparseSingle,
  through: sparseThrough,
};

/** The way to an emulator: values of custom fields are written in the different ways of real data. */
export function written(emulator: Emulator): Wire {
  let trouble: Trouble = "none";
  let struck = 0;
  let spoilt: readonly string[] = [];
  /** The form in which every field is written; without one, each record has another. */
  let form: number | undefined;
  const known = new Map<number, Definition>();
  const definitionOf = (id: number): Definition => {
    if (known.size === 0)
      for (const noun of ["job", "application", "candidate"]) {
        const path = `/${noun}/customDetailDefinitions`;
        const { body } = emulator.native({ method: "GET", path, query: new URLSearchParams(), body: undefined });
        for (const each of body as readonly Definition[]) known.set(each.id, each);
      }
    return known.get(id) ?? { id, dataType: "", options: null };
  };
  const inForm = (id: number, nth: number): unknown => {
    const { dataType, options } = definitionOf(id);
    const forms = formsOf(dataType, options ?? []);
    return forms[nth % forms.length]![0];
  };
  const rewritten = (record: unknown): unknown => {
    if (typeof record !== "object" || record === null) return record;
    const key = detailsKeys.find((name) => Array.isArray((record as Record<string, unknown>)[name]));
    if (!key) return record;
    const details = (record as Record<string, readonly Detail[]>)[key]!;
    const values = details.map((each, index) => ({
      ...each,
      value:
        form === undefined
          ? otherwise(definitionOf(each.definitionId).dataType, each.value, idOf(record) + index)
          : inForm(each.definitionId, form),
    }));
    return { ...record, [key]: values };
  };
  /** How often records were made sparse: each time it begins with another way. */
  const turns: Record<Part, number> = { unified: 0, single: 0, written: 0, through: 0 };
  /** Of what the ATS itself says, one answer each time: what a value says depends on the definition of its field. */
  let isMet = false;
  let broken = 0;
  const spoil = (body: Body, method: string, isPassthrough: boolean) => {
    const part = isPassthrough ? "through" : method !== "GET" ? "written" : body.data?.results ? "unified" : "single";
    const held = { through: body.data?.data, unified: body.data?.results, single: body.data, written: body.data }[part];
    const isList = part === "through" || part === "unified";
    if (trouble !== "sparse-records" && !isList) return;
    if (typeof held !== "object" || held === null || (isPassthrough && isMet)) return;
    const areIds = ![held].flat().some((each) => typeof each === "object");
    if (trouble === "broken-entry") {
      if (areIds && broken % 2 === 1) return; // The list of records that is read by these ids is next.
      if (breakEntry(held, broken)) [trouble, struck, broken] = ["none", struck + 1, broken + 1];
      return;
    }
    if (trouble === "unreadable-record") {
      if (part === "through" && withoutMeaning(held)) [trouble, struck] = ["none", struck + 1];
      return;
    }
    if (areIds) return;
    // Some ATS put a record into an envelope of this name.
    const { data: inner } = held as { readonly data?: unknown };
    const isWrapped = part === "through" && typeof inner === "object" && inner !== null;
    const { records, lost } = sparseRecords(isWrapped ? inner : held, turns[part], sparseIn[part]);
    spoilt = [...new Set([...spoilt, ...lost])];
    if (part === "through") body.data!.data = isWrapped ? { ...held, data: records } : records;
    else if (part === "unified") body.data!.results = records as unknown[];
    else body.data = records as Data;
    turns[part] += 1;
    isMet ||= isPassthrough;
    struck += 1;
  };
  const words = new WordsInTurn();
  /** What a unified read answers with, under one of the troubles of values. */
  const changed = (data: Data, path: string): Data => {
    const records = data.results ?? (data.id === undefined ? [] : [data]);
    const changes = {
      "odd-values": oddly,
      "undatable-record": undatable,
      "known-words": words.in,
      "said-once": saidOnce,
    };
    const result = changes[trouble as keyof typeof changes](records, path);
    const isNeeded = trouble === "undatable-record" || trouble === "said-once";
    if (records.length === 0 || (isNeeded && result.places.length === 0)) return data;
    [trouble, struck, spoilt] = [lasting.has(trouble) ? trouble : "none", struck + 1, result.places];
    return data.results ? { ...data, results: [...result.records] } : (result.records[0] as Data);
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = requestOf(input, init);
    const isPassthrough = request.url.includes("/passthrough/");
    const asked = trouble === "known-words" && isPassthrough ? request.clone() : undefined;
    const writes = trouble === "warned" && (await isWrite(request.clone(), isPassthrough));
    const response = await emulator.fetch(request);
    const isOfValues = ofValues.has(trouble) && request.method === "GET";
    const isSpoilt =
      ["sparse-records", "broken-entry", "unreadable-record"].includes(trouble) &&
      (isPassthrough || trouble === "sparse-records" || request.method === "GET");
    const isDefined = asked !== undefined && (await isOfDefinitions(asked));
    if (!response.ok || !(isPassthrough || writes || isOfValues || isSpoilt) || !isJson(response.headers))
      return response;
    // A clone carries the body over twice, chunk by chunk: it is made only of what may break off.
    const read = breaking.has(trouble) ? response.clone() : response;
    let body: Body;
    try {
      body = (await read.json()) as Body;
    } catch {
      return response;
    }
    if (isPassthrough && body.data) {
      const { data } = body.data;
      body.data.data = Array.isArray(data) ? data.map(rewritten) : rewritten(data);
    }
    if (writes) {
      [trouble, struck] = ["none", struck + 1];
      body.warnings = [...(body.warnings ?? []), { message: warning }];
    }
    if (isDefined && Array.isArray(body.data?.data)) {
      body.data.data = (body.data.data as readonly Definition[]).map((each) => inOtherWords(each, struck));
      struck += 1;
    }
    if (isSpoilt) spoil(body, request.method, isPassthrough);
    if (isOfValues && body.data) body.data = changed(body.data, new URL(request.url).pathname);
    return new Response(JSON.stringify(body), { status: response.status, headers: response.headers });
  };
  return {
    fetch,
    inForm: (nth) => void (form = nth),
    trouble: (what) => void ([trouble, struck, spoilt, form, isMet] = [what, 0, [], undefined, false]),
    struck: () => struck,
    spoilt: () => spoilt,
  };
}

async function isWrite(request: Request, isPassthrough: boolean): Promise<boolean> {
  const { method } = request;
  const path = new URL(request.url).pathname.replace(/^\/v\d+/, "");
  if (!isPassthrough) return isKomboWrite({ method, path });
  return isKomboWrite({ method, path, passthrough: (await request.json()) as { method: string; path: string } });
}

/** Whether a request asks which custom fields there are. */
async function isOfDefinitions(request: Request): Promise<boolean> {
  const { path = "" } = (await request.json()) as { readonly path?: string };
  return path.endsWith("/customDetailDefinitions");
}

/** A definition with the nth of the words that mean its type. */
function inOtherWords(definition: Definition, nth: number): Definition {
  const words = wordsForType(definition.dataType);
  return { ...definition, dataType: words[nth % words.length]! };
}

/** Puts something else in the place of each text of the second record of a list. @returns Whether there is such a list. */
function withoutMeaning(held: object): boolean {
  if (!Array.isArray(held) || typeof held[1] !== "object" || held[1] === null) return false;
  const fields = Object.entries(held[1] as object).map(([name, value]) => [
    name,
    typeof value === "string" ? {} : (value as unknown),
  ]);
  held[1] = Object.fromEntries(fields);
  return true;
}

/** A number of a record that stays the same, so that a record is always written in the same way. */
const idOf = (record: unknown): number =>
  Number(
    String((record as { readonly id?: unknown } | null)?.id ?? 0)
      .replaceAll(/\D/g, "")
      .slice(-4),
  );

/** A page that no list of the world has. */
const farPage = 999;

/**
 * Avionté counting the pages of its ids from one, with nothing on page nought, or from nought. The emulator gives the first
 * page for both.
 */
export function counting(fetch: typeof globalThis.fetch, from: 0 | 1): typeof globalThis.fetch {
  return async (input, init) => {
    const request = requestOf(input, init);
    if (!request.url.includes("/passthrough/")) return fetch(request);
    const body = (await request.clone().json()) as { readonly path?: string };
    const [, page, size] = /^\/jobs\/ids\/(\d+)\/(\d+)$/.exec(body.path ?? "") ?? [];
    if (page === undefined) return fetch(request);
    const there = from === 0 ? Number(page) + 1 : page === "0" ? farPage : Number(page);
    return fetch(
      new Request(request, { method: "POST", body: JSON.stringify({ ...body, path: `/jobs/ids/${there}/${size}` }) }),
    );
  };
}
