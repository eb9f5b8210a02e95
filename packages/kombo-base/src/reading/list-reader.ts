import {
  AtsError,
  CursorRefused,
  EVENTS,
  RecordNotFound,
  RepeatedCursor,
  token,
  type Call,
  type FetchedPage,
  type Injected,
  type PageContent,
  type Position,
  type Token,
} from "@anyats/core";
import { peekNext, readList } from "../transport/envelope.ts";
import { TRANSPORT, type KomboAnswer } from "../transport/kombo-transport.ts";
import { queryOf, type Query } from "./query.ts";
import { readRecords, type Drift, type Reading } from "@anyats/http";

/** The most records that Kombo gives at a time. */
const largestPage = 250;

/** A single record that was asked for and cannot be read. */
export function unreadableRecord(kind: string, where: string): AtsError {
  return new AtsError({
    code: "record.unreadable",
    fault: "aggregator",
    retry: "never",
    message: `The ${kind} came in a form that cannot be read (at ${where}).`,
    advice: "Report it; a stream sets such a record aside and goes on.",
  });
}

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

export class ListReader implements Lists {
  static readonly inject = { transport: TRANSPORT, events: EVENTS };
  readonly #collaborators: Injected<typeof ListReader.inject>;
  /** What was told already, so that a new value in a million records is told once. */
  readonly #told = new Set<string>();

  constructor(collaborators: Injected<typeof ListReader.inject>) {
    this.#collaborators = collaborators;
  }

  async page<Wire, Model extends object>(
    path: string,
    reading: Reading<Wire, Model>,
    query: Query,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Model>> {
    const pageSize = Math.min(largestPage, call.pageSize ?? largestPage);
    const cursor = typeof position === "string" ? { cursor: position } : {};
    const answer = await this.#answer(path, { ...query, page_size: String(pageSize), ...cursor }, call);
    const decode = (results: readonly unknown[]) => {
      const content = readRecords(reading, results, call.raw, this.#drift(call));
      call.note("records", content.records.length);
      call.note("quarantined", content.quarantined.length);
      return content;
    };
    const next = peekNext(answer.text);
    if (next !== undefined) return { next: next || null, decode: () => decode(readList(answer).results) };
    const list = readList(answer);
    return { next: list.next, decode: () => decode(list.results) };
  }

  async *all<Wire, Model extends object>(
    path: string,
    reading: Reading<Wire, Model>,
    query: Query,
    call: Call,
  ): AsyncGenerator<PageContent<Model>, void, void> {
    const seen = new Set<Position>();
    let position: Position = null;
    do {
      const page: FetchedPage<Model> = await this.page(path, reading, query, position, call);
      const content = page.decode();
      for (const record of content.quarantined)
        this.#collaborators.events.emit("quarantine", { capability: call.capability, ...record });
      yield content;
      position = page.next;
      if (seen.has(position)) throw new RepeatedCursor();
      if (position !== null) seen.add(position);
    } while (position !== null);
  }

  async one<Wire, Model extends object>(
    kind: string,
    path: string,
    reading: Reading<Wire, Model>,
    by: { readonly id: string } | { readonly remoteId: string },
    call: Call,
  ): Promise<Model> {
    // There is no get-by-id in Kombo; a list of one id serves.
    const query = queryOf("id" in by ? { ids: [by.id] } : { remote_ids: [by.remoteId] });
    for await (const { records, quarantined } of this.all(path, reading, query, call)) {
      const [record] = records;
      if (record) return record;
      if (quarantined[0]) throw unreadableRecord(kind, quarantined[0].path);
    }
    throw new RecordNotFound(kind);
  }

  async #answer(path: string, query: Query, call: Call): Promise<KomboAnswer> {
    try {
      return await this.#collaborators.transport.send(
        { method: "GET", path, query, effect: "reads", action: false },
        call,
      );
    } catch (error) {
      // What was refused is the cursor: the page before it was asked for with the same filter.
      const isRefused = AtsError.is(error) && error.code === "input.refused-by-aggregator" && "cursor" in query;
      throw isRefused ? new CursorRefused(error) : error;
    }
  }

  #drift(call: Call): Drift {
    return (path, kind) => {
      const key = `${call.capability} ${path} ${kind}`;
      if (this.#told.has(key)) return;
      this.#told.add(key);
      this.#collaborators.events.emit("drift", { capability: call.capability, path, kind });
    };
  }
}
