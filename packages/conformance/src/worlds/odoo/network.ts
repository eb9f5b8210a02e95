import { personalMark, type Trouble } from "../../world.ts";
import { calledIn, isOdooWrite, type OdooCall } from "./calls.ts";
import { breakEntry } from "../sparse.ts";
import { requestOf } from "../request-of.ts";
import { TroubledNetwork, type Spoil } from "../troubled-network.ts";

type Records = Record<string, unknown>[];

/** What a request calls, as it was read when the request was answered. */
const calls = new WeakMap<Request, OdooCall>();

/** Changes the records of the page of a stream: of the one search that goes on by id. JSON-2 answers with the records alone. */
const onPage =
  (change: (records: Records) => void, fewest = 2): Spoil =>
  (body, request) => {
    const { path = "", keywords = {} } = calls.get(request) ?? {};
    const result = Array.isArray(body) ? (body as Records) : (body as { readonly result?: Records }).result;
    const isPage = path.endsWith("/search_read") && Number(keywords["limit"] ?? 1) > 1 && Array.isArray(result);
    if (!isPage || result.length < fewest) return undefined;
    change(result);
    return body;
  };

/**
 * What no record of Odoo lacks, whatever its model: ids, times, names and what they are of. Besides, fields by which something
 * else is decided: a stage without jobs is one of all jobs, a message without a body is one that was removed.
 */
const neverLacking =
  /^(id|(create|write)_date|(display_)?name|(res_)?model|res_id|(message_)?type|start|stop|job_ids|talent_pool_ids|refuse_reason_id|body|attachment_ids|datas|candidate_id|applicant_id|message_main_attachment_id|access_token|url|mimetype|date_closed|linkedin_profile|email_normalized|partner_phone_sanitized)$/;

/** A record without what it may lack: Odoo writes `false` for what is empty, and an empty list for links to several. */
const lacking = (record: Readonly<Record<string, unknown>>, isLacking: (name: string) => boolean) =>
  Object.fromEntries(
    Object.entries(record).map(([name, held]) => {
      // A login may be an address, which then stands for the one that is lacking.
      if (neverLacking.test(name) || !isLacking(name === "login" ? "email" : name)) return [name, held];
      if (Array.isArray(held)) return [name, typeof held[1] === "string" ? false : []];
      // Odoo computes the normalized address from the one with a name: neither is there alone.
      if (name === "email_from" && String(held).endsWith(">")) return [name, held];
      return [name, typeof held === "string" ? false : held];
    }),
  );

const isEven = (name: string) =>
  Array.from(name, (letter) => letter.charCodeAt(0)).reduce((sum, code) => sum + code, 0) % 2 === 0;

/** Which fields records lack, in turn: all, one half of them, and the other. */
const halves: readonly ((name: string) => boolean)[] = [() => true, isEven, (name) => !isEven(name)];

/**
 * The records of any search without some of their fields: a record lacks the same in every search.
 * @param turn How often it was asked for before.
 */
const sparsely =
  (turn: () => number): Spoil =>
  (body, request) => {
    const result = Array.isArray(body) ? (body as Records) : (body as { readonly result?: Records }).result;
    if (!calls.get(request)?.path.endsWith("/search_read") || !Array.isArray(result) || result.length === 0)
      return undefined;
    for (const [index, record] of result.entries())
      result[index] = lacking(record, halves[(Number(record["id"]) + turn()) % halves.length]!);
    return body;
  };

const error = {
  code: 200,
  message: "Odoo Server Error",
  data: { name: "odoo.exceptions.UserError", message: personalMark, debug: personalMark, arguments: [personalMark] },
};

/** JSON-RPC says no with HTTP 200, JSON-2 with a status of its own and the bare exception. */
const refusalTo = (request: Request): Response =>
  new URL(request.url).pathname === "/jsonrpc"
    ? Response.json({ jsonrpc: "2.0", id: 1, error })
    : Response.json({ ...error.data, context: {} }, { status: 422 });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The same request with the body that was read of it: a clone would carry the body over twice, chunk by chunk. */
const againWith = ({ url, method, headers, signal }: Request, text: string): Request =>
  new Request(url, { method, headers, signal, ...(text !== "" && { body: text }) });

/** Times and days of records besides that of their last change. The words of Odoo's lists are the customer's own: none is odd. */
const oddDates = /^(create_date|refuse_date|date_closed|date|date_from|date_to|start|stop|start_date|stop_date)$/;

/** Writes no date where one belongs; gives the places. */
function withOddDates(records: Records): readonly string[] {
  const places = new Set<string>();
  for (const record of records)
    for (const [name, held] of Object.entries(record))
      if (oddDates.test(name) && typeof held === "string") {
        record[name] = "soon";
        places.add(`$.${name}`);
      }
  return [...places];
}

/** The troubles for which it must be known what a request calls. */
const looking: ReadonlySet<Trouble> = new Set([
  "odd-values",
  "undatable-record",
  "unreadable-record",
  "unknown-value",
  "repeated-cursor",
  "sparse-records",
  "broken-entry",
  "refused-in-answer",
]);

/** The way between an adapter and an Odoo server, on which things go wrong. */
export class OdooNetwork {
  readonly #network: TroubledNetwork;
  readonly #answer: (request: Request) => Promise<Response>;
  #isTroubled = false;
  #spoilt: readonly string[] = [];
  /** How often records were made sparse. */
  #turn = 0;
  /** Whether the next write is refused. */
  #refuses = false;
  /** Whether something goes wrong that is decided by what a request calls. */
  #looks = false;

  /** @param answer Answers as the server does. */
  constructor(answer: (request: Request) => Promise<Response>) {
    let first: Records | undefined;
    let broken = 0;
    this.#answer = answer;
    this.#network = new TroubledNetwork({
      answer: async (request) => {
        if (!this.#looks) return answer(request);
        const text = await request.text();
        const body = parsed(text);
        calls.set(request, calledIn(request.url, body));
        if (!this.#refuses || !isOdooWrite(request.url, body)) return answer(againWith(request, text));
        this.#refuses = false;
        return refusalTo(request);
      },
      isWrite: async (request) => isOdooWrite(request.url, await request.json().catch(() => undefined)),
      spoils: {
        "odd-values": onPage((records) => (this.#spoilt = withOddDates(records)), 1),
        "undatable-record": onPage((records) => {
          records[1]!["write_date"] = "soon";
          this.#spoilt = ["$.write_date"];
        }),
        "unreadable-record": onPage((records) => (records[1]!["write_date"] = 5)),
        "unknown-value": onPage((records) =>
          Object.assign(records[1]!, { kanban_state: "waiting", a_later_field: "anything" }),
        ),
        // The last page, too, which may hold a single record.
        "repeated-cursor": onPage(
          (records) => records.splice(0, records.length, ...(first ??= structuredClone(records))),
          1,
        ),
        "sparse-records": sparsely(() => this.#turn),
        "broken-entry": onPage((records) => breakEntry(records, broken++)),
        "refused-in-answer": (body) => (JSON.stringify(body).includes(personalMark) ? body : undefined),
        "refused-quoting": (_body, request) => refusalTo(request),
      },
    });
  }

  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    if (this.#isTroubled) return this.#network.fetch(input, init);
    // The server has its own list of what it was asked: keeping another here would cost a tenth of an answer.
    const request = requestOf(input, init);
    request.signal.throwIfAborted();
    return this.#answer(request);
  };

  trouble(what: Trouble): void | "never" {
    this.#isTroubled = what !== "none";
    this.#spoilt = [];
    this.#refuses = what === "refused-in-answer";
    this.#looks = looking.has(what);
    if (what === "sparse-records") this.#turn += 1;
    return this.#network.trouble(what);
  }

  struck(): number {
    return this.#network.struck();
  }

  /** The places that were spoilt. */
  spoilt(): readonly string[] {
    return this.#spoilt;
  }
}
