import {
  InvalidInput,
  LIMITATIONS,
  receipt,
  refusal,
  token,
  type Call,
  type Injected,
  type ListedStage,
  type Receipt,
  type Token,
} from "@anyats/core";
import { HTTP, readEach } from "@anyats/http";
import { z } from "zod/mini";
import { DIRECTORY, isArchivedStage } from "./directory.ts";
import { asItIs, LISTS } from "./lists.ts";
import { jobStatuses, plansOf, stageOf } from "./mapping.ts";
import { anything, post, unlessMissing } from "./results.ts";
import { wireJob, wireStage, type WireStage } from "./wire.ts";

const placed = z.looseObject({
  currentInterviewStage: z.nullish(wireStage),
  archiveReason: z.nullish(z.looseObject({ id: z.nullish(z.string()) })),
});
const planned = z.pick(wireJob, { id: true, defaultInterviewPlanId: true, interviewPlanIds: true });
/** How many jobs are asked for at a time. */
const atOnce = 8;
const archiveLimitation = "ashby.archived-stages-are-no-targets";

/** Moves applications within their plans. */
export class Stages {
  static readonly inject = { http: HTTP, directory: DIRECTORY, lists: LISTS, limitations: LIMITATIONS };
  readonly #collaborators: Injected<typeof Stages.inject>;

  constructor(collaborators: Injected<typeof Stages.inject>) {
    this.#collaborators = collaborators;
  }

  /** Every stage of the jobs' plans, each with the jobs that have it. */
  async listed(jobIds: readonly string[] | undefined, call: Call): Promise<ListedStage[]> {
    const { directory } = this.#collaborators;
    const found = new Map<string, Omit<ListedStage, "jobIds"> & { readonly jobIds: Set<string> }>();
    const plans = new Map<string, readonly WireStage[]>();
    // By their ids: a list that changes while it is read may give a job twice.
    const jobs = new Map((await this.#jobs(jobIds, call)).map((job) => [job.id, job]));
    for (const job of jobs.values())
      for (const planId of plansOf(job)) {
        const stages = plans.get(planId) ?? (await directory.stagesThere(planId, call));
        plans.set(planId, stages);
        for (const stage of stages) {
          const isArchived = isArchivedStage(stage);
          // Several plans of a job may have it.
          const { jobIds } = found.get(stage.id) ?? { jobIds: new Set() };
          found.set(stage.id, {
            ...stageOf(stage),
            jobIds: jobIds.add(job.id),
            movable: !isArchived,
            notMovableReason: isArchived ? this.#limitation.reason : null,
          });
        }
      }
    return [...found.values()].map((stage) => ({ ...stage, jobIds: [...stage.jobIds] }));
  }

  async move(id: string, stageId: string, call: Call): Promise<Receipt> {
    const { current, target } = await this.#placed(id, (stage) => stage.id === stageId, call);
    if (!target)
      throw new InvalidInput("The stage", [{ path: "stage", message: "must be a stage of the application's plan" }]);
    if (isArchivedStage(target)) throw refusal(this.#limitation, call.capability);
    // A repeat may add to the history of the application (inferred).
    if (current.id !== stageId) await this.#change({ applicationId: id, interviewStageId: stageId }, call);
    return receipt();
  }

  /** Rejecting is a move to the plan's archived stage, with a reason (documented). */
  async archive(id: string, archiveReasonId: string, call: Call): Promise<Receipt> {
    const { current, reasonId, target } = await this.#placed(id, isArchivedStage, call);
    if (!target)
      throw new InvalidInput("The application", [
        { path: "application", message: "must be in a plan with an archived stage" },
      ]);
    // For another reason it is written again; that Ashby accepts this is inferred.
    if (isArchivedStage(current) && reasonId === archiveReasonId) return receipt();
    await this.#change({ applicationId: id, interviewStageId: target.id, archiveReasonId }, call);
    return receipt();
  }

  /** Where an application stands, and a stage of its plan. */
  async #placed(id: string, isTarget: (stage: WireStage) => boolean, call: Call) {
    const { http, directory } = this.#collaborators;
    const expected = { schema: placed, effect: "reads" } as const;
    const found = await post(http, "/application.info", { applicationId: id }, expected, call);
    const { currentInterviewStage: current, archiveReason } = found;
    if (!current?.interviewPlanId)
      throw new InvalidInput("The application", [{ path: "application", message: "must be in an interview plan" }]);
    const target = await directory.stageOfPlan(current.interviewPlanId, isTarget, call);
    return { current, reasonId: archiveReason?.id, target };
  }

  async #change(body: object, call: Call): Promise<void> {
    const expected = { schema: anything, effect: "idempotent" } as const;
    await post(this.#collaborators.http, "/application.changeStage", body, expected, call);
  }

  async #jobs(ids: readonly string[] | undefined, call: Call) {
    const { http, lists } = this.#collaborators;
    const expected = { schema: planned, effect: "reads" } as const;
    if (ids) {
      // A job that does not exist has no stages, and costs the others none.
      const found = await readEach(ids, atOnce, (id) => unlessMissing(post(http, "/job.info", { id }, expected, call)));
      return found.filter((job) => job !== undefined);
    }
    const parameters = { status: Object.keys(jobStatuses) };
    return lists.all({ path: "/job.list", reading: asItIs(planned), parameters }, call);
  }

  get #limitation() {
    return this.#collaborators.limitations.all.find(({ id }) => id === archiveLimitation)!;
  }
}

export const STAGES: Token<Stages> = token("ashby/stages");
