import { AtsError, EVENTS, oneOfThese, token, type Call, type Injected, type Token } from "@anyats/core";
import { at, orNull, SharedAnswers } from "@anyats/http";
import { z } from "zod/mini";
import { asItIs, LISTS } from "./lists.ts";
import { plansOf, reasonRecord, stageOf, type JobContext } from "./mapping.ts";
import { wireJob, wirePosting, wireReason, wireStage, type WirePosting, type WireStage } from "./wire.ts";

const department = z.looseObject({ id: z.string(), name: orNull(z.string()) });
const reasonReading = { schema: wireReason, map: reasonRecord };
const { defaultInterviewPlanId, interviewPlanIds } = wireJob.shape;
const withPlans = z.object({ defaultInterviewPlanId, interviewPlanIds });

/** For how many plans the stages are kept. */
const mostPlans = 1_000;

interface Kept {
  readonly departments: ReadonlyMap<string, string | null>;
  readonly postings: ReadonlyMap<string | null | undefined, readonly WirePosting[]>;
}

/** What jobs refer to: plans with their stages, departments, postings; and why applications are archived. */
export class Directory {
  static readonly inject = { lists: LISTS, events: EVENTS };
  readonly #lists: Injected<typeof Directory.inject>["lists"];
  readonly #events: Injected<typeof Directory.inject>["events"];
  #plans = new SharedAnswers<readonly WireStage[]>(mostPlans);
  /** What jobs refer to besides their plans, as it was last read; undefined on a connection that has read nothing yet. */
  #kept: Kept | undefined;

  constructor({ lists, events }: Injected<typeof Directory.inject>) {
    this.#lists = lists;
    this.#events = events;
  }

  /**
   * What the jobs of one page refer to, and their mapping's context. It is the page's own: what is kept for the connection
   * may be read again meanwhile by another stream.
   * @param fresh Whether departments, postings and plans are read again. A stream that another process goes on with finds
   * nothing read yet.
   */
  jobReferences(fresh: boolean, call: Call) {
    const plans = new Map<string, readonly WireStage[]>();
    let kept = fresh ? undefined : this.#kept;
    const context: JobContext = {
      stages: (planIds) => planIds.flatMap((id) => plans.get(id) ?? []).map(stageOf),
      department: (id) => kept?.departments.get(id) ?? null,
      postings: (jobId) => kept?.postings.get(jobId) ?? [],
    };
    return {
      context,
      /** Reads what jobs refer to, before they are mapped. */
      prepare: async (jobs: readonly unknown[]): Promise<void> => {
        kept ??= await this.#readAgain(call);
        const ids = jobs.flatMap((raw) => plansOf(withPlans.safeParse(raw).data ?? {}));
        for (const id of new Set(ids))
          plans.set(id, await this.#unlessGone(id, call, () => this.#stagesOfPlan(id, call)));
      },
    };
  }

  async #readAgain(call: Call): Promise<Kept> {
    this.#plans = new SharedAnswers(mostPlans);
    const departmentList = {
      path: "/department.list",
      reading: asItIs(department),
      parameters: { includeArchived: true },
    };
    const departments = await this.#lists.all(departmentList, call);
    const postings = await this.#lists.all({ path: "/jobPosting.list", reading: asItIs(wirePosting) }, call, true);
    return (this.#kept = {
      departments: new Map(departments.map(({ id, name }) => [id, name ?? null])),
      postings: Map.groupBy(postings, ({ jobId }) => jobId),
    });
  }

  /** The stages of a plan, in their order. Kept, since every page of jobs asks for the same plans. */
  async #stagesOfPlan(id: string, call: Call): Promise<readonly WireStage[]> {
    return this.#plans.kept(id) ?? this.#readStages(id, call);
  }

  /** A stage of a plan. Where what is kept has none, the plan is read again: a customer may have added it since. */
  async stageOfPlan(id: string, isIt: (stage: WireStage) => boolean, call: Call): Promise<WireStage | undefined> {
    return this.#plans.kept(id)?.find(isIt) ?? (await this.#readStages(id, call)).find(isIt);
  }

  /** The stages of a plan that a job names, as they are now; none where the plan is there no more. */
  stagesThere(id: string, call: Call): Promise<readonly WireStage[]> {
    return this.#unlessGone(id, call, () => this.#readStages(id, call));
  }

  /** A job may name a plan that was deleted: it costs the job those stages, and no list. */
  async #unlessGone(id: string, call: Call, read: () => Promise<readonly WireStage[]>): Promise<readonly WireStage[]> {
    try {
      return await read();
    } catch (error) {
      if (!AtsError.is(error) || error.code !== "record.not-found") throw error;
      const problem = "is a plan that is not there any more";
      this.#events.emit("quarantine", { capability: call.capability, id, path: "$.interviewPlanIds[]", problem });
      return [];
    }
  }

  /** The same as they are now; applications that are rejected at once ask together. */
  #readStages(id: string, call: Call): Promise<readonly WireStage[]> {
    const listing = {
      path: "/interviewStage.list",
      reading: asItIs(wireStage),
      parameters: { interviewPlanId: id },
    };
    return this.#plans.read(id, call, () => this.#lists.all(listing, call, true), true);
  }

  /** Why applications are archived; archived reasons cannot be given. */
  reasons(call: Call) {
    const flatten = (raw: unknown) => (at(raw, "isArchived") === true ? [] : [raw]);
    return this.#lists.all({ path: "/archiveReason.list", reading: reasonReading, flatten }, call, true);
  }

  /** @throws {InvalidInput} when there is no such reason. */
  async checkReason(id: string, call: Call): Promise<void> {
    const message = "must be one of applications.listRejectionReasons";
    oneOfThese(await this.reasons(call), id, "The rejection reason", "reasonId", message);
  }
}

export const DIRECTORY: Token<Directory> = token("ashby/directory");

export const isArchivedStage = ({ type }: WireStage) => type === "Archived";
