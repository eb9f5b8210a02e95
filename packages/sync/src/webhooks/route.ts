import {
  AtsError,
  IncomingRefused,
  readIncoming,
  type Adapter,
  type IncomingProblem,
  type WebhookNotice,
  type WebhookReader,
} from "@anyats/core";
import { postgresSeenEvents } from "@anyats/postgres";
import type { Clients } from "../connections/open-source.ts";
import { wantSql } from "../connections/connections.ts";
import type { EngineSettings } from "../engine/settings.ts";
import { invalidOption } from "../errors.ts";
import { wakeWorkers } from "../schema/work-channel.ts";

export interface WebhookRouteOptions {
  /** The secret with which events are signed, or several while it is being replaced. */
  readonly secrets: string | readonly string[];
  /** Who reads the events. Default: the `webhooks` of the first adapter that has some. */
  readonly reader?: WebhookReader;
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

/** One route for all tenants. The answer comes when the event is noted; the reading happens later. */
export function webhookRoute(
  { database, schema, clock, tell }: EngineSettings,
  adapters: readonly Adapter[],
  clients: Clients,
  { secrets, reader, maxBytes = 1_048_576, bodyMs = 10_000 }: WebhookRouteOptions,
): (request: Request) => Promise<Response> {
  const given = typeof secrets === "string" ? [secrets] : secrets;
  if (given.length === 0 || given.some((secret) => secret.trim() === ""))
    throw invalidOption("secrets", "must hold a webhook secret");
  const found = reader ?? adapters.map((adapter) => adapter.webhooks).find(Boolean);
  if (!found) throw invalidOption("reader", "is missing, and no adapter reads webhooks");

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
    const now = new Date(clock.now()).toISOString();
    const touched = await database.transaction(async (transaction) => {
      const { rows } = await transaction.query<{ id: string; state: string }>(
        `select id, state from ${schema}.connections where integration = $1 for update`,
        [notice.connectionKey],
      );
      const connection = rows[0];
      if (!connection || connection.state === "disconnected") return null;
      const seen = postgresSeenEvents(database, { schema, scope: `webhooks of ${connection.id}` });
      if (!(await seen.add(notice.eventId, transaction))) return null;
      if (notice.state !== null) await changeState(transaction, schema, connection.id, notice.state, now);
      if (notice.changed === "all" || notice.changed.length > 0 || notice.state === "active")
        await transaction.query(wantSql(schema), [
          connection.id,
          notice.changed === "all" || notice.state === "active" ? null : notice.changed,
          now,
        ]);
      await wakeWorkers(transaction);
      return connection.id;
    });
    if (touched !== null && notice.state !== null) {
      if (notice.state === "disconnected") await clients.forget(touched);
      else clients.renew(touched);
      tell({ type: "state", connection: touched, state: notice.state, code: "webhook" });
    }
    return new Response(null, { status: 200 });
  };
}

async function changeState(
  transaction: Parameters<Parameters<EngineSettings["database"]["transaction"]>[0]>[0],
  schema: string,
  id: string,
  state: NonNullable<WebhookNotice["state"]>,
  now: string,
): Promise<void> {
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
  await transaction.query(
    `update ${schema}.connections set state = case when $2 = 'active' and exists (select from ${schema}.streams s
         where s.connection_id = $1 and s.scheduled and s.first_done_at is null) then 'waiting' else $2 end, reason = $3::jsonb, changed_at = $4, failures = 0, retry_at = null
     where id = $1 and (state <> 'paused' or $2 = 'disconnected')`,
    [id, state, reason === null ? null : JSON.stringify(reason), now],
  );
}
