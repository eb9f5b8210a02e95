import { setImmediate } from "node:timers/promises";
import { unanswered } from "@anyats/core/testing";
import { isFields, changedWithin } from "../fields.ts";
import type { WorldSession } from "../world.ts";
import { isJson, parsed, textOf } from "./json-lines.ts";
import { addressOf, requestOf } from "./request-of.ts";
import { noConnection } from "./troubled-network.ts";

type Fetch = typeof globalThis.fetch;

/** The `fetch` that settings bring along; undefined where they bring none. */
export function fetchIn(settings: unknown): Fetch | undefined {
  const { fetch } = (settings ?? {}) as { readonly fetch?: unknown };
  return typeof fetch === "function" ? (fetch as Fetch) : undefined;
}

/** A field that the ATS sends, and that no adapter knows. Its text has every sign at which programs cut lines, and JSON does not. */
const unknownField = { kit_unknown_field_4732: "sent\u2028by\u2029the\u0085ATS" };

/** What ATSs call the id of a record. */
const idNames = ["id", "_id", "Id", "ID", "uuid", "guid"] as const;

/** What else the ATS that is tested calls it, such as `nr`: its own records say so. */
let ownIdNames: ReadonlySet<string> = new Set();

/** Goes by further names of ids from now on, and by no others. */
export const goByIdNames = (names: Iterable<string>): void => void (ownIdNames = new Set(names));

/** Whether a field of this name is the id of its record. */
export const isIdName = (name: unknown): boolean =>
  typeof name === "string" && (/^(?:_?id|uuid|guid)$/i.test(name) || ownIdNames.has(name));

/** The same of a place such as `$.reason.id`. */
export const isIdAt = (place: string): boolean => isIdName(place.split(".").at(-1));

/** Whether a name is that of a record's id, or of the id of another record that it names. */
export const isIdOrReference = (name: string): boolean => isIdName(name) || /_id$|Id$/.test(name);

/** What a record calls its id; undefined where an object is none. */
export function idNameOf(value: object): string | undefined {
  const isId = (name: string) =>
    ["string", "number"].includes(typeof (value as Readonly<Record<string, unknown>>)[name]);
  // A record begins with its own id, before those of others.
  return idNames.find(isId) ?? Object.keys(value).find((name) => ownIdNames.has(name) && isId(name));
}

/** Whether an object of an answer is a record. */
export const hasId = (value: object): boolean => idNameOf(value) !== undefined;

/** Every record of an answer with a field more, also one inside another: a record has an id, by that name unless it is said. */
function withField(value: unknown, field: object, isRecord = hasId): unknown {
  if (Array.isArray(value)) return value.map((each) => withField(each, field, isRecord));
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, held]) => [name, withField(held, field, isRecord)] as const);
  return { ...Object.fromEntries(fields), ...(isRecord(value) && field) };
}

/** Whether an object is a record by an id that is known, whatever its name: an ATS may call it `no`. */
export const hasOneOf = (ids: ReadonlySet<string>) => (value: object) =>
  hasId(value) ||
  Object.values(value).some((held) => (typeof held === "string" || typeof held === "number") && ids.has(String(held)));

/** Whether the wire record that was kept has the field. One without an id is made of several. */
export function hasUnknownField(raw: unknown): boolean {
  if (typeof raw !== "object" || raw === null) return false;
  const [name] = Object.keys(unknownField) as [string];
  return Object.hasOwn(raw, name) || (!hasId(raw) && JSON.stringify(raw).includes(name));
}

/** The same way to the ATS, on which every record gets a field that no adapter knows. */
export const addingFields = (fetch: Fetch, isRecord = hasId): Fetch =>
  rewriting(fetch, (body) => withField(body, unknownField, isRecord));

/** What the ATS answers: a body of JSON, and headers. */
export interface Answered {
  readonly body: unknown;
  readonly headers: Headers;
  /** What was asked, without its query. */
  readonly address: string;
}

/** The same way to the ATS, on which answers are changed. */
export function rewritingAnswers(
  fetch: Fetch,
  rewritten: (answer: Answered) => Pick<Answered, "body" | "headers">,
): Fetch {
  return async (...request: Sent) => {
    const response = await fetch(...request);
    if (!response.ok || !isJson(response.headers)) return response;
    const text = await response.text();
    const { status } = response;
    if (text === "") return new Response(null, { status, headers: response.headers });
    const address = addressOf(request[0]).split("?")[0]!;
    const said = parsed(text, response.headers);
    const { body, headers } = rewritten({ body: said, headers: response.headers, address });
    return new Response(textOf(body, response.headers), { status, headers });
  };
}

/** The same way to the ATS, on which the bodies of answers are changed. */
export const rewriting = (fetch: Fetch, rewritten: (body: unknown) => unknown): Fetch =>
  rewritingAnswers(fetch, ({ body, headers }) => ({ body: rewritten(body), headers }));

/** The body is sent; a stream that nobody reads to its end breaks when the request is aborted. */
export async function sentWhole(input: Sent[0]): Promise<void> {
  if (input instanceof Request) await input.arrayBuffer();
}

/** Whether a request exchanges a refresh token. An ATS may take one once, so that what has begun is finished, whatever happens to its call. */
async function refreshes(input: Sent[0]): Promise<boolean> {
  if (!(input instanceof Request) || !/urlencoded/.test(input.headers.get("content-type") ?? "")) return false;
  return (await input.clone().text()).includes("grant_type=refresh_token");
}

/** The way to an ATS on which one request gets no answer; the exchange of a refresh token always gets one. */
export interface Hanging {
  readonly fetch: Fetch;
  /** Ends when that request was sent. */
  readonly sent: Promise<void>;
  /** Whether that request was aborted; undefined before it was sent. */
  isAborted(): boolean | undefined;
  /** How many requests were sent. */
  requests(): number;
}

/** @param nth Which request hangs, from 0. */
export function hangingAt(fetch: Fetch, nth: number): Hanging {
  const sent = Promise.withResolvers<void>();
  let requests = 0;
  let hanging: AbortSignal | undefined;
  return {
    sent: sent.promise,
    isAborted: () => hanging?.aborted,
    requests: () => requests,
    async fetch(input, init) {
      if (await refreshes(input)) return fetch(input, init);
      requests += 1;
      if (requests <= nth) return fetch(input, init);
      const request = requestOf(input, init);
      request.signal.throwIfAborted();
      await sentWhole(request);
      hanging ??= request.signal;
      sent.resolve();
      return unanswered(request);
    },
  };
}

/** The same way to the ATS, on which one request gets no answer before it is aborted; those beside it and after it do. */
export function silentAt(fetch: Fetch, nth: number): { readonly fetch: Fetch; readonly sent: Promise<void> } {
  const sent = Promise.withResolvers<void>();
  let requests = 0;
  return {
    sent: sent.promise,
    async fetch(input, init) {
      if (await refreshes(input)) return fetch(input, init);
      requests += 1;
      if (requests - 1 !== nth) return fetch(input, init);
      const request = requestOf(input, init);
      request.signal.throwIfAborted();
      await sentWhole(request);
      sent.resolve();
      return unanswered(request);
    },
  };
}

/** The way to an ATS on which one of the requests that follow waits until a test lets it go on. */
export interface Pausing {
  readonly fetch: Fetch;
  /** @param nth Which of those that follow, from 0. @returns What ends when that request was sent. */
  pauseAt(nth: number): Promise<void>;
  goOn(): void;
}

export function pausing(fetch: Fetch): Pausing {
  let [sent, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const way = meanwhileAt(fetch, () => {
    sent.resolve();
    return released.promise;
  });
  return {
    fetch: way.fetch,
    pauseAt(nth) {
      [sent, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      way.before(nth);
      return sent.promise;
    },
    goOn: () => released.resolve(),
  };
}

/** The same way to the ATS, where something happens just before one of the requests that follow. */
export function meanwhileAt(
  fetch: Fetch,
  happens: () => unknown,
): {
  readonly fetch: Fetch;
  /** @param nth Which of those that follow, from 0. */
  readonly before: (nth: number) => void;
  readonly reached: () => boolean;
} {
  let left = Infinity;
  return {
    before: (nth) => void (left = nth),
    reached: () => left < 0,
    async fetch(...request: Sent) {
      left -= 1;
      if (left === -1) await happens();
      return fetch(...request);
    },
  };
}

/** The same way to the ATS, which notes the longest address that was asked for. */
export function measuringAddresses(fetch: Fetch): { readonly fetch: Fetch; readonly longest: () => number } {
  let longest = 0;
  return {
    longest: () => longest,
    async fetch(input, init) {
      const { length } = addressOf(input);
      longest = Math.max(longest, length);
      return fetch(input, init);
    },
  };
}

/** A request as it goes by. */
type Sent = Parameters<Fetch>;

/** What answers a request in place of the ATS. */
type Answer = (...request: Sent) => Response | Promise<Response>;

/**
 * The same way to the ATS, on which one request is answered by something else, and does not reach the ATS.
 * @param nth Which, from 0: that one, or the first one after it that is meant.
 */
export function answeredAt(
  fetch: Fetch,
  nth: number,
  answer: Answer,
  isMeant: (address: string) => boolean = () => true,
): { readonly fetch: Fetch; readonly reached: () => boolean } {
  let [requests, reached] = [0, false];
  return {
    reached: () => reached,
    async fetch(...request: Sent) {
      requests += 1;
      if (reached || requests <= nth || !isMeant(addressOf(request[0]))) return fetch(...request);
      reached = true;
      return answer(...request);
    },
  };
}

/** The same answer as one of the ATS itself: where an aggregator carries the request there, it comes inside of the aggregator's. */
export function ofTheAts({ world }: { readonly world: Pick<WorldSession, "passedOn"> }, answer: Answer): Answer {
  return async (...request) => {
    const inside = world.passedOn?.(addressOf(request[0]));
    const own = await answer(...request);
    return inside ? inside(own) : own;
  };
}

/**
 * The same way to the ATS, on which the answer of a write is lost, and those that follow go another way.
 * @param writes How many writes the ATS has seen.
 * @param nth Which write, from 0.
 */
export function losingTheWrite(fetch: Fetch, writes: () => number, following: Fetch, nth = 0): Fetch {
  const before = writes();
  let isLost = false;
  return async (...request) => {
    if (isLost) return following(...request);
    const response = await fetch(...request);
    if (writes() <= before + nth) return response;
    isLost = true;
    throw noConnection();
  };
}

/** The same, on which one of those that follow is refused. @param nth Which of them, from 0. */
export function refusedAfterTheWrite(
  fetch: Fetch,
  writes: () => number,
  nth: number,
): { readonly fetch: Fetch; readonly reached: () => boolean } {
  const following = answeredAt(fetch, nth, () => new Response("{}", { status: 403 }));
  return { reached: following.reached, fetch: losingTheWrite(fetch, writes, following.fetch) };
}

/** The same, on which the ATS cannot be reached any more. */
export const goneAfterTheWrite = (fetch: Fetch, writes: () => number): Fetch =>
  losingTheWrite(fetch, writes, () => Promise.reject(noConnection()));

/**
 * The same way to the ATS, on which everything is answered otherwise that follows the last of some writes.
 * @param writes How many writes the ATS has seen.
 */
export function failingAfterWrites(
  fetch: Fetch,
  writes: () => number,
  most: number,
  answer: (...request: Sent) => Response | Promise<Response>,
): {
  readonly fetch: Fetch;
  /** Lets every request that follows through again. */
  readonly stopFailing: () => void;
} {
  const before = writes();
  let fails = true;
  return {
    stopFailing: () => void (fails = false),
    async fetch(...request: Sent) {
      return fails && writes() - before >= most ? answer(...request) : fetch(...request);
    },
  };
}

/** The same way to the ATS, on which texts of answers are changed: each that is the whole of a value. */
export function rewording(fetch: Fetch, reworded: (text: string) => string): Fetch {
  const ofText = (held: unknown) => (typeof held === "string" ? reworded(held) : undefined);
  return rewriting(fetch, (body) => changedWithin(body, ofText));
}

/** The same way to the ATS, which weighs what it answers. */
export function weighing(fetch: Fetch): { readonly fetch: Fetch; readonly bytes: () => number } {
  let bytes = 0;
  return {
    bytes: () => bytes,
    async fetch(...request: Sent) {
      const response = await fetch(...request);
      const body = await response.arrayBuffer();
      bytes += body.byteLength;
      const { status, headers } = response;
      return new Response([204, 205, 304].includes(status) ? null : body, { status, headers });
    },
  };
}

/**
 * The same way to the ATS, which notes each request that wrote: its method, its address and its body.
 * @param writes How many writes the ATS has seen.
 */
export function notingWrites(
  fetch: Fetch,
  writes: () => number,
): { readonly fetch: Fetch; readonly written: readonly string[] } {
  const written: string[] = [];
  return {
    written,
    async fetch(...request: Sent) {
      const sent = new globalThis.Request(...request);
      const { method, url } = sent;
      const text = await sent.clone().text();
      const before = writes();
      try {
        return await fetch(sent);
      } finally {
        if (writes() > before) written.push(`${method} ${url} ${text}`);
      }
    },
  };
}

/** The same way to the ATS, which notes which of the requests was the first that wrote, from 0. */
export function notingTheWrite(
  fetch: Fetch,
  writes: () => number,
): { readonly fetch: Fetch; readonly nth: () => number | undefined } {
  const before = writes();
  let [requests, found]: [number, number | undefined] = [0, undefined];
  return {
    nth: () => found,
    async fetch(...request: Sent) {
      const nth = requests++;
      const response = await fetch(...request);
      if (writes() > before) found ??= nth;
      return response;
    },
  };
}

/** The same way to the ATS, on which one request is lost, and something happens in the ATS at that moment. */
export const lostAt = (fetch: Fetch, nth: number, meanwhile: () => Promise<unknown>) =>
  answeredAt(fetch, nth, async (sent) => {
    await sentWhole(sent);
    await meanwhile();
    throw noConnection();
  });

/**
 * The same way to the ATS, which says in a header how few requests it answers at once. An answer takes a moment, so that
 * requests that are sent at once overlap.
 */
export function fewAtOnce(
  fetch: Fetch,
  header: string,
  most: number,
): { readonly fetch: Fetch; readonly mostSeen: () => number } {
  let time = 0;
  const spans: (readonly [begun: number, ended: number])[] = [];
  return {
    mostSeen: () => Math.max(0, ...spans.map(([at]) => spans.filter(([from, to]) => from <= at && at < to).length)),
    async fetch(...request: Sent) {
      const begun = (time += 1);
      for (let turns = 0; turns < 3; turns += 1) await setImmediate();
      const response = await fetch(...request);
      if (!response.headers.has(header)) return response;
      spans.push([begun, (time += 1)]);
      const headers = new Headers(response.headers);
      headers.set(header, String(most));
      return new Response(response.body, { status: response.status, headers });
    },
  };
}

/** The same way to the ATS, which notes everything that is sent: addresses, headers and bodies, as they read. */
export function noting(fetch: Fetch): {
  readonly fetch: Fetch;
  /** What was sent since it was taken the last time. */
  readonly taken: () => string;
} {
  let noted: string[] = [];
  return {
    taken() {
      const text = noted.join("\n");
      noted = [];
      return text;
    },
    async fetch(...request: Sent) {
      const sent = new globalThis.Request(...request);
      const { method, url, headers } = sent;
      const address = decodeURIComponent(url.replaceAll("+", " "));
      const named = [...headers].map(([name, value]) => `${name}: ${value}`);
      noted.push(method, address, ...named, (await sent.clone().text()).replaceAll(String.raw`\"`, '"'));
      return fetch(sent);
    },
  };
}

/** Each object of a body with its fields in the opposite order. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== "object" || value === null) return value;
  const fields = Object.entries(value).map(([name, held]) => [name, backwards(held)] as const);
  return Object.fromEntries(fields.toReversed());
}

/** Stands before the four digits of an escape, until the text is written: no record holds it. */
const mark = "\uE000";
const marked = (character: string) => `${mark}${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** JSON in whose texts everything is escaped that is not a letter of ASCII: slashes and digits, too. The names stay. */
const escaped = (body: unknown) =>
  JSON.stringify(body, (_name, held: unknown) =>
    typeof held === "string" ? held.replaceAll(/[^A-Za-z]/g, marked) : held,
  ).replaceAll(mark, String.raw`\u`);

/** The same answers, written in other ways that JSON allows. */
export const writingJsonOtherwise: Readonly<Record<string, (fetch: Fetch) => Fetch>> = {
  "with lines and blanks": writing((body) => `\r\n\t ${JSON.stringify(body, null, 4)} \r\n\t\n`),
  "with the fields in another order": writing((body) => JSON.stringify(backwards(body))),
  "with every sign and digit of a text escaped": writing(escaped),
};

/** A whole number that no double holds, which the ATS sends in a field that no adapter knows; and what stands for it until it is sent. */
export const largeNumber = {
  name: "kit_number_4734",
  digits: "9007199254740993",
  mark: "the digits of a number",
} as const;

/** The same way to the ATS, on which that number is sent wherever its mark stands. */
export const sendingDigits: (fetch: Fetch) => Fetch = writing((body) =>
  JSON.stringify(body).replaceAll(JSON.stringify(largeNumber.mark), largeNumber.digits),
);

/** The same way to the ATS, on which every record has that number in a field more. */
export const sendingLargeNumbers = (fetch: Fetch): Fetch =>
  sendingDigits(rewriting(fetch, (body) => withField(body, { [largeNumber.name]: largeNumber.mark })));

/** A way to the ATS on which answers of JSON are written as another text. */
function writing(written: (body: unknown) => string): (fetch: Fetch) => Fetch {
  return (fetch) =>
    async (...request: Sent) => {
      const response = await fetch(...request);
      const text = await response.text();
      const { status, headers } = response;
      const isBody = text !== "" && isJson(headers);
      const body = isBody ? textOf(parsed(text, headers), headers, written) : text;
      return new Response([204, 205, 304].includes(status) ? null : body, { status, headers });
    };
}

/**
 * The same way to the ATS, on which records of answers are changed.
 * @param changed Another record for one; undefined where it stays.
 */
export function rewritingRecords(fetch: Fetch, changed: (record: object) => unknown): Fetch {
  const ofRecord = (held: unknown) => (isFields(held) ? changed(held) : undefined);
  return rewriting(fetch, (body) => changedWithin(body, ofRecord));
}
