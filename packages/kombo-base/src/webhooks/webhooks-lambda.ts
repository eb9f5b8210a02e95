import { WebhookRefused } from "./webhook-errors.ts";
import { createWebhookHandler, type WebhookOptions } from "./webhook-handler.ts";

/** As much of the event of API Gateway, a function URL or a load balancer as is needed; both versions of the payload. */
export interface LambdaRequest {
  readonly headers?: Readonly<Record<string, string | undefined>> | null;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/** What API Gateway, a function URL or a load balancer takes as the answer. */
export interface LambdaAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Receives Kombo's webhooks in AWS Lambda, also with base64 bodies: `export const handler = lambdaWebhooks({ ... })`. The
 * memory of a function does not last: give `seen` a store that does.
 * @throws {WebhookMisconfigured} at set-up.
 */
export function lambdaWebhooks(options: WebhookOptions): (request: LambdaRequest) => Promise<LambdaAnswer> {
  const handler = createWebhookHandler(options);
  return async (request) => {
    const headers = { ...request.multiValueHeaders, ...request.headers };
    const { status, body } = await handler.handle(() => rawBodyOf(request), headers);
    return { statusCode: status, headers: { "content-type": "application/json" }, body };
  };
}

function rawBodyOf({ body, isBase64Encoded }: LambdaRequest): Uint8Array | string {
  if (body === undefined || body === null) return "";
  if (typeof body !== "string") throw new WebhookRefused("webhook.body-already-read");
  return isBase64Encoded ? new Uint8Array(Buffer.from(body, "base64")) : body;
}
