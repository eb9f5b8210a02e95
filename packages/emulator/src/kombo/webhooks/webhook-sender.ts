import type { WorldModel } from "../../world/models.ts";
import { ChangeRhythm } from "./change-rhythm.ts";
import { Deliveries, type WebhookFeed } from "../../webhooks/deliveries.ts";
import type { WebhookDelivery, WebhookSubscription } from "../../webhooks/delivery.ts";
import { changedModel, readWith } from "./changed-model.ts";
import { signedWebhook } from "./signed-webhook.ts";
import { eventData, subjectOf, type EventSubject, type WebhookData } from "./event-data.ts";

/** Tells subscribers what happens, on its own and as Kombo does. */
export interface Webhooks extends WebhookFeed {
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
}

export class WebhookSender implements Webhooks {
  readonly #subject: EventSubject;
  readonly #rhythms = new Map<WebhookSubscription, ChangeRhythm>();
  readonly #deliveries: Deliveries;
  #sent = 0;

  constructor(subject: EventSubject) {
    this.#subject = subject;
    this.#deliveries = new Deliveries(subject.clock, subject.options.rememberedRequests);
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

  settled(): Promise<void> {
    return this.#deliveries.settled();
  }

  deliveries(): readonly WebhookDelivery[] {
    return this.#deliveries.all();
  }

  /** A record of this model changed. */
  changed(worldModel: WorldModel): void {
    const model = changedModel(worldModel);
    if (!model || !this.#subject.integration.coverage.isAvailable(readWith(model))) return;
    for (const rhythm of this.#rhythms.values()) rhythm.changed(model);
  }

  /** Nothing is sent any more, and no answer waited for. */
  close(): void {
    for (const rhythm of this.#rhythms.values()) rhythm.end();
    this.#rhythms.clear();
    this.#deliveries.close();
  }

  #deliver(subscription: WebhookSubscription, type: string, data: unknown): Promise<WebhookDelivery> {
    this.#sent += 1;
    const event = { id: `${this.#subject.options.integrationId}:event-${this.#sent}`, type, data };
    return this.#deliveries.send(subscription, event, signedWebhook(event, subscription.secret));
  }
}
