import { readBody, refuseAnnounced, type BodyLimits } from "./read-body.ts";
import { WebhookRefused } from "./webhook-errors.ts";
import type { WebhookAnswer } from "./webhook-handler.ts";

/** As much of Node's `IncomingMessage` as is needed; Express and others hand out the same with a `body`. */
export interface NodeRequest extends AsyncIterable<Uint8Array | string> {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly readableDidRead?: boolean;
  /** What a body parser made of the body. */
  readonly body?: unknown;
  /** The raw bytes, where a platform keeps them beside the parsed body. */
  readonly rawBody?: unknown;
  /** Lets what is left of the body flow away. */
  resume?(): unknown;
}

/** As much of Node's `ServerResponse` as is needed. */
export interface NodeResponse {
  statusCode: number;
  readonly headersSent: boolean;
  setHeader(name: string, value: string): unknown;
  end(body: string): unknown;
}

/**
 * The raw body of a request: as a raw body parser or the platform kept it, or read from the stream.
 * @throws {WebhookRefused} when only the parsed body is left, or it is too large.
 */
export async function rawBodyOf(request: NodeRequest, limits: BodyLimits): Promise<Uint8Array | string> {
  for (const kept of [request.rawBody, request.body])
    if (kept instanceof Uint8Array || typeof kept === "string") return kept;
  if (request.readableDidRead === true || isParsed(request)) throw new WebhookRefused("webhook.body-already-read");
  refuseAnnounced(request.headers["content-length"], limits.maxBytes);
  return readBody(request, limits);
}

/** Whether a platform parsed the body and kept only that. An empty object is what Express has before any parser ran. */
function isParsed(request: NodeRequest): boolean {
  if (typeof request[Symbol.asyncIterator] !== "function") return true;
  const { body } = request;
  if (body === undefined || body === null) return false;
  return typeof body !== "object" || Object.keys(body).length > 0;
}

/** Sends the answer. After a body that was not read to its end the connection is of no more use, and is closed. */
export function answerWith(
  request: NodeRequest,
  response: NodeResponse,
  { status, outcome, body }: WebhookAnswer,
): void {
  if (response.headersSent) return;
  response.statusCode = status;
  response.setHeader("content-type", "application/json");
  if (outcome === "refused") {
    response.setHeader("connection", "close");
    request.resume?.();
  }
  response.end(body);
}
