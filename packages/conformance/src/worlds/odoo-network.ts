import { personalMark, type Trouble } from "../world.ts";
import { calledIn, isOdooWrite, type OdooCall } from "./odoo-calls.ts";
import { TroubledNetwork, type Spoil } from "./troubled-network.ts";

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

/** The way between an adapter and an Odoo server, on which things go wrong. */
export class OdooNetwork {
  readonly #network: TroubledNetwork;
  /** Whether the next write is refused. */
  #refuses = false;

  /** @param answer Answers as the server does. */
  constructor(answer: (request: Request) => Promise<Response>) {
    let first: Records | undefined;
    this.#network = new TroubledNetwork({
      answer: async (request) => {
        const text = await request.text();
        const body = parsed(text);
        calls.set(request, calledIn(request.url, body));
        if (!this.#refuses || !isOdooWrite(request.url, body)) return answer(againWith(request, text));
        this.#refuses = false;
        return refusalTo(request);
      },
      isWrite: async (request) => isOdooWrite(request.url, await request.json().catch(() => undefined)),
      spoils: {
        "unreadable-record": onPage((records) => (records[1]!["write_date"] = 5)),
        "unknown-value": onPage((records) =>
          Object.assign(records[1]!, { kanban_state: "waiting", a_later_field: "anything" }),
        ),
        // The last page, too, which may hold a single record.
        "repeated-cursor": onPage(
          (records) => records.splice(0, records.length, ...(first ??= structuredClone(records))),
          1,
        ),
        "refused-in-answer": (body) => (JSON.stringify(body).includes(personalMark) ? body : undefined),
        "refused-quoting": (_body, request) => refusalTo(request),
      },
    });
  }

  get fetch(): typeof globalThis.fetch {
    return this.#network.fetch;
  }

  trouble(what: Trouble): void | "never" {
    this.#refuses = what === "refused-in-answer";
    return this.#network.trouble(what);
  }

  struck(): number {
    return this.#network.struck();
  }
}
