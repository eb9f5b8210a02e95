import { token, type Call, type Injected, type Job, type Stage, type Token } from "@anyats/core";
import { applicationWithJobReading } from "../mapping/application.ts";
import { jobWithStagesReading } from "../mapping/job.ts";
import { LISTS } from "./list-reader.ts";
import { SharedAnswers } from "@anyats/http";

/** How many jobs' stages, and how many applications' jobs, a connection remembers. */
const capacity = 10_000;

/** What a connection has seen of stages: which job has which, and which job an application is for. */
export interface Stages {
  /** A stage that was seen before. Asks nothing. */
  known(stageId: string): Stage | undefined;
  /** Takes note of a job's stages. */
  remember(job: Pick<Job, "id" | "stages">): void;
  /**
   * A stage of a job; the job is read when the stage was not seen on it. `undefined` when the job lacks it, null when the
   * job lists no stages at all.
   */
  ofJob(jobId: string, stageId: string, call: Call): Promise<Stage | undefined | null>;
  /**
   * The job of an application; null when Kombo does not know it.
   * @param again Reads it also where it was seen: an application may have gone to another job since.
   * @throws {RecordNotFound}
   */
  jobOf(applicationId: string, call: Call, again?: boolean): Promise<string | null>;
}

export const STAGES: Token<Stages> = token("kombo/stages");

type StagesById = ReadonlyMap<string, Stage>;

/** Remembers the stages of the jobs that were seen, and reads those that were not. */
export class StageDirectory implements Stages {
  static readonly inject = { lists: LISTS };
  readonly #collaborators: Injected<typeof StageDirectory.inject>;
  readonly #jobs = new SharedAnswers<StagesById>(capacity);
  readonly #applications = new SharedAnswers<string | null>(capacity);
  readonly #stages = new SharedAnswers<Stage>(capacity * 10);

  constructor(collaborators: Injected<typeof StageDirectory.inject>) {
    this.#collaborators = collaborators;
  }

  known(stageId: string): Stage | undefined {
    return this.#stages.kept(stageId);
  }

  remember(job: Pick<Job, "id" | "stages">): void {
    this.#jobs.keep(job.id, this.#taken(job));
  }

  async ofJob(jobId: string, stageId: string, call: Call): Promise<Stage | undefined | null> {
    const known = this.#jobs.kept(jobId);
    const kept = known?.get(stageId);
    if (kept) return kept;
    // It may have been added since the job was seen.
    const read = async () =>
      this.#taken(await this.#collaborators.lists.one("job", "/ats/jobs", jobWithStagesReading, { id: jobId }, call));
    const stages = await this.#jobs.read(jobId, call, read, known !== undefined);
    return stages.size === 0 ? null : stages.get(stageId);
  }

  async jobOf(applicationId: string, call: Call, again = false): Promise<string | null> {
    const kept = this.#applications.kept(applicationId);
    if (kept !== undefined && !again) return kept;
    return this.#applications.read(
      applicationId,
      call,
      async () => {
        const by = { id: applicationId };
        const { jobId } = await this.#collaborators.lists.one(
          "application",
          "/ats/applications",
          applicationWithJobReading,
          by,
          call,
        );
        return jobId;
      },
      again,
    );
  }

  #taken(job: Pick<Job, "stages">): StagesById {
    for (const stage of job.stages) this.#stages.keep(stage.id, stage);
    return new Map(job.stages.map((stage) => [stage.id, stage]));
  }
}
