import {
  CLOCK,
  CONNECTION_MEMORY,
  maybe,
  token,
  type Call,
  type FetchedPage,
  type Injected,
  type PageContent,
  type Position,
  type QuarantinedRecord,
  type Token,
} from "@anyats/core";
import {
  at,
  both,
  cursorList,
  filteredPage,
  HTTP,
  IncrementalRuns,
  LIST_PAGES,
  oneByOne,
  wholeList,
  type List,
  type ListFormat,
  type Reading,
} from "@anyats/http";
import { z } from "zod/mini";
import { cursorRefusedCode, tokenRefusedCode } from "./profile.ts";
import { results } from "./wire.ts";

/** The most records that Ashby gives at a time. */
const largestPage = 100;

/** `moreDataAvailable` decides: the last page may carry a cursor, too (reported). */
const format: ListFormat = cursorList({
  results: "results",
  next: "nextCursor",
  cursor: "cursor",
  size: "limit",
  more: "moreDataAvailable",
  largestPage,
});

/** Lists that come in one answer, without a cursor. */
const wholeFormat = wholeList("results");
const anything = results(z.unknown());

/** The one record of an answer, as a list. */
const singleFormat: ListFormat = {
  largestPage: 1,
  ask: () => ({}),
  read: (body) => {
    const record = at(body, "results");
    return { results: record === undefined ? undefined : [record], next: null };
  },
};

/** The filters of streams that this place applies. */
export interface StreamFilter {
  readonly updatedAfter?: string | undefined;
  readonly createdAfter?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly remoteIds?: readonly string[] | undefined;
}

/** One of Ashby's lists. */
export interface Listing<Wire, Model extends object> {
  /** Such as `/candidate.list`. */
  readonly path: string;
  readonly reading: Reading<Wire, Model>;
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Whether runs with these parameters give a token that a later run can use. */
  readonly incremental?: boolean;
  /** Whether its records say no date of change: then `updatedAfter` is left to the token. */
  readonly undated?: boolean;
  /** Sees the raw records of each page before they are read. */
  readonly prepare?: (raws: readonly unknown[]) => Promise<void>;
  /** Turns what comes into records, where one holds several. */
  readonly flatten?: (raw: unknown) => readonly unknown[];
}

/** Records that only this adapter sees. */
export const asItIs = <T extends object>(schema: z.core.$ZodType<T>): Reading<T, T> => ({
  schema,
  map: (wire) => wire,
});

/** How one record is read by its id, where there is a call for that. */
export interface Single {
  readonly path: string;
  readonly idName: "id" | "applicationId";
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly kind: string;
}

/** Ashby's lists and single records. One for each connection. */
export class Lists {
  static readonly inject = { http: HTTP, pages: LIST_PAGES, clock: CLOCK, memory: maybe(CONNECTION_MEMORY) };
  readonly #collaborators: Injected<typeof Lists.inject>;
  readonly #runs: IncrementalRuns;

  constructor(collaborators: Injected<typeof Lists.inject>) {
    this.#collaborators = collaborators;
    this.#runs = new IncrementalRuns(collaborators.clock, collaborators.memory);
  }

  /**
   * A page of a stream. Ashby has hardly a filter, so the records are compared here; by ids, each takes a request.
   * @param filter Without what the list itself filters by.
   */
  async stream<Wire, Model extends object>(
    listing: Listing<Wire, Model>,
    filter: StreamFilter,
    position: Position,
    call: Call,
    single?: Single,
  ): Promise<FetchedPage<Model>> {
    const ids = both(filter.ids, filter.remoteIds);
    const page =
      ids && single
        ? await oneByOne(ids, 20, position, (id) => this.#oneOfMany(single, id, listing, call))
        : await this.#runs.page(
            {
              list: listing.incremental ? listing.path : undefined,
              since: filter.updatedAfter,
              isTokenRefused: ({ code }) => code === tokenRefusedCode,
              fetch: (syncToken, cursor) => this.#page(listing, filter, syncToken, cursor, call),
            },
            position,
          );
    return this.kept(page, listing.undated ? { ...filter, updatedAfter: undefined } : filter);
  }

  /** What a search finds: one page, compared here with the other filters. */
  async search<Wire, Model extends object>(listing: Listing<Wire, Model>, filter: StreamFilter, call: Call) {
    const list = this.#list(listing, {}, wholeFormat);
    return this.kept(await this.#collaborators.pages.page(list, null, call), filter);
  }

  /** A page without the records that a filter leaves out. */
  kept<Model extends object>(page: FetchedPage<Model>, filter: StreamFilter): FetchedPage<Model> {
    return filteredPage(page, filter as Readonly<Record<string, unknown>>);
  }

  /** Reads one record by its id. */
  async one<Wire, Model extends object>(
    { path, idName, parameters, kind }: Single,
    id: string,
    { reading, prepare }: Pick<Listing<Wire, Model>, "reading" | "prepare">,
    call: Call,
  ): Promise<Model> {
    const { http, pages } = this.#collaborators;
    const request = { method: "POST", path, body: { [idName]: id, ...parameters }, effect: "reads" } as const;
    const { results: raw } = await http.read(anything, request, call);
    await prepare?.([raw]);
    return pages.record(kind, reading, raw, call);
  }

  /** Reads one record of several: one that cannot be read is set aside, and costs the others nothing. */
  async #oneOfMany<Wire, Model extends object>(
    { path, idName, parameters }: Single,
    id: string,
    listing: Listing<Wire, Model>,
    call: Call,
  ): Promise<PageContent<Model>> {
    let raw: unknown;
    const asked = { [idName]: id, ...parameters };
    const list = this.#list({ path, reading: listing.reading }, asked, singleFormat, (body) => {
      raw = at(body, "results");
    });
    const page = await this.#collaborators.pages.page(list, null, call);
    await listing.prepare?.([raw]);
    return page.decode();
  }

  /** Every record of a list, as it comes. */
  async *pagesOf<Wire, Model extends object>(listing: Listing<Wire, Model>, call: Call, whole = false) {
    yield* this.#collaborators.pages.all(this.#list(listing, {}, whole ? wholeFormat : format), call);
  }

  async all<Wire, Model extends object>(listing: Listing<Wire, Model>, call: Call, whole = false): Promise<Model[]> {
    const found: Model[] = [];
    for await (const { records } of this.pagesOf(listing, call, whole)) found.push(...records);
    return found;
  }

  /** Every entry of a list that tells what was there before a write: also one that cannot be read, of which the id may be known. */
  withUnreadable<Wire, Model extends object>(
    listing: Listing<Wire, Model>,
    call: Call,
  ): Promise<(Model | QuarantinedRecord)[]> {
    return this.#collaborators.pages.withUnreadable(this.#list(listing, {}, format), call);
  }

  /** A page of a list with a cursor of its own, for lists inside lists. */
  page<Wire, Model extends object>(listing: Listing<Wire, Model>, position: Position, call: Call) {
    return this.#collaborators.pages.page(this.#list(listing, {}, format), position, call);
  }

  async #page<Wire, Model extends object>(
    listing: Listing<Wire, Model>,
    { createdAfter }: StreamFilter,
    syncToken: string | undefined,
    cursor: Position,
    call: Call,
  ) {
    const asked = {
      syncToken,
      // A day is one of the record's zone, which is not known: the rest is compared here.
      createdAfter: createdAfter === undefined || syncToken ? undefined : Date.parse(createdAfter.slice(0, 10)),
    };
    let body: unknown;
    let date: string | null = null;
    const list = this.#list(listing, asked, format, (seen, headers) => {
      body = seen;
      date = headers.get("date");
    });
    const page = await this.#collaborators.pages.page(list, cursor, call);
    if (listing.prepare) await listing.prepare((at(body, "results") as readonly unknown[] | undefined) ?? []);
    const token = createdAfter === undefined ? at(body, "syncToken") : undefined;
    return { page, token: typeof token === "string" ? token : undefined, date };
  }

  #list<Wire, Model extends object>(
    { path, reading, parameters, flatten }: Listing<Wire, Model>,
    asked: Readonly<Record<string, unknown>>,
    by: ListFormat,
    seen: (body: unknown, headers: Headers) => void = () => {},
  ): List<Wire, Model> {
    return {
      format: by,
      request: { method: "POST", path, parameters: { ...parameters, ...asked } },
      reading,
      flatten,
      seen,
      cursorRefused: [cursorRefusedCode],
    };
  }
}

export const LISTS: Token<Lists> = token("ashby/lists");
