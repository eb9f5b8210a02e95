import type { Emulator } from "@anyats/emulator";
import type { Trouble } from "../world.ts";
import { isKomboWrite } from "./kombo-writes.ts";
import { oddly, undatable, WordsInTurn } from "./kombo-places.ts";
import { formsOf } from "./native-forms.ts";
import { otherwise } from "./native-truth.ts";
import { requestOf } from "./request-of.ts";
import { breakEntry, sparseRecords, type SparseOptions } from "./sparse.ts";

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
const sparseThrough: SparseOptions = { needed: (name) => ["id", "definitionId", "name"].includes(name) };

const detailsKeys = ["customJobDetails", "customDetails"] as const;

/** Troubles of what a unified read answers with. */
const ofValues: ReadonlySet<Trouble> = new Set(["odd-values", "known-words", "undatable-record"]);

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
  let turn = 0;
  const spoil = (body: Body, isPassthrough: boolean) => {
    const held = isPassthrough ? body.data?.data : body.data?.results;
    if (typeof held !== "object" || held === null) return;
    if (trouble === "broken-entry") {
      if (breakEntry(held)) [trouble, struck] = ["none", struck + 1];
      return;
    }
    const { records, lost } = sparseRecords(held, turn, isPassthrough ? sparseThrough : sparseUnified);
    spoilt = lost;
    if (isPassthrough) body.data!.data = records;
    else body.data!.results = records as unknown[];
    [turn, trouble, struck] = [turn + 1, "none", struck + 1];
  };
  const words = new WordsInTurn();
  /** What a unified read answers with, under one of the troubles of values. */
  const changed = (data: Data, path: string): Data => {
    const records = data.results ?? (data.id === undefined ? [] : [data]);
    const change = { "odd-values": oddly, "undatable-record": undatable, "known-words": words.in }[
      trouble as "odd-values"
    ];
    const result = change(records, path);
    if (records.length === 0 || (trouble === "undatable-record" && result.places.length === 0)) return data;
    [trouble, struck, spoilt] = [trouble === "known-words" ? trouble : "none", struck + 1, result.places];
    return data.results ? { ...data, results: [...result.records] } : (result.records[0] as Data);
  };
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const request = requestOf(input, init);
    const isPassthrough = request.url.includes("/passthrough/");
    const writes = trouble === "warned" && (await isWrite(request.clone(), isPassthrough));
    const response = await emulator.fetch(request);
    const isOfValues = ofValues.has(trouble) && request.method === "GET";
    const isSpoilt =
      ["sparse-records", "broken-entry"].includes(trouble) && (isPassthrough || request.method === "GET");
    if (!response.ok || !(isPassthrough || writes || isOfValues || isSpoilt)) return response;
    const copy = response.clone();
    let body: Body;
    try {
      body = (await copy.json()) as Body;
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
    if (isSpoilt) spoil(body, isPassthrough);
    if (isOfValues && body.data) body.data = changed(body.data, new URL(request.url).pathname);
    return new Response(JSON.stringify(body), { status: response.status, headers: response.headers });
  };
  return {
    fetch,
    inForm: (nth) => void (form = nth),
    trouble: (what) => void ([trouble, struck, spoilt, form] = [what, 0, [], undefined]),
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

/** A server that answers at another address, too. */
export function servedAt(address: string, fetch: typeof globalThis.fetch, base: string): typeof globalThis.fetch {
  return (input, init) => {
    const request = requestOf(input, init);
    return fetch(new Request(request.url.replace(address, `${base}/`), request));
  };
}
