import { ChangeRhythm } from "./change-rhythm.ts";
import { readWith, type ChangedModel } from "./changed-model.ts";
import { deliver, type WebhookDelivery, type WebhookSubscription } from "./delivery.ts";
import { eventData, subjectOf, type EventSubject, type WebhookData } from "./event-data.ts";

/** Tells subscribers what happens, on its own and as Kombo does. */
export interface Webhooks {
  /**
   * From now on, this address is told what happens: that records changed (`data-changed`, the first change at once and
   * then at most one event in 30 seconds of the emulator's clock), that the integration's state did, and that a forced
   * sync ended. What was answered with an error is not sent again, since whether Kombo would is not known.
   * @returns A function that ends it.
   * @throws {TypeError} when the address is none, or holds a password.
   */
  subscribe(subscription: WebhookSubscription): () => void;
  /**
   * Tells every subscriber one of the other events, filled in from the emulator as far as nothing else is said.
   * @returns The deliveries, when all have ended.
   */
  send<Type extends keyof WebhookData>(
    type: Type,
    data?: Partial<WebhookData[Type]>,
  ): Promise<readonly WebhookDelivery[]>;
  /** Waits until what is due now has been sent and answered. Not for use in the app, which is waited for. */
  settled(): Promise<void>;
  /** What was sent, in this order. */
  deliveries(): readonly WebhookDelivery[];
}

type Writable = { -readonly [Key in keyof WebhookDelivery]: WebhookDelivery[Key] };

export class WebhookSender implements Webhooks {
  readonly #subject: EventSubject;
  readonly #rhythms = new Map<WebhookSubscription, ChangeRhythm>();
  readonly #underway = new Set<Promise<WebhookDelivery>>();
  readonly #closed = new AbortController();
  #deliveries: WebhookDelivery[] = [];
  #sent = 0;

  constructor(subject: EventSubject) {
    this.#subject = subject;
  }

  subscribe(subscription: WebhookSubscription): () => void {
    const own = { ...subscription, url: new Request(subscription.url).url };
    const rhythm = new ChangeRhythm(this.#subject.clock, (models) => {
      const changed_models = models.map((name) => ({ name }));
      void this.#deliver(own, "data-changed", { ...subjectOf(this.#subject), changed_models });
    });
    this.#rhythms.set(own, rhythm);
    return () => {
      rhythm.end();
      this.#rhythms.delete(own);
    };
  }

  send<Type extends keyof WebhookData>(
    type: Type,
    data?: Partial<WebhookData[Type]>,
  ): Promise<readonly WebhookDelivery[]> {
    const whole = { ...eventData[type](this.#subject), ...data };
    return Promise.all([...this.#rhythms.keys()].map((subscription) => this.#deliver(subscription, type, whole)));
  }

  async settled(): Promise<void> {
    for (;;) {
      this.#subject.clock.advance(0);
      if (this.#underway.size === 0) return;
      await Promise.all(this.#underway);
    }
  }

  deliveries(): readonly WebhookDelivery[] {
    return [...this.#deliveries];
  }

  /** A record of this model changed. */
  changed(model: ChangedModel): void {
    if (!this.#subject.integration.coverage.isAvailable(readWith(model))) return;
    for (const rhythm of this.#rhythms.values()) rhythm.changed(model);
  }

  /** Nothing is sent any more, and no answer waited for. */
  close(): void {
    for (const rhythm of this.#rhythms.values()) rhythm.end();
    this.#rhythms.clear();
    this.#closed.abort(new Error("The emulator was closed"));
  }

  #deliver(subscription: WebhookSubscription, type: string, data: unknown): Promise<WebhookDelivery> {
    const { options, clock } = this.#subject;
    this.#sent += 1;
    const event = { id: `${options.integrationId}:event-${this.#sent}`, type, data };
    const delivery: Writable = { url: subscription.url, event, sentAt: clock.now(), status: null, error: null };
    this.#remember(delivery);
    const ended = deliver(subscription, event, this.#closed.signal).then((outcome) => {
      this.#underway.delete(ended);
      Object.assign(delivery, outcome);
      subscription.onDelivery?.(delivery);
      return delivery;
    });
    this.#underway.add(ended);
    return ended;
  }

  #remember(delivery: WebhookDelivery): void {
    this.#deliveries.push(delivery);
    const { rememberedRequests: limit } = this.#subject.options;
    if (this.#deliveries.length > limit * 1.1) this.#deliveries = this.#deliveries.slice(-limit);
  }
}
