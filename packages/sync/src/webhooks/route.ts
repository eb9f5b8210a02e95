import {
  AtsError,
  IncomingRefused,
  readIncoming,
  type Adapter,
  type IncomingProblem,
  type WebhookNotice,
  type WebhookReader,
} from "@anyats/core";
import { postgresSeenEvents, type Queryable } from "@anyats/postgres";
import type { Clients } from "../connections/open-source.ts";
import { wantSql } from "../connections/connections.ts";
import type { EngineSettings } from "../engine/settings.ts";
import { invalidOption } from "../errors.ts";
import { wakeWorkers } from "../schema/work-channel.ts";

export interface WebhookRouteOptions {
  /** The secret with which events are signed, or several while it is being replaced. */
  readonly secrets: string | readonly string[];
  /** Who reads the events. Default: the `webhooks` of the adapters, where all of them read those of one sender. */
  readonly reader?: WebhookReader;
  /** Whose events these are, for a sender that names no connection, such as Ashby: give each such customer a route. */
  readonly connection?: string;
  /** The largest body, in bytes. Default 1 MiB. */
  readonly maxBytes?: number;
  /** How long a body may take to arrive, in milliseconds. Default 10,000. */
  readonly bodyMs?: number;
}

const problem = (status: number, code: string): Response =>
  new Response(JSON.stringify({ code }), { status, headers: { "content-type": "application/json" } });

const statuses: Readonly<Record<IncomingProblem, number>> = {
  "too-large": 413,
  "too-slow": 408,
  incomplete: 400,
  "too-busy": 503,
};
const codeOf = (refused: IncomingProblem): string =>
  refused === "too-busy" ? "webhook.too-busy" : `webhook.body-${refused}`;

/** Reads a body of an unknown sender: bounded in size and in time, alone and with all that are arriving. */
async function bodyOf({ body, headers }: Request, maxBytes: number, timeoutMs: number): Promise<Uint8Array | Response> {
  if (!body) return new Uint8Array();
  if (Number(headers.get("content-length") ?? 0) > maxBytes) return problem(413, codeOf("too-large"));
  try {
    return await readIncoming(body, { maxBytes, timeoutMs });
  } catch (error) {
    if (!(error instanceof IncomingRefused)) throw error;
    return problem(statuses[error.problem], codeOf(error.problem));
  }
}

/** The last event of each connection that is being noted, for all routes of a synchronisation. */
const lastOf = new WeakMap<Clients, Map<string, Promise<unknown>>>();

/**
 * Lets the events of one connection be noted one after the other: while it is locked, many would take every connection to the
 * database, and nothing of other tenants could be done.
 */
async function inTurn<T>(clients: Clients, key: string, work: () => Promise<T>): Promise<T> {
  const last = lastOf.get(clients) ?? new Map<string, Promise<unknown>>();
  lastOf.set(clients, last);
  const done = (last.get(key) ?? Promise.resolve()).then(work);
  const ended = done.catch(() => {});
  last.set(key, ended);
  try {
    return await done;
  } finally {
    if (last.get(key) === ended) last.delete(key);
  }
}

/** One route for all tenants. The answer comes when the event is noted; the reading happens later. */
export function webhookRoute(
  { database, schema, clock, tell }: EngineSettings,
  adapters: readonly Adapter[],
  clients: Clients,
  { secrets, reader, connection, maxBytes = 1_048_576, bodyMs = 10_000 }: WebhookRouteOptions,
): (request: Request) => Promise<Response> {
  const given = typeof secrets === "string" ? [secrets] : secrets;
  if (given.length === 0 || given.some((secret) => secret.trim() === ""))
    throw invalidOption("secrets", "must hold a webhook secret");
  const readers = new Set(reader ? [reader] : adapters.flatMap(({ webhooks }) => webhooks ?? []));
  const [found] = readers;
  if (!found) throw invalidOption("reader", "is missing, and no adapter reads webhooks");
  if (readers.size > 1) throw invalidOption("reader", "is missing, and the adapters read webhooks of several senders");

  const noteAll = async (notice: WebhookNotice): Promise<void> => {
    const now = new Date(clock.now()).toISOString();
    const touched = await database.transaction(async (transaction) => {
      // Several adapters may read one integration; one that was removed must not stand in the way of the others.
      const { rows } = await transaction.query<{ id: string }>(
        `select id from ${schema}.connections
         where (integration = $1 or $1::text is null and id = $2) and state <> 'disconnected' order by id for no key update`,
        [notice.connectionKey, connection ?? null],
      );
      const noted: Noted[] = [];
      for (const { id } of rows) noted.push(...(await note(transaction, schema, id, notice, now)));
      if (noted.length > 0) await wakeWorkers(transaction);
      return noted;
    });
    if (notice.state !== null)
      for (const { id, state } of touched) {
        if (notice.state === "disconnected") await clients.forget(id);
        else clients.renew(id);
        if (state !== null) tell({ type: "state", connection: id, state, code: "webhook" });
      }
  };

  return async (request) => {
    const body = await bodyOf(request, maxBytes, bodyMs);
    if (body instanceof Response) return body;
    let notice: WebhookNotice;
    try {
      notice = await found.verify({ headers: request.headers, body }, given);
    } catch (error) {
      if (!AtsError.is(error)) return problem(400, "webhook.unreadable");
      return problem(error.status ?? 400, error.code);
    }
    await inTurn(clients, notice.connectionKey ?? connection ?? "", () => noteAll(notice));
    return new Response(null, { status: 200 });
  };
}

/** A connection that a new event is of, and its state where the event changed that. */
interface Noted {
  readonly id: string;
  readonly state: string | null;
}

/** Notes what an event says of a connection and asks for. @returns Nothing when it was noted before. */
async function note(
  transaction: Queryable,
  schema: string,
  id: string,
  { eventId, state, changed }: WebhookNotice,
  now: string,
): Promise<readonly Noted[]> {
  const seen = postgresSeenEvents(transaction, { schema, scope: `webhooks of ${id}` });
  if (!(await seen.add(eventId))) return [];
  const changedTo = state === null ? null : await changeState(transaction, schema, id, state, now);
  if (changed === "all" || changed.length > 0 || state === "active")
    await transaction.query(wantSql(schema, state !== "active"), [
      id,
      changed === "all" || state === "active" ? null : changed,
      now,
    ]);
  return [{ id, state: changedTo }];
}

async function changeState(
  transaction: Queryable,
  schema: string,
  id: string,
  state: NonNullable<WebhookNotice["state"]>,
  now: string,
): Promise<string | null> {
  const reason =
    state === "attention"
      ? {
          code: "connection.credentials-expired",
          message: "The integration reports that it does not work.",
          advice: "Ask the customer to connect again.",
          who: "customer",
          at: now,
        }
      : null;
  // A person's pause stays until a person ends it; an end is an end.
  const { rows } = await transaction.query<{ state: string }>(
    `update ${schema}.connections set state = case when $2 = 'active' and exists (select from ${schema}.streams s
         where s.connection_id = $1 and s.scheduled and s.first_done_at is null) then 'waiting' else $2 end, reason = $3::jsonb, changed_at = $4, failures = 0, retry_at = null
     where id = $1 and (state <> 'paused' or $2 = 'disconnected') returning state`,
    [id, state, reason === null ? null : JSON.stringify(reason), now],
  );
  return rows[0]?.state ?? null;
}
