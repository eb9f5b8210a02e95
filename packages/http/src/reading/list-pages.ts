import {
  AtsError,
  CLOCK,
  CursorRefused,
  EVENTS,
  InvalidInput,
  maybe,
  RecordNotFound,
  RepeatedCursor,
  steadyNow,
  token,
  type Call,
  type FetchedPage,
  type Injected,
  type PageContent,
  type Position,
  type QuarantinedRecord,
  type Token,
} from "@anyats/core";
import type { Answer } from "../calls/answer.ts";
import { grace, HTTP, refuseTooLate } from "../calls/http-client.ts";
import { defaultPolicy, HTTP_POLICY } from "../quota/policy.ts";
import { HTTP_PROFILE } from "../calls/profile.ts";
import type { HttpRequest } from "../calls/request.ts";
import { unreadableAnswer, unreadableRecord } from "../errors/network.ts";
import type { Asked, ListedPage, ListFormat } from "./list-format.ts";
import { both, inBatches } from "./in-batches.ts";
import { keptOf } from "./provenance.ts";
import { DriftReports } from "../drift/drift-reports.ts";
import { mostInAddress } from "./short-lists.ts";
import { readRecord, readRecords, type Reading } from "./tolerant-reader.ts";

/** The request of a list: parameters go into the query of a GET, and into the body of a POST. */
export interface ListRequest {
  readonly method?: "GET" | "POST";
  readonly path: string;
  /** Filters. Those that are undefined are left out. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One list of a server. */
export interface List<Wire, Model extends object> {
  readonly format: ListFormat;
  /** The request as the operation's `routes` name it, where its address does not say so. Default: method and path. */
  readonly route?: string;
  /** A request, or what makes one of the parameters that ask for the page: for a call that wraps them. */
  readonly request: ListRequest | ((parameters: Readonly<Record<string, unknown>>) => Omit<HttpRequest, "effect">);
  readonly reading: Reading<Wire, Model>;
  /** What an entry of the list stands for, where that is several records. They do not count for the size of the page. */
  readonly flatten?: ((entry: unknown) => readonly unknown[]) | undefined;
  /**
   * Sees the parsed body of each page when it is fetched, before its records are read: for a token on the last one, or to
   * ask for what the records need besides before `decode` reads them.
   */
  readonly seen?: (body: unknown, headers: Headers) => void;
  /** Codes of refusals that mean that the cursor is not accepted any more. */
  readonly cursorRefused?: readonly string[];
}

/** The filters of a stream by ids. */
export interface IdFilter {
  readonly ids?: readonly string[] | undefined;
  readonly remoteIds?: readonly string[] | undefined;
}

/** Reads a server's lists, and single records with the same tolerance. One for each connection. */
export interface ListPages {
  /** One page, for a stream. */
  page<Wire, Model extends object>(
    list: List<Wire, Model>,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Model>>;
  /**
   * Every page, one after the other, for a query that needs them all: each record once, also where the list changes meanwhile.
   * Where the server refuses a cursor, the list begins again, once.
   */
  all<Wire, Model extends object>(list: List<Wire, Model>, call: Call): AsyncGenerator<PageContent<Model>, void, void>;
  /**
   * Every record of a list that decides about a write.
   * @throws {AtsError} `record.unreadable`, where one cannot be read: it may be the one that is looked for.
   */
  whole<Wire, Model extends object>(kind: string, list: List<Wire, Model>, call: Call): Promise<Model[]>;
  /** Every entry of a list that tells what was there before a write: also one that cannot be read, of which the id may be known. */
  withUnreadable<Wire, Model extends object>(
    list: List<Wire, Model>,
    call: Call,
  ): Promise<(Model | QuarantinedRecord)[]>;
  /**
   * One page of a list that is asked for by ids, some at a time, so that no address becomes too long; of the whole list where
   * no ids are given. For an ATS with one id: both filters must match. Give it the whole filter of the stream: a list of which a
   * value cannot be sent is named in the error as the caller named it.
   */
  byIds<Wire, Model extends object>(
    filter: IdFilter,
    list: (some?: readonly string[]) => List<Wire, Model>,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Model>>;
  /** Fetches one record that is the whole body, and reads it; else use `http.read` and `record`. @throws {RecordNotFound} and `record.unreadable` */
  one<Wire, Model extends object>(
    kind: string,
    reading: Reading<Wire, Model>,
    path: string,
    call: Call,
  ): Promise<Model>;
  /** Reads one record that was fetched. @throws {AtsError} `record.unreadable` */
  record<Wire, Model extends object>(kind: string, reading: Reading<Wire, Model>, raw: unknown, call: Call): Model;
}

export const LIST_PAGES: Token<ListPages> = token("http/list-pages");

export class HttpListPages implements ListPages {
  static readonly inject = {
    http: HTTP,
    events: EVENTS,
    clock: CLOCK,
    profile: HTTP_PROFILE,
    policy: maybe(HTTP_POLICY),
  };
  protected readonly collaborators: Injected<typeof HttpListPages.inject>;
  readonly #drift: DriftReports;

  constructor(collaborators: Injected<typeof HttpListPages.inject>) {
    this.collaborators = collaborators;
    this.#drift = new DriftReports(collaborators.events);
  }

  page<Wire, Model extends object>(
    list: List<Wire, Model>,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Model>> {
    // A page that was fetched ahead may be read much later: its time counts from then.
    const { clock } = this.collaborators;
    const budgetMs = call.deadline - steadyNow(clock);
    return this.#page(list, position, call, () => steadyNow(clock) + budgetMs);
  }

  /** @param until When reading it must have ended, asked when it begins. */
  async #page<Wire, Model extends object>(
    list: List<Wire, Model>,
    position: Position,
    call: Call,
    until: () => number,
  ): Promise<FetchedPage<Model>> {
    const { format } = list;
    const pageSize = Math.min(format.largestPage, call.pageSize ?? format.largestPage);
    const parameters = defined({ ...filters(list), ...format.ask(position, pageSize) });
    const asked: Asked = { position, pageSize, parameters };
    const answer = await this.#fetch(list, asked, call);
    const next = list.seen ? undefined : format.peek?.(answer.text);
    if (next !== undefined) {
      return { next: next || null, decode: () => this.#decode(list, answer, undefined, asked, until(), call) };
    }
    const listed = this.#listed(list, answer, asked);
    list.seen?.(answer.unchecked(), answer.headers);
    return { next: listed.next, decode: () => this.#decode(list, answer, listed, asked, until(), call) };
  }

  async *all<Wire, Model extends object>(
    list: List<Wire, Model>,
    call: Call,
  ): AsyncGenerator<PageContent<Model>, void, void> {
    const seen = new Set<string>();
    const given = new Map<unknown, Model>();
    // A list that changes while it is read may give a record again.
    const isNew = (record: Model) => {
      const { id } = record as { readonly id?: unknown };
      const before = id === undefined ? undefined : given.get(id);
      given.set(id, record);
      return before === undefined || JSON.stringify(before) !== JSON.stringify(record);
    };
    const read = (at: Position) => this.#page(list, at, call, () => call.deadline);
    let position: Position = null;
    let hasBegunAgain = false;
    do {
      const page: FetchedPage<Model> = await read(position).catch((error: unknown) => {
        if (!(error instanceof CursorRefused)) throw error;
        if (hasBegunAgain) throw this.#forgotten();
        hasBegunAgain = true;
        seen.clear();
        return read(null);
      });
      const content = page.decode();
      for (const record of content.quarantined)
        this.collaborators.events.emit("quarantine", { capability: call.capability, ...record });
      yield { ...content, records: content.records.filter(isNew) };
      position = page.next;
      const key = JSON.stringify(position);
      if (seen.has(key)) throw new RepeatedCursor(this.collaborators.profile.party ?? "ats");
      seen.add(key);
    } while (position !== null);
  }

  async withUnreadable<Wire, Model extends object>(
    list: List<Wire, Model>,
    call: Call,
  ): Promise<(Model | QuarantinedRecord)[]> {
    const all: (Model | QuarantinedRecord)[] = [];
    for await (const { records, quarantined } of this.all(list, call)) all.push(...quarantined, ...records);
    return all;
  }

  async whole<Wire, Model extends object>(kind: string, list: List<Wire, Model>, call: Call): Promise<Model[]> {
    const all: Model[] = [];
    for await (const { records, quarantined } of this.all(list, call)) {
      if (quarantined[0]) throw unreadableRecord(kind, quarantined[0].path, this.collaborators.profile);
      all.push(...records);
    }
    return all;
  }

  byIds<Wire, Model extends object>(
    filter: IdFilter,
    list: (some?: readonly string[]) => List<Wire, Model>,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Model>> {
    const read = () => {
      const whole = list();
      const ids = both(filter.ids, filter.remoteIds);
      if (!ids) return this.page(whole, position, call);
      return inBatches(ids, atOnce(whole), position, (some, after) => this.page(list(some), after, call));
    };
    return read().catch((error: unknown) => {
      throw namedAsGiven(error, filter);
    });
  }

  async one<Wire, Model extends object>(
    kind: string,
    reading: Reading<Wire, Model>,
    path: string,
    call: Call,
  ): Promise<Model> {
    const raw = await this.collaborators.http.json({ method: "GET", path, effect: "reads" }, call);
    return this.record(kind, reading, raw, call);
  }

  record<Wire, Model extends object>(kind: string, reading: Reading<Wire, Model>, raw: unknown, call: Call): Model {
    if (raw === undefined || raw === null) throw new RecordNotFound(kind);
    const read = readRecord(reading, raw, keptOf(call, null), this.#drift.of(call), this.#bounds);
    if ("record" in read) return read.record;
    throw unreadableRecord(kind, read.quarantined.path, this.collaborators.profile);
  }

  get #bounds() {
    return (this.collaborators.policy ?? defaultPolicy).bounds;
  }

  async #fetch<Wire, Model extends object>(list: List<Wire, Model>, asked: Asked, call: Call): Promise<Answer> {
    try {
      return await this.collaborators.http.send(requestOf(list, asked), call);
    } catch (error) {
      // What was refused is the cursor: the page before it was asked for with the same filter.
      const isRefused =
        AtsError.is(error) && asked.position !== null && (list.cursorRefused ?? []).includes(error.code);
      throw isRefused ? new CursorRefused(error) : error;
    }
  }

  /** @param exactly Keeps the digits of whole numbers beyond 2^53. */
  #listed<Wire, Model extends object>(
    { format, flatten }: List<Wire, Model>,
    answer: Answer,
    asked: Asked,
    exactly = false,
  ): { readonly results: readonly unknown[]; readonly next: Position } {
    const { results, next } = format.read(answer.unchecked(exactly), asked, answer.url, answer.headers);
    if (results === undefined) throw this.#unreadable("it is not a list", answer);
    if (next === undefined) throw this.#unreadable("it does not say whether there are more records", answer);
    if (results.length > Math.max(100, asked.pageSize * this.#bounds.pages))
      throw this.#unreadable("it holds more records than were asked for", answer, false);
    return { results: flatten ? results.flatMap((entry) => flatten(entry)) : results, next };
  }

  #decode<Wire, Model extends object>(
    list: List<Wire, Model>,
    answer: Answer,
    listed: ListedPage | undefined,
    asked: Asked,
    until: number,
    call: Call,
  ): PageContent<Model> {
    const { clock } = this.collaborators;
    const bounds = this.#bounds;
    const timeLeft = (neededMs: number) => refuseTooLate(neededMs, until - steadyNow(clock));
    timeLeft(answer.readingMs - grace);
    const { results = [] } = listed ?? this.#listed(list, answer, asked);
    const exactly = () => this.#listed(list, answer, asked, true).results;
    const page = { bounds, exactly, goOn: () => timeLeft(0) };
    const content = readRecords(list.reading, results, keptOf(call, routeOf(list, asked)), this.#drift.of(call), page);
    call.note("records", content.records.length);
    call.note("quarantined", content.quarantined.length);
    return content;
  }

  /** What a query ends in whose list cannot be read to its end: no caller has given a cursor, and the next call may work. */
  #forgotten(): AtsError {
    const { profile } = this.collaborators;
    return unreadableAnswer("it forgets its cursors while a list is read", profile, "reads");
  }

  #unreadable(what: string, { status }: Answer, passes = true): AtsError {
    return unreadableAnswer(what, this.collaborators.profile, "reads", { status, passes });
  }
}

/** The request of a page, as a route table names it; a link to a page has the base address's own path in it. */
function routeOf<Wire, Model extends object>({ route, request }: List<Wire, Model>, { parameters }: Asked): string {
  if (route !== undefined) return route;
  const { method = "GET", path } = typeof request === "function" ? request(parameters) : request;
  return `${method} ${path.replace(/^https?:\/\/[^/]*|\?.*$/gs, "")}`;
}

function filters<Wire, Model extends object>({ request }: List<Wire, Model>): Readonly<Record<string, unknown>> {
  return typeof request === "function" ? {} : (request.parameters ?? {});
}

function defined(parameters: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));
}

function requestOf<Wire, Model extends object>(
  { request }: List<Wire, Model>,
  { position, parameters }: Asked,
): HttpRequest {
  if (typeof request === "function") return { ...request(parameters), effect: "reads", parse: "later" };
  const { method = "GET", path, headers } = request;
  const common = { method, effect: "reads", ...(headers && { headers }) } as const;
  // A position that is a link says everything itself.
  if (typeof position === "string" && /^https?:\/\//.test(position) && isLink(parameters, position))
    return { ...common, path: position, parse: "later" };
  if (method === "POST") return { ...common, path, body: parameters, parse: "later" };
  const query = Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, written(name, value)]));
  return { ...common, path, query, parse: "later" };
}

/**
 * Every page of a list that is asked for by ids, some at a time, for a query; of the whole list where none are given. A value that
 * cannot be sent is named as the caller named it: of `{ jobIds }`, such as `jobIds[1]`.
 */
export async function* allByIds<Wire, Model extends object>(
  pages: Pick<ListPages, "all">,
  filter: Readonly<Record<string, readonly string[] | undefined>>,
  list: (some?: readonly string[]) => List<Wire, Model>,
  call: Call,
): AsyncGenerator<PageContent<Model>, void, void> {
  const whole = list();
  const given = Object.values(filter).reduce(both, undefined);
  if (!given) return yield* pages.all(whole, call);
  const ids = [...new Set(given)];
  const size = atOnce(whole);
  try {
    for (let from = 0; from < ids.length; from += size) yield* pages.all(list(ids.slice(from, from + size)), call);
  } catch (error) {
    throw namedAsGiven(error, filter);
  }
}

/** How many ids one request names. */
const atOnce = ({ format }: { readonly format: ListFormat }): number => Math.min(format.largestPage, mostInAddress);

/** The issue of a value with a comma, by the caller's name of the filter: the server's parameter has another one. */
function namedAsGiven(error: unknown, filter: object): unknown {
  if (!(error instanceof InvalidInput)) return error;
  const [path] = Object.entries(filter).flatMap(([name, values]: [string, unknown]) =>
    Array.isArray(values) ? values.flatMap((each, nth) => (String(each).includes(",") ? [`${name}[${nth}]`] : [])) : [],
  );
  return new InvalidInput(
    "The filter",
    error.issues.map((issue) => ({ ...issue, path: path ?? issue.path })),
  );
}

/** A value of a query; several are separated by commas. @throws {InvalidInput} where one has a comma in it: it would be split there. */
function written(name: string, value: unknown): string {
  if (Array.isArray(value) && value.some((each) => String(each).includes(",")))
    throw new InvalidInput("The filter", [{ path: name, message: "must hold no comma: it separates the values" }]);
  return String(value);
}

/** Whether the format asks by the link itself, and by no parameter that holds it. */
function isLink(parameters: Readonly<Record<string, unknown>>, position: string): boolean {
  return !Object.values(parameters).includes(position);
}
