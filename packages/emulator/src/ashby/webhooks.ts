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
  /** The records that were there at the last change of each, and the stages of applications. */
  readonly #known = new Map<string, string | null>();
  readonly #state: () => AshbyState;
  #actions = 0;

  constructor(clock: VirtualClock, deliveries: Deliveries, state: () => AshbyState) {
    this.#clock = clock;
    this.#deliveries = deliveries;
    this.#state = state;
  }

  /** Notes the records that are there, from which changes are told apart: only where somebody hears about them. */
  #begin({ world }: AshbyState): void {
    this.#known.clear();
    for (const model of ["applications", "jobs", "offers", "interviews"] as const)
      for (const { id } of world[model].all()) this.#noted(model, id, world);
  }

  /** What was known of a record, `undefined` of a new one; from now on, what is. */
  #noted(model: WorldModel, id: string, world: World): string | null | undefined {
    const [key, stage] = [`${model}/${id}`, world.applications.get(id)?.current_stage_id ?? null];
    const before = this.#known.get(key);
    this.#known.set(key, model === "applications" ? stage : null);
    return before;
  }

  subscribe(subscription: WebhookSubscription): () => void {
    const own = { ...subscription, url: new Request(subscription.url).url };
    if (this.#subscriptions.size === 0) this.#begin(this.#state());
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
    if (this.#subscriptions.size === 0) return;
    const state = this.#state();
    const before = this.#noted(model, id, state.world);
    const told = this.#actionsOf(model, id, state, before);
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

  #actionsOf(
    model: WorldModel,
    id: string,
    state: AshbyState,
    before: string | null | undefined,
  ): readonly (readonly [type: string, data: object])[] {
    const { world } = state;
    const isNew = before === undefined;
    if (model === "applications") {
      const row = world.applications.get(id);
      if (!row || row.remote_deleted_at !== null) return [];
      const application = records.application(row, state) as { readonly status?: string };
      const data = { application };
      if (isNew) return [["applicationSubmit", data]];
      const moved = before !== row.current_stage_id;
      const isHired = moved && application.status === "Hired";
      const [offer] = isHired ? world.offers.where("application_id", id) : [];
      // What one action causes (documented).
      return [
        ...(isHired
          ? [["candidateHire", { ...data, ...(offer && { offer: records.offer(offer, state) }) }] as const]
          : []),
        ...(moved ? [["candidateStageChange", data] as const] : []),
        ["applicationUpdate", data],
      ];
    }
    if (model === "candidates")
      return gone(world, "candidates", id) ? [["candidateDelete", { candidate: { id } }]] : [];
    if (model === "jobs") {
      const row = world.jobs.get(id);
      return row && row.remote_deleted_at === null
        ? [[isNew ? "jobCreate" : "jobUpdate", { job: records.job(row, state) }]]
        : [];
    }
    if (model === "offers") {
      const row = world.offers.get(id);
      if (!row) return [];
      if (row.remote_deleted_at !== null)
        return [["offerDelete", { offer: { id, applicationId: row.application_id } }]];
      return [[isNew ? "offerCreate" : "offerUpdate", { offer: records.offer(row, state) }]];
    }
    if (model !== "interviews") return [];
    const row = world.interviews.get(id);
    if (!row || row.remote_deleted_at !== null) return [];
    const data = { interviewSchedule: records.schedule(row, state) };
    const candidateId = world.applications.get(row.application_id)?.candidate_id;
    return [
      ...(isNew ? [["interviewScheduleCreate", data] as const] : []),
      ["interviewScheduleUpdate", { ...data, candidateId }],
    ];
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
