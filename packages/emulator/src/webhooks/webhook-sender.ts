import type { EmulatorState } from "../state.ts";
import { signedWebhook } from "./signed-webhook.ts";

/** Where events go. */
export interface WebhookSubscription {
  readonly url: string;
  /** What they are signed with. */
  readonly secret: string;
  /** In place of the network, for an app in the same process. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** What became of a delivery. */
export interface DeliveredWebhook {
  readonly url: string;
  readonly eventId: string;
  readonly changedModels: readonly string[];
  /** What the app answered, as an HTTP status. */
  readonly status: number;
}

/** Tells subscribers that records changed. */
export interface Webhooks {
  /** From now on, changes are told to this address. @returns A function that ends it. */
  subscribe(subscription: WebhookSubscription): () => void;
  /**
   * Sends each subscriber one `data-changed` with the models that changed since the last one; none, when nothing did.
   * Kombo sends by itself, at most once in 30 seconds; here it is the test that says when. What was answered with an
   * error is not sent again, since whether Kombo would is not known.
   * @throws {TypeError} as `fetch` does, when an address cannot be reached.
   */
  deliver(): Promise<readonly DeliveredWebhook[]>;
}

/** Kombo's names of the models. Of attachments none is known; changes of relations are told as of the record. */
const models = {
  ats_jobs: "jobs",
  ats_job_postings: "jobPostings",
  ats_screening_questions: "screeningQuestions",
  ats_application_stages: "stages",
  ats_applications: "applications",
  ats_candidates: "candidates",
  ats_interviews: "interviews",
  ats_offers: "offers",
  ats_notes: "notes",
  ats_scorecards: "scorecards",
  ats_tags: "tags",
  ats_users: "users",
  ats_roles: "roles",
  ats_rejection_reasons: "rejectionReasons",
} as const;
type Model = keyof typeof models;
type Revisions = Readonly<Record<Model, number>>;

/** Finds out by the revisions of the world's collections what changed. */
export class WebhookSender implements Webhooks {
  readonly #state: EmulatorState;
  readonly #told = new Map<WebhookSubscription, Revisions>();
  #sent = 0;

  constructor(state: EmulatorState) {
    this.#state = state;
  }

  subscribe(subscription: WebhookSubscription): () => void {
    const own = { ...subscription };
    this.#told.set(own, this.#revisions());
    return () => void this.#told.delete(own);
  }

  async deliver(): Promise<readonly DeliveredWebhook[]> {
    const delivered: DeliveredWebhook[] = [];
    for (const [subscription, before] of this.#told) {
      const now = this.#revisions();
      const changed = (Object.keys(models) as Model[]).filter((model) => now[model] !== before[model]);
      this.#told.set(subscription, now);
      if (changed.length > 0) delivered.push(await this.#send(subscription, changed));
    }
    return delivered;
  }

  #revisions(): Revisions {
    const { world } = this.#state;
    const entries = Object.entries(models).map(([model, collection]) => [model, world[collection].revision]);
    return Object.fromEntries(entries) as Revisions;
  }

  async #send({ url, secret, fetch }: WebhookSubscription, changedModels: readonly Model[]): Promise<DeliveredWebhook> {
    this.#sent += 1;
    const { integrationId, tool } = this.#state.options;
    const eventId = `${integrationId}:event-${this.#sent}`;
    const data = {
      integration_id: integrationId,
      integration_tool: tool,
      integration_category: "ATS",
      changed_models: changedModels.map((name) => ({ name })),
    };
    const signed = signedWebhook({ id: eventId, type: "data-changed", data }, secret);
    const { status } = await (fetch ?? globalThis.fetch)(new Request(url, { method: "POST", ...signed }));
    return { url, eventId, changedModels, status };
  }
}
