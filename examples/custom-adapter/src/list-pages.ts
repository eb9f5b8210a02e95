import { page, token, type Call, type FetchedPage, type Injected, type Position, type Token } from "@anyats/core";
import { z } from "zod";
import { API } from "./api.ts";
import { unreadableAnswer } from "./api-errors.ts";
import { readRecords, type Reading } from "./records/reading.ts";

/** The filters that every list of Rowan knows. */
interface CommonFilter {
  readonly updatedAfter?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly remoteIds?: readonly string[] | undefined;
  readonly includeDeleted?: boolean | undefined;
}

/** One page of one of Rowan's lists. */
export interface Listing<Wire, Model> {
  readonly kind: "jobs" | "applications" | "candidates";
  readonly reading: Reading<Wire, Model>;
  readonly filter: CommonFilter;
  /** The parameters that only this list knows; those that are undefined are left out. */
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

const body = z.looseObject({ items: z.array(z.unknown()), next: z.string().min(1).nullish() });

/** Rowan gives no larger pages; and so many ids keep an address short enough for every proxy. */
const largestPage = 50;

/** Rowan's lists, page by page. */
export class ListPages {
  static readonly inject = { api: API };
  readonly #api: Injected<typeof ListPages.inject>["api"];

  constructor({ api }: Injected<typeof ListPages.inject>) {
    this.#api = api;
  }

  async page<Wire, Model extends object>(
    listing: Listing<Wire, Model>,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Model>> {
    const ids = both(listing.filter.ids, listing.filter.remoteIds);
    const limit = Math.min(call.pageSize ?? largestPage, largestPage);
    if (!ids) return this.#fetch(listing, { limit, ...(typeof position === "string" && { after: position }) }, call);
    // Asked for by ids, the position is the number of those that were asked for before.
    const from = typeof position === "number" ? position : 0;
    const some = ids.slice(from, from + limit);
    if (some.length === 0) return page<Model>([], null);
    const { decode } = await this.#fetch(listing, { limit, ids: some.join(",") }, call);
    return { next: from + limit < ids.length ? from + limit : null, decode };
  }

  async #fetch<Wire, Model extends object>(
    { kind, reading, filter, parameters }: Listing<Wire, Model>,
    paging: Readonly<Record<string, string | number>>,
    call: Call,
  ): Promise<FetchedPage<Model>> {
    const asked = {
      ...paging,
      ...parameters,
      updated_since: filter.updatedAfter,
      include_deleted: filter.includeDeleted ? "true" : undefined,
    };
    const given = Object.entries(asked).filter(([, value]) => value !== undefined);
    const query = Object.fromEntries(given.map(([name, value]) => [name, String(value)]));
    const parsed = body.safeParse(
      await this.#api.send({ method: "GET", path: `/${kind}`, query, effect: "reads" }, call),
    );
    if (!parsed.success) throw unreadableAnswer("reads", 200);
    const { items, next } = parsed.data;
    return { next: next ?? null, decode: () => readRecords(reading, items, call.raw) };
  }
}

export const LISTS: Token<ListPages> = token("rowan/lists");

/** The values of two filters that must both match; `undefined` where neither is given. Rowan has one id, not two. */
export function both(one?: readonly string[], other?: readonly string[]): readonly string[] | undefined {
  const asked = one && other ? one.filter((value) => other.includes(value)) : (one ?? other);
  return asked && [...new Set(asked)]; // Asked for twice, in two requests, a record would come twice.
}
