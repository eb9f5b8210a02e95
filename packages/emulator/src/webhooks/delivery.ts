import { abortable } from "../http/abortable.ts";

/** How long an answer is waited for, in milliseconds of real time. */
const patience = 30_000;

/** Where events go. */
export interface WebhookSubscription {
  readonly url: string;
  /** What they are signed with. */
  readonly secret: string;
  /** In place of the network, for an app in the same process. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Is told how each delivery ended. */
  readonly onDelivery?: (delivery: WebhookDelivery) => void;
}

/** An event, whatever its shape on the wire. */
export interface WebhookEvent {
  readonly id: string;
  /** Such as `data-changed`. */
  readonly type: string;
  readonly data: unknown;
}

/** An event that was sent to a subscriber. */
export interface WebhookDelivery {
  readonly url: string;
  readonly event: WebhookEvent;
  /** In the emulator's time. */
  readonly sentAt: Date;
  /** What the app answered, as an HTTP status; null while it is on its way, and when no whole answer came. */
  readonly status: number | null;
  /** Why no whole answer came, else null. */
  readonly error: string | null;
}

/** A request body with the headers that go with it. */
export interface SignedRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How a delivery ended. */
type Outcome = Pick<WebhookDelivery, "status" | "error">;

/** Sends a signed event. It never throws; redirects are not followed. */
export async function deliver(
  { url, fetch = globalThis.fetch }: WebhookSubscription,
  signed: SignedRequest,
  closed: AbortSignal,
): Promise<Outcome> {
  const signal = AbortSignal.any([closed, AbortSignal.timeout(patience)]);
  try {
    const request = new Request(url, { method: "POST", redirect: "manual", signal, ...signed });
    const response = await abortable(fetch(request), signal);
    await abortable(response.arrayBuffer(), signal);
    return { status: response.status, error: null };
  } catch (error) {
    return { status: null, error: reasonOf(error) };
  }
}

/** The reason in words; `fetch` hides its own behind "fetch failed". */
function reasonOf(error: unknown): string {
  const { cause } = error as { readonly cause?: unknown };
  return cause instanceof Error ? `${String(error)}: ${cause.message}` : String(error);
}
