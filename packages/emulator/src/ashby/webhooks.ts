import { createHmac } from "node:crypto";
import { Deliveries, type WebhookFeed } from "../webhooks/deliveries.ts";
import type { WebhookDelivery, WebhookEvent, WebhookSubscription } from "../webhooks/delivery.ts";
import type { VirtualClock } from "../world/clock.ts";
import type { WorldModel } from "../world/models.ts";
import type { World } from "../world/world.ts";
import * as records from "./records.ts";
import type { AshbyState } from "./state.ts";

/** Answers after which a webhook is not sent again (documented). */
const final = new Set([401, 403, 404, 405, 410]);
const mostAttempts = 10;

/** Signs an event as Ashby does: HMAC-SHA256 over the body, in hexadecimal digits. */
export function signedAshbyWebhook(event: object, secret: string): { body: string; headers: Record<string, string> } {
  const body = JSON.stringify(event);
  const signature = `sha256=${createHmac("sha256", secret).update(body, "utf8").digest("hex")}`;
  const headers = { "content-type": "application/json", "user-agent": "Ashby-Webhook", "ashby-signature": signature };
  return { body, headers };
}

/** Tells subscribers what happens, as Ashby does: one webhook for each action, sent again when it is not taken. */
export class AshbyWebhooks implements WebhookFeed {
  readonly #clock: VirtualClock;
  readonly #deliveries: Deliveries;
  readonly #subscriptions = new Set<WebhookSubscription>();
  readonly #stages = new Map<string, string | null>();
  #state: AshbyState | undefined;
  #actions = 0;

  constructor(clock: VirtualClock, deliveries: Deliveries) {
    this.#clock = clock;
    this.#deliveries = deliveries;
  }

  /** From now on, changes are told. */
  begin(state: AshbyState): void {
    this.#state = state;
    for (const { id, current_stage_id } of state.world.applications.all()) this.#stages.set(id, current_stage_id);
  }

  subscribe(subscription: WebhookSubscription): () => void {
    const own = { ...subscription, url: new Request(subscription.url).url };
    this.#subscriptions.add(own);
    this.#send(own, { id: "", type: "ping", data: { webhookActionType: "ping" } }, mostAttempts);
    return () => void this.#subscriptions.delete(own);
  }

  settled(): Promise<void> {
    return this.#deliveries.settled();
  }

  deliveries(): readonly WebhookDelivery[] {
    return this.#deliveries.all();
  }

  /** A record of the world changed. */
  changed(model: WorldModel, id: string): void {
    if (!this.#state || this.#subscriptions.size === 0) return;
    const told = this.#actionsOf(model, id, this.#state);
    if (told.length === 0) return;
    // What one action causes carries one id (documented).
    this.#actions += 1;
    const actionId = `action-${this.#actions}`;
    for (const [type, data] of told)
      for (const subscription of this.#subscriptions) this.#send(subscription, { id: actionId, type, data }, 1);
  }

  close(): void {
    this.#subscriptions.clear();
    this.#deliveries.close();
  }

  #actionsOf(model: WorldModel, id: string, state: AshbyState): readonly (readonly [type: string, data: object])[] {
    const { world } = state;
    if (model === "applications") {
      const row = world.applications.get(id);
      if (!row || row.remote_deleted_at !== null) return [];
      const data = { application: records.application(row, state) };
      const isNew = !this.#stages.has(id);
      const moved = !isNew && this.#stages.get(id) !== row.current_stage_id;
      this.#stages.set(id, row.current_stage_id);
      if (isNew) return [["applicationSubmit", data]];
      return [...(moved ? [["candidateStageChange", data] as const] : []), ["applicationUpdate", data]];
    }
    if (model === "candidates")
      return gone(world, "candidates", id) ? [["candidateDelete", { candidate: { id } }]] : [];
    if (model === "jobs") {
      const row = world.jobs.get(id);
      return row && row.remote_deleted_at === null ? [["jobUpdate", { job: records.job(row, state) }]] : [];
    }
    if (model === "offers") {
      const row = world.offers.get(id);
      if (!row) return [];
      if (row.remote_deleted_at !== null)
        return [["offerDelete", { offer: { id, applicationId: row.application_id } }]];
      return [["offerUpdate", { offer: records.offer(row, world) }]];
    }
    if (model !== "interviews") return [];
    const row = world.interviews.get(id);
    return row && row.remote_deleted_at === null
      ? [["interviewScheduleUpdate", { interviewSchedule: records.schedule(row, state) }]]
      : [];
  }

  #send(subscription: WebhookSubscription, event: WebhookEvent, attempt: number): void {
    const { id, type: action, data } = event;
    const sent = { action, data, ...(id !== "" && { webhookActionId: id }) };
    const signed = signedAshbyWebhook(sent, subscription.secret);
    void this.#again(this.#deliveries.send(subscription, event, signed), subscription, event, attempt);
  }

  /** Sends once more, later, what was not taken. */
  async #again(
    delivery: Promise<WebhookDelivery>,
    subscription: WebhookSubscription,
    event: WebhookEvent,
    attempt: number,
  ): Promise<void> {
    const { status } = await delivery;
    const taken = status !== null && status >= 200 && status < 300;
    if (taken || attempt >= mostAttempts || (status !== null && final.has(status))) return;
    const wait = (2 ** attempt - 1) * 10_000;
    this.#clock.at(this.#clock.milliseconds() + wait, () => {
      if (this.#subscriptions.has(subscription)) this.#send(subscription, event, attempt + 1);
    });
  }
}

const gone = (world: World, model: "candidates", id: string) => world[model].get(id)?.remote_deleted_at != null;
