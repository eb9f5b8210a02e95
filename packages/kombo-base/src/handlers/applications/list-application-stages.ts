import type { Call, CallHandler, Injected, InputOf, Limitations, ListedStage, applications, Stage } from "@anyats/core";
import { LIMITATIONS } from "@anyats/core";
import { jobReading } from "../../mapping/job.ts";
import { LISTS } from "../../reading/list-reader.ts";
import { queryOf } from "../../reading/query.ts";
import { STAGES } from "../../reading/stage-directory.ts";

type Capability = typeof applications.listStages;

/**
 * The stages of the jobs, from `GET /ats/jobs`. Kombo's list of all stages is deprecated, and its ids are often
 * refused as targets of a move; those of the jobs are the right ones.
 */
export class ListApplicationStages implements CallHandler<Capability> {
  static readonly inject = { lists: LISTS, limitations: LIMITATIONS, directory: STAGES };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "GET", path: "/ats/jobs", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof ListApplicationStages.inject>;

  constructor(collaborators: Injected<typeof ListApplicationStages.inject>) {
    this.collaborators = collaborators;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<ListedStage[]> {
    if (input.jobIds?.length === 0) return [];
    const { lists, limitations, directory } = this.collaborators;
    const stages = new Map<string, ListedStage>();
    for await (const { records } of lists.all("/ats/jobs", jobReading, queryOf({ ids: input.jobIds }), call))
      for (const job of records) {
        directory.remember(job);
        for (const stage of job.stages) {
          const known = stages.get(stage.id);
          if (known) known.jobIds.push(job.id);
          else stages.set(stage.id, this.#listed(stage, job.id, limitations));
        }
      }
    return [...stages.values()];
  }

  #listed(stage: Stage, jobId: string, limitations: Limitations): ListedStage {
    const forbidden = stage.remoteId
      ? limitations.forbidden("applications.moveToStage", "stage.remoteId", stage.remoteId)
      : undefined;
    return {
      ...stage,
      jobIds: [jobId],
      movable: forbidden === undefined,
      notMovableReason: forbidden?.summary ?? null,
    };
  }
}
