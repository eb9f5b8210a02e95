import type {
  Call,
  CallHandler,
  Injected,
  InputOf,
  applications,
  ListedStage,
  Receipt,
  RejectionReason,
} from "@anyats/core";
import { API } from "../api.ts";
import { REASONS } from "../reasons.ts";
import { LISTS } from "../list-pages.ts";
import { jobReading } from "../records/records.ts";
import { STAGES } from "../stages.ts";
import { documented } from "./documented.ts";

const done: Receipt = { settledBy: "answer", warnings: [] };

/** `GET /stages`: one workflow, so each stage belongs to every job. */
export class ListApplicationStages implements CallHandler<typeof applications.listStages> {
  static readonly inject = { stages: STAGES, lists: LISTS };
  readonly lane = "native" as const;
  readonly routes = documented("GET /stages", "GET /jobs");
  readonly #collaborators: Injected<typeof ListApplicationStages.inject>;

  constructor(collaborators: Injected<typeof ListApplicationStages.inject>) {
    this.#collaborators = collaborators;
  }

  async handle({ jobIds }: InputOf<typeof applications.listStages>, call: Call): Promise<ListedStage[]> {
    const { stages } = this.#collaborators;
    const all = await stages.all(call);
    const jobs = jobIds ?? (await this.#jobs(call));
    return all.map((stage) => {
      const limitation = stages.whyNoTarget(stage.id);
      return {
        ...stage,
        jobIds: [...jobs],
        movable: limitation === undefined,
        notMovableReason: limitation?.reason ?? null,
      };
    });
  }

  async #jobs(call: Call): Promise<string[]> {
    const ids: string[] = [];
    let position: string | number | null = null;
    do {
      const listing = { kind: "jobs", reading: jobReading([]), filter: {}, parameters: {} } as const;
      const { next, decode } = await this.#collaborators.lists.page(listing, position, call);
      ids.push(...decode().records.map(({ id }) => id));
      position = next as string | null;
    } while (position !== null);
    return ids;
  }
}

/** `GET /reasons` */
export class ListRejectionReasons implements CallHandler<typeof applications.listRejectionReasons> {
  static readonly inject = { reasons: REASONS };
  readonly lane = "native" as const;
  readonly routes = documented("GET /reasons");
  readonly #reasons: Injected<typeof ListRejectionReasons.inject>["reasons"];

  constructor({ reasons }: Injected<typeof ListRejectionReasons.inject>) {
    this.#reasons = reasons;
  }

  handle(_input: InputOf<typeof applications.listRejectionReasons>, call: Call): Promise<RejectionReason[]> {
    return this.#reasons.all(call);
  }
}

/** `PUT /applications/{id}/stage`: the same move again changes nothing, so it may be repeated. */
export class MoveApplicationToStage implements CallHandler<typeof applications.moveToStage> {
  static readonly inject = { api: API, stages: STAGES };
  readonly lane = "native" as const;
  readonly routes = documented("PUT /applications/{id}/stage", "GET /stages");
  readonly #collaborators: Injected<typeof MoveApplicationToStage.inject>;

  constructor(collaborators: Injected<typeof MoveApplicationToStage.inject>) {
    this.#collaborators = collaborators;
  }

  async handle({ application, stage }: InputOf<typeof applications.moveToStage>, call: Call): Promise<Receipt> {
    const { api, stages } = this.#collaborators;
    await stages.check(stage.id, call);
    const path = `/applications/${encodeURIComponent(application.id)}/stage`;
    await api.send({ method: "PUT", path, body: { stage_id: stage.id }, effect: "idempotent" }, call);
    return done;
  }
}

/** `PUT /applications/{id}/rejection` */
export class RejectApplication implements CallHandler<typeof applications.reject> {
  static readonly inject = { api: API, reasons: REASONS };
  readonly lane = "native" as const;
  readonly routes = documented("PUT /applications/{id}/rejection", "GET /reasons");
  readonly #collaborators: Injected<typeof RejectApplication.inject>;

  constructor(collaborators: Injected<typeof RejectApplication.inject>) {
    this.#collaborators = collaborators;
  }

  async handle({ application, reasonId }: InputOf<typeof applications.reject>, call: Call): Promise<Receipt> {
    const { api, reasons } = this.#collaborators;
    await reasons.check(reasonId, call);
    const path = `/applications/${encodeURIComponent(application.id)}/rejection`;
    await api.send({ method: "PUT", path, body: { reason_id: reasonId }, effect: "idempotent" }, call);
    return done;
  }
}
