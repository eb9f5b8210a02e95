import type { VirtualClock } from "../world/clock.ts";
import {
  deliver,
  type SignedRequest,
  type WebhookDelivery,
  type WebhookEvent,
  type WebhookSubscription,
} from "./delivery.ts";

/** What an app needs of any emulator's webhooks. */
export interface WebhookFeed {
  /**
   * From now on, this address is told what happens, signed as the ATS signs.
   * @returns A function that ends it.
   * @throws {TypeError} when the address is none, or holds a password.
   */
  subscribe(subscription: WebhookSubscription): () => void;
  /** Waits until what is due now has been sent and answered. Not for use in the app, which is waited for. */
  settled(): Promise<void>;
  /** What was sent, in this order. */
  deliveries(): readonly WebhookDelivery[];
}

type Writable = { -readonly [Key in keyof WebhookDelivery]: WebhookDelivery[Key] };

/** What is on its way to subscribers, and what became of what was sent. */
export class Deliveries {
  readonly #clock: VirtualClock;
  readonly #limit: number;
  readonly #underway = new Set<Promise<WebhookDelivery>>();
  readonly #closed = new AbortController();
  #deliveries: WebhookDelivery[] = [];

  /** @param limit How many deliveries are remembered. */
  constructor(clock: VirtualClock, limit: number) {
    this.#clock = clock;
    this.#limit = limit;
  }

  send(subscription: WebhookSubscription, event: WebhookEvent, signed: SignedRequest): Promise<WebhookDelivery> {
    const { url } = subscription;
    const delivery: Writable = { url, event, sentAt: this.#clock.now(), status: null, error: null };
    this.#remember(delivery);
    const ended = deliver(subscription, signed, this.#closed.signal).then((outcome) => {
      this.#underway.delete(ended);
      Object.assign(delivery, outcome);
      subscription.onDelivery?.(delivery);
      return delivery;
    });
    this.#underway.add(ended);
    return ended;
  }

  async settled(): Promise<void> {
    for (;;) {
      this.#clock.advance(0);
      if (this.#underway.size === 0) return;
      await Promise.all(this.#underway);
    }
  }

  all(): readonly WebhookDelivery[] {
    return [...this.#deliveries];
  }

  /** No answer is waited for any more. */
  close(): void {
    this.#closed.abort(new Error("The emulator was closed"));
  }

  #remember(delivery: WebhookDelivery): void {
    this.#deliveries.push(delivery);
    if (this.#deliveries.length > this.#limit * 1.1) this.#deliveries = this.#deliveries.slice(-this.#limit);
  }
}
