import { readBody, refuseAnnounced, type BodyLimits } from "./read-body.ts";
import { WebhookMisconfigured, WebhookRefused } from "./webhook-errors.ts";
import { createWebhookHandler, type WebhookOptions } from "./webhook-handler.ts";

/** The body before anything has parsed it. */
type Payload = AsyncIterable<Uint8Array | string>;

/** As much of a Fastify request as is needed. */
export interface FastifyRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: unknown;
}

/** As much of a Fastify reply as is needed. */
export interface FastifyReply {
  code(status: number): unknown;
  header(name: string, value: string): unknown;
  send(body: string): unknown;
}

/** As much of a Fastify instance as is needed. */
export interface FastifyInstance {
  removeAllContentTypeParsers(): unknown;
  addContentTypeParser(type: string, parser: (request: unknown, payload: Payload) => Promise<unknown>): unknown;
  post(path: string, handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>): unknown;
}

/** What becomes of deliveries, and where they come in. */
export interface FastifyWebhookOptions extends WebhookOptions {
  /** Such as `/webhooks/kombo`. */
  readonly path: string;
}

/**
 * Receives Kombo's webhooks in Fastify 5: `app.register(fastifyWebhooks, { path, secrets, onEvent })`. Its body
 * parser holds inside this plugin only; do not wrap it in `fastify-plugin`, which would spread it over the app.
 * @throws {WebhookMisconfigured} at set-up, that is from `app.ready()` or `app.listen()`.
 */
export async function fastifyWebhooks(app: FastifyInstance, options: FastifyWebhookOptions): Promise<void> {
  const handler = createWebhookHandler(options);
  if (typeof options.path !== "string" || !options.path.startsWith("/"))
    throw new WebhookMisconfigured("no path was given", "Give the path of the route, such as /webhooks/kombo.");
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", async (_request, payload) => payload);
  app.post(options.path, async (request, reply) => {
    const answer = await handler.handle(() => rawBodyOf(request, handler), request.headers);
    reply.header("content-type", "application/json");
    if (answer.outcome === "refused") reply.header("connection", "close");
    reply.code(answer.status);
    return reply.send(answer.body);
  });
}

async function rawBodyOf({ headers, body }: FastifyRequest, limits: BodyLimits): Promise<Uint8Array> {
  if (body === undefined || body === null) return new Uint8Array();
  if (!isPayload(body)) throw new WebhookRefused("webhook.body-already-read");
  refuseAnnounced(headers["content-length"], limits.maxBytes);
  return readBody(body, limits);
}

function isPayload(body: unknown): body is Payload {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}
