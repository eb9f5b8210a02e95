import {
  AtsError,
  RecordNotFound,
  token,
  type Call,
  type FetchedPage,
  type Injected,
  type PageContent,
  type Position,
  type QuarantinedRecord,
  type Token,
} from "@anyats/core";
import { LIST_PAGES, unreadableRecord, type List, type Reading } from "@anyats/http";
import { komboList } from "../transport/envelope.ts";
import { queryOf, type Query } from "./query.ts";

/** Reads Kombo's lists. One for each connection. */
export interface Lists {
  /** One page, for a stream. */
  page<Wire, Model extends object>(
    path: string,
    reading: Reading<Wire, Model>,
    query: Query,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Model>>;
  /** Every page, one after the other, for a query that needs them all. */
  all<Wire, Model extends object>(
    path: string,
    reading: Reading<Wire, Model>,
    query: Query,
    call: Call,
  ): AsyncGenerator<PageContent<Model>, void, void>;
  /** Every record of a list that decides about a write. @throws {AtsError} `record.unreadable`, where one cannot be read. */
  whole<Wire, Model extends object>(
    kind: string,
    path: string,
    reading: Reading<Wire, Model>,
    query: Query,
    call: Call,
  ): Promise<Model[]>;
  /** Every entry of a list that tells what was there before a write: also one that cannot be read, of which the id may be known. */
  withUnreadable<Wire, Model extends object>(
    path: string,
    reading: Reading<Wire, Model>,
    query: Query,
    call: Call,
  ): Promise<(Model | QuarantinedRecord)[]>;
  /** The one record with this id. @throws {RecordNotFound} */
  one<Wire, Model extends object>(
    kind: string,
    path: string,
    reading: Reading<Wire, Model>,
    by: { readonly id: string } | { readonly remoteId: string },
    call: Call,
  ): Promise<Model>;
}

export const LISTS: Token<Lists> = token("kombo/lists");

function listOf<Wire, Model extends object>(
  path: string,
  reading: Reading<Wire, Model>,
  query: Query,
): List<Wire, Model> {
  const cursorRefused = ["input.refused-by-aggregator"];
  return { format: komboList, request: { path, parameters: query }, reading, cursorRefused };
}

export class ListReader implements Lists {
  static readonly inject = { pages: LIST_PAGES };
  readonly #pages: Injected<typeof ListReader.inject>["pages"];

  constructor({ pages }: Injected<typeof ListReader.inject>) {
    this.#pages = pages;
  }

  page<Wire, Model extends object>(
    path: string,
    reading: Reading<Wire, Model>,
    query: Query,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Model>> {
    return this.#pages.page(listOf(path, reading, query), position, call);
  }

  all<Wire, Model extends object>(
    path: string,
    reading: Reading<Wire, Model>,
    query: Query,
    call: Call,
  ): AsyncGenerator<PageContent<Model>, void, void> {
    return this.#pages.all(listOf(path, reading, query), call);
  }

  whole<Wire, Model extends object>(
    kind: string,
    path: string,
    reading: Reading<Wire, Model>,
    query: Query,
    call: Call,
  ): Promise<Model[]> {
    return this.#pages.whole(kind, listOf(path, reading, query), call);
  }

  withUnreadable<Wire, Model extends object>(
    path: string,
    reading: Reading<Wire, Model>,
    query: Query,
    call: Call,
  ): Promise<(Model | QuarantinedRecord)[]> {
    return this.#pages.withUnreadable(listOf(path, reading, query), call);
  }

  async one<Wire, Model extends object>(
    kind: string,
    path: string,
    reading: Reading<Wire, Model>,
    by: { readonly id: string } | { readonly remoteId: string },
    call: Call,
  ): Promise<Model> {
    // There is no get-by-id in Kombo; a list of one id serves.
    const query = queryOf("id" in by ? { ids: [by.id] } : { remote_ids: [by.remoteId] }, by);
    try {
      for await (const { records, quarantined } of this.all(path, reading, query, call)) {
        const [record] = records;
        if (record) return record;
        if (quarantined[0]) throw unreadableRecord(kind, quarantined[0].path, { party: "aggregator" });
      }
    } catch (error) {
      // By older pages of Kombo's, it refuses an id that it does not know.
      const isUnknown = AtsError.is(error) && error.status === 404 && error.code === "input.refused-by-aggregator";
      throw isUnknown ? new RecordNotFound(kind) : error;
    }
    throw new RecordNotFound(kind);
  }
}
