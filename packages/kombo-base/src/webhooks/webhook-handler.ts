import type { WebhookEvent } from "./events.ts";
import { rememberedEvents, type SeenEvents } from "./seen-events.ts";
import { checkedSecrets, type WebhookHeaders, type WebhookSecrets } from "./signature.ts";
import { defaultMaxBytes, verifyKomboWebhook } from "./verify-webhook.ts";
import { checkedBound, WebhookMisconfigured, WebhookRefused, type RefusalStatus } from "./webhook-errors.ts";

/** How long a body may take to arrive when the app does not say, in milliseconds. */
const defaultBodyTimeoutMs = 10_000;

/** What becomes of deliveries. */
export interface WebhookOptions {
  /** The environment's webhook secret, or several while it is being replaced. */
  readonly secrets: WebhookSecrets;
  /**
   * Handles a genuine event that was not handled before. When it throws, the delivery is answered 500 and the event is
   * not remembered, so that it is handled when it comes again. Be quick, and leave long work to a queue: how long
   * Kombo waits is not known.
   */
  readonly onEvent: (event: WebhookEvent) => unknown;
  /** Called with every delivery that was refused (`WebhookRefused`) or failed (whatever was thrown). */
  readonly onProblem?: (problem: unknown) => void;
  /** Remembers what was handled; by default the latest 10,000 events, in memory. */
  readonly seen?: SeenEvents;
  /** The largest body, in bytes. Default 1 MiB. */
  readonly maxBytes?: number;
  /** How long a body may take to arrive, in milliseconds. Default 10 seconds. */
  readonly bodyTimeoutMs?: number;
}

/** What to answer to a delivery. */
export interface WebhookAnswer {
  readonly status: 200 | RefusalStatus | 500;
  readonly outcome: "handled" | "seen-before" | "refused" | "failed";
  /** JSON for the sender; says nothing of the body or a secret. */
  readonly body: string;
}

/** Handles deliveries, whatever server they came through. */
export interface WebhookHandler {
  /** The largest body, in bytes; no more need be read. */
  readonly maxBytes: number;
  /** How long a body may take to arrive, in milliseconds. */
  readonly bodyTimeoutMs: number;
  /**
   * Checks, reads and handles one delivery. Never throws: what went wrong is in the answer.
   * @param read Gives the raw body, or throws `WebhookRefused`.
   */
  handle(
    read: () => Uint8Array | string | Promise<Uint8Array | string>,
    headers: WebhookHeaders,
  ): Promise<WebhookAnswer>;
}

/**
 * Sets up the handling of deliveries, without a server. See the entry points for Node, fetch, Express and Fastify.
 * @throws {WebhookMisconfigured} when there is no secret or a blank one, no handler, or a size that is none.
 */
export function createWebhookHandler(options: WebhookOptions): WebhookHandler {
  const { secrets, onEvent, onProblem, seen = rememberedEvents(), maxBytes = defaultMaxBytes } = checked(options);
  const { bodyTimeoutMs = defaultBodyTimeoutMs } = options;
  const underWay = new Map<string, Promise<WebhookAnswer>>();
  const told = (problem: unknown, answer: WebhookAnswer): WebhookAnswer => {
    // Telling must not change what is answered; nor may an async function that fails end the process: anyone who sends a
    // forged delivery would do so.
    void (async () => onProblem?.(problem))().catch(() => {});
    return answer;
  };

  const handleOnce = async (event: WebhookEvent): Promise<WebhookAnswer> => {
    try {
      if (await seen.has(event.id)) return answered(200, "seen-before");
      await onEvent(event);
    } catch (error) {
      return told(error, answered(500, "failed", { code: "webhook.handling-failed" }));
    }
    try {
      await seen.add(event.id);
    } catch (error) {
      return told(error, answered(200, "handled")); // It was handled; asking for it again would only repeat that.
    }
    return answered(200, "handled");
  };

  return {
    maxBytes,
    bodyTimeoutMs,
    async handle(read, headers) {
      let event: WebhookEvent;
      try {
        event = verifyKomboWebhook(await read(), headers, secrets, { maxBytes });
      } catch (error) {
        return told(error, refusal(error));
      }
      // The same event twice at once is handled once, and both are answered alike.
      const running = underWay.get(event.id);
      if (running) return running;
      const handling = handleOnce(event).finally(() => underWay.delete(event.id));
      underWay.set(event.id, handling);
      return handling;
    },
  };
}

function checked(options: WebhookOptions): WebhookOptions {
  const { onEvent, maxBytes, bodyTimeoutMs } = options;
  if (typeof onEvent !== "function")
    throw new WebhookMisconfigured("onEvent is not a function", "Give the function that handles an event.");
  if (maxBytes !== undefined) checkedBound("maxBytes", maxBytes);
  if (bodyTimeoutMs !== undefined) checkedBound("bodyTimeoutMs", bodyTimeoutMs);
  return { ...options, secrets: checkedSecrets(options.secrets) };
}

function refusal(error: unknown): WebhookAnswer {
  if (!(error instanceof WebhookRefused)) return answered(500, "failed", { code: "webhook.handling-failed" });
  const { answer, code, message, advice } = error;
  return answered(answer, "refused", { code, message, advice });
}

function answered(
  status: WebhookAnswer["status"],
  outcome: WebhookAnswer["outcome"],
  said: object = {},
): WebhookAnswer {
  return { status, outcome, body: JSON.stringify({ outcome, ...said }) };
}
