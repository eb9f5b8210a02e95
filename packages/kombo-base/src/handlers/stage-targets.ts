import { InvalidInput, LIMITATIONS, refusal, token, type Call, type Injected, type Token } from "@anyats/core";
import { STAGES } from "../reading/stage-directory.ts";
import { checkedBefore } from "./checked-before.ts";

/** Where an application is to stand, and how its job is found. */
export interface Target {
  readonly stage: { readonly id: string; readonly remoteId?: string };
  /** @param again Asks for the job of now, also where one is known. */
  readonly jobId: (again: boolean) => Promise<string | null>;
}

/** Checks the stages that commands are given, before anything is written. */
export interface StageTargets {
  /**
   * @throws {RefusedByLimitation} when a limitation forbids the stage; without a request where the stage is known.
   * @throws {InvalidInput} when the stage is none of the job.
   */
  check(target: Target, call: Call): Promise<void>;
}

export const STAGE_TARGETS: Token<StageTargets> = token("kombo/stage-targets");

/** Checks them with the limitations of the connection and with the stages of the job. */
export class CheckedStageTargets implements StageTargets {
  static readonly inject = { stages: STAGES, limitations: LIMITATIONS };
  readonly #collaborators: Injected<typeof CheckedStageTargets.inject>;

  constructor(collaborators: Injected<typeof CheckedStageTargets.inject>) {
    this.#collaborators = collaborators;
  }

  async check({ stage, jobId }: Target, call: Call): Promise<void> {
    const { stages } = this.#collaborators;
    this.#refuseForbidden(stage.remoteId ?? stages.known(stage.id)?.remoteId, call);
    await checkedBefore("The stage", call, async () => {
      const job = await jobId(false);
      if (job === null) return;
      let found = await stages.ofJob(job, stage.id, call);
      if (found === undefined) {
        const now = await jobId(true);
        if (now === null) return;
        if (now !== job) found = await stages.ofJob(now, stage.id, call);
      }
      if (found === null) {
        const message = "The stage could not be checked before the write: the job lists no stages.";
        return call.warn({ message, code: null });
      }
      if (!found)
        throw new InvalidInput("The stage", [{ path: "stage", message: "must be a stage of the application's job" }]);
      this.#refuseForbidden(found.remoteId, call);
    });
  }

  #refuseForbidden(remoteId: string | null | undefined, call: Call): void {
    if (remoteId == null) return;
    const limitation = this.#collaborators.limitations.forbidden(call.capability, "stage.remoteId", remoteId);
    if (limitation) throw refusal(limitation, call.capability);
  }
}
