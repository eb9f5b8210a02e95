import { token, type Call, type FetchedPage, type Injected, type Position, type Token } from "@anyats/core";
import { both, inBatches, LIST_PAGES, type Reading } from "@anyats/http";
import { largestPage, rowanList } from "./profile.ts";

/** The filters that every list of Rowan knows. */
interface CommonFilter {
  readonly updatedAfter?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly remoteIds?: readonly string[] | undefined;
  readonly includeDeleted?: boolean | undefined;
}

/** One of Rowan's lists. */
export interface Listing<Wire, Model> {
  readonly kind: "jobs" | "applications" | "candidates";
  readonly reading: Reading<Wire, Model>;
  readonly filter: CommonFilter;
  /** The parameters that only this list knows; those that are undefined are left out. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

/** Rowan's lists, page by page. */
export class Lists {
  static readonly inject = { pages: LIST_PAGES };
  readonly #pages: Injected<typeof Lists.inject>["pages"];

  constructor({ pages }: Injected<typeof Lists.inject>) {
    this.#pages = pages;
  }

  page<Wire, Model extends object>(
    listing: Listing<Wire, Model>,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Model>> {
    const ids = both(listing.filter.ids, listing.filter.remoteIds);
    if (!ids) return this.#pages.page(this.#list(listing), position, call);
    return inBatches(ids, largestPage, position, (some, after) =>
      this.#pages.page(this.#list(listing, some), after, call),
    );
  }

  /** Every record of a list. */
  async all<Wire, Model extends object>(listing: Listing<Wire, Model>, call: Call): Promise<readonly Model[]> {
    const all: (readonly Model[])[] = [];
    for await (const { records } of this.#pages.all(this.#list(listing), call)) all.push(records);
    return all.flat();
  }

  #list<Wire, Model extends object>(
    { kind, reading, filter, parameters }: Listing<Wire, Model>,
    ids?: readonly string[],
  ) {
    const asked = {
      ...parameters,
      ids: ids?.join(","),
      updated_since: filter.updatedAfter,
      include_deleted: filter.includeDeleted ? "true" : undefined,
    };
    return { format: rowanList, request: { path: `/${kind}`, parameters: asked }, reading };
  }
}

export const LISTS: Token<Lists> = token("rowan/lists");
