import { unanswered } from "@anyats/core/testing";
import { personalMark, type SeenCall, type Trouble } from "../world.ts";
import { parsed, textOf } from "./json-lines.ts";
import { requestOf } from "./request-of.ts";
import { breakEntry, sparseRecords } from "./sparse.ts";

type Fetch = typeof globalThis.fetch;

/**
 * Changes the body of an answer. The server has carried out the request by then. What it returns becomes the body, also null
 * or `false`; a `Response` answers itself. `undefined`: the answer is not one that the trouble is about, such as that of
 * a read where the trouble is about writes, and the next answer is asked about. A body of JSON lines is a list of what each line
 * says.
 */
export type Spoil = (body: unknown, request: Request) => unknown;

/** Where the records of an ATS stand in its answers. */
export interface RecordsOptions {
  /** The records of an answer: a list, or a single one. Undefined where the answer has none. */
  readonly in: (body: unknown, request: Request) => readonly unknown[] | object | undefined;
  /** The same answer with other records. */
  readonly put: (body: unknown, records: unknown, request: Request) => unknown;
  /**
   * The fields that the ATS always sends, such as the id: by name, or by place, such as `$.attributes.name`. A list that is named
   * by its place loses no entry, such as a history whose last entry counts.
   */
  readonly always: readonly string[];
  /** Lists inside a record whose entries another stream gives as records, such as the applications of a candidate. */
  readonly inside?: readonly string[];
}

/** What a troubled network needs to know of an ATS. */
export interface TroubledNetworkOptions {
  /** Answers a request as the ATS does when all is well. */
  readonly answer: (request: Request) => Response | Promise<Response>;
  /** Whether a request changes something. Default: every method but GET and HEAD. */
  readonly isWrite?: (request: Request) => boolean | Promise<boolean>;
  /**
   * The path by which a route names a request, such as without the path of the base address. Undefined: no route names it, such as
   * one for an access token; `seen` omits it, and no trouble strikes it. Default: the path of its address.
   */
  readonly pathOf?: (request: Request) => string | undefined | Promise<string | undefined>;
  /** The troubles that are seen in the body of an answer: only the ATS's own format says how. */
  readonly spoils?: Partial<Record<Trouble, Spoil>>;
  /**
   * Where the records stand in an answer, and what they never lack: the network then makes `sparse-records` and
   * `broken-entry` itself.
   */
  readonly records?: RecordsOptions;
  /** The statuses that this ATS uses, where they are others than 429, 503 and 400. */
  readonly statuses?: { readonly throttled?: number; readonly unavailable?: number; readonly refused?: number };
  /** What a throttled answer says of the wait, in seconds. Default 1. */
  readonly retryAfterSeconds?: number;
  /** The headers by which a throttled answer says so, where this ATS has others than `Retry-After`. */
  readonly asksToWait?: (seconds: number) => Readonly<Record<string, string>>;
}

const lasting: ReadonlySet<Trouble> = new Set([
  "throttled-for-ever",
  "unavailable-for-ever",
  "repeated-cursor",
  "nothing-there",
  "key-withdrawn",
  "known-words",
  "said-once",
  // What is asked first may be a list that the records need.
  "sparse-records",
]);
const ofWrites: ReadonlySet<Trouble> = new Set(["answer-lost", "write-cut-off", "failed-after-write", "warned"]);

const twice: ReadonlySet<Trouble> = new Set(["throttled", "request-lost", "refused-quoting"]);

/** How `fetch` fails when there is no connection: what `answer` of a world's network throws where the ATS is not reached. */
export const noConnection = () =>
  new TypeError("fetch failed", { cause: Object.assign(new Error("reset"), { code: "ECONNRESET" }) });

/** A failure of the network, as Node reports it. @param several Whether several addresses were tried. */
export function networkFailure(code: string, syscall?: string, several = false): TypeError {
  const failing = (of?: string) => Object.assign(new Error(code), { code, ...(of !== undefined && { syscall: of }) });
  const cause = failing(syscall);
  return new TypeError("fetch failed", {
    // One address of a host may never be reached, and another break off.
    cause: several ? Object.assign(new AggregateError([failing("connect"), cause]), { code }) : cause,
  });
}

/** A request as a world reports it. */
async function seenIn(request: Request, path: string): Promise<SeenCall> {
  const call = { method: request.method, path, query: Object.fromEntries(new URL(request.url).searchParams) };
  return request.body === null ? call : { ...call, body: await bodyOf(request.clone()) };
}

/** The media types of what is read as text. */
const isText = /^(?:text\/|application\/(?:json|[\w.+-]*\b(?:json|xml)\b)|$)/i;

/** What a request says: JSON, the fields of a form, a text, or a file, whose bytes are told as base64, as the kit knows them. */
async function bodyOf(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (/^multipart\/form-data/i.test(type)) return fieldsOf(await request.formData());
  if (/^application\/x-www-form-urlencoded/i.test(type)) return [...new URLSearchParams(await request.text())];
  const bytes = Buffer.from(await request.arrayBuffer());
  if (!isText.test(type)) return bytes.toString("base64");
  const text = bytes.toString();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

async function fieldsOf(form: FormData): Promise<unknown> {
  const fields: (readonly [string, unknown])[] = [];
  for (const [name, value] of form) {
    if (typeof value === "string") fields.push([name, value]);
    else {
      const base64 = Buffer.from(await value.arrayBuffer()).toString("base64");
      fields.push([name, { name: value.name, contentType: value.type, base64 }]);
    }
  }
  return fields;
}

/**
 * The way between an adapter and an ATS, on which things go wrong: a world hands `fetch` to its connections, `trouble`,
 * `struck` and `seen` to the suite.
 */
export class TroubledNetwork {
  readonly #options: TroubledNetworkOptions;
  #trouble: Trouble = "none";
  #struck = 0;
  #readStruck = false;
  readonly #seen: SeenCall[] = [];

  constructor(options: TroubledNetworkOptions) {
    const { records, spoils } = options;
    this.#options = records ? { ...options, spoils: { ...spoilsOf(records), ...spoils } } : options;
  }

  /** Makes something go wrong. @returns "never" where this ATS has no such thing. */
  readonly trouble = (what: Trouble): void | "never" => {
    this.#trouble = what;
    this.#struck = 0;
    this.#readStruck = false;
    const inBody = [
      "refused-in-answer",
      "refused-in-part",
      "warned",
      "odd-values",
      "known-words",
      "undatable-record",
      "sparse-records",
      "broken-entry",
      "said-once",
      "unreadable-record",
      "unknown-value",
      "repeated-cursor",
    ];
    if (inBody.includes(what) && !this.#options.spoils?.[what]) return "never";
    return undefined;
  };

  readonly struck = (): number => this.#struck;

  /** Every request that was sent and that a route names, also one that was lost on its way. */
  readonly seen = (): readonly SeenCall[] => this.#seen;

  readonly fetch: Fetch = async (input, init) => {
    const request = requestOf(input, init);
    request.signal.throwIfAborted();
    const { answer, spoils, pathOf } = this.#options;
    const path = pathOf ? await pathOf(request.clone()) : new URL(request.url).pathname;
    if (path === undefined) return answer(request);
    this.#seen.push(await seenIn(request, path));
    const trouble = this.#trouble;
    if (trouble === "none") return answer(request);
    const asksForWrites = ofWrites.has(trouble) || twice.has(trouble);
    const isWrite = asksForWrites && (await this.#isWrite(request));
    if (ofWrites.has(trouble) && !isWrite) return answer(request);
    const spoil = spoils?.[trouble];
    if (spoil) return this.#spoilt(spoil, request);
    // A write that looks at something first meets the trouble of a write, too.
    if (twice.has(trouble) && !isWrite && this.#readStruck) return answer(request);
    this.#strike(trouble, isWrite);
    return this.#troubled(trouble, request);
  };

  #isWrite(request: Request): boolean | Promise<boolean> {
    return this.#options.isWrite?.(request.clone()) ?? !["GET", "HEAD"].includes(request.method);
  }

  #strike(trouble: Trouble, isWrite: boolean): void {
    this.#struck += 1;
    if (lasting.has(trouble)) return;
    if (twice.has(trouble) && !isWrite && !this.#readStruck) this.#readStruck = true;
    else this.#trouble = "none";
  }

  async #spoilt(spoil: Spoil, request: Request): Promise<Response> {
    const trouble = this.#trouble;
    const response = await this.#options.answer(request);
    const text = await response.text();
    const { status, headers } = response;
    const kept = () => new Response(text === "" ? null : text, { status, headers });
    let body: unknown;
    try {
      body = parsed(text, headers);
    } catch {
      return kept();
    }
    // Of several requests at once, the first answer is spoilt.
    const changed = this.#trouble === trouble ? spoil(body, request) : undefined;
    if (changed === undefined) return kept();
    this.#struck += 1;
    if (!lasting.has(trouble)) this.#trouble = "none";
    return changed instanceof Response ? changed : new Response(textOf(changed, headers), { status, headers });
  }

  async #troubled(trouble: Trouble, request: Request): Promise<Response> {
    const { answer, statuses = {}, retryAfterSeconds = 1, asksToWait } = this.#options;
    switch (trouble) {
      case "request-lost":
        throw noConnection();
      case "answer-lost":
        await answer(request);
        throw noConnection();
      case "failed-after-write":
        await answer(request);
        return new Response(null, { status: 500 });
      case "throttled":
      case "throttled-for-ever":
        return new Response(null, {
          status: statuses.throttled ?? 429,
          headers: asksToWait?.(retryAfterSeconds) ?? { "Retry-After": String(retryAfterSeconds) },
        });
      case "unavailable":
      case "unavailable-for-ever":
        return new Response(null, { status: statuses.unavailable ?? 503 });
      case "nothing-there":
        return new Response(null, { status: 404 });
      case "key-withdrawn":
        return new Response(null, { status: 401 });
      case "html-page":
        return new Response("<html><title>502 Bad Gateway</title></html>", {
          status: 502,
          headers: { "content-type": "text/html" },
        });
      case "refused-quoting":
        return Response.json(
          { error: `${personalMark} is not valid`, message: personalMark, details: [{ value: personalMark }] },
          { status: statuses.refused ?? 400 },
        );
      case "cut-off":
      case "write-cut-off":
        return cutOff(await answer(request));
      case "hanging":
        return unanswered(request);
      default:
        return answer(request);
    }
  }
}

/** The troubles that take something away from records. */
function spoilsOf({ in: recordsIn, put, always, inside = [] }: RecordsOptions): Partial<Record<Trouble, Spoil>> {
  const options = {
    needed: (name: string, at: string) => always.includes(name) || always.includes(at),
    isWhole: (at: string) => always.includes(at),
    ofRecords: (name: string) => inside.includes(name),
  };
  let [turn, broken] = [0, 0];
  return {
    "sparse-records": (body, request) => {
      const records = recordsIn(body, request);
      if (records === undefined) return undefined;
      const made = sparseRecords(records, turn, options);
      turn += 1;
      return put(body, made.records, request);
    },
    "broken-entry": (body, request) => {
      const records = recordsIn(body, request);
      if (!records || !breakEntry(records, broken)) return undefined;
      broken += 1;
      return put(body, records, request);
    },
  };
}

/** The first half of an answer; then the connection breaks. */
async function cutOff(response: Response): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const half = bytes.subarray(0, Math.max(1, Math.floor(bytes.length / 2)));
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(half.length > 0 ? half : new Uint8Array([123]));
      controller.error(new TypeError("terminated"));
    },
  });
  return new Response(body, { status: response.status === 204 ? 200 : response.status, headers: response.headers });
}
