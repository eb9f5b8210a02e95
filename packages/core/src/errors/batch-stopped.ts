import { AtsError, type AtsErrorFacts } from "./ats-error.ts";

/**
 * A batch was given up in the middle. It says what was done, so that calling again with the rest ends it.
 */
export class BatchStopped extends AtsError {
  override readonly name = "BatchStopped";
  /**
   * The outcomes so far, in the order given; those of records that were not reached are missing. Their warnings are in the
   * words of the ATS, which may quote the data: so they are not part of what is printed of the error.
   */
  declare readonly outcomes: readonly unknown[];

  /** @param facts Also `retry` and `advice`, where a write in doubt must not be made again: by default it may be. */
  constructor(
    facts: Partial<Pick<AtsErrorFacts, "retry" | "advice">> & {
      /** What ended it. */
      reason: unknown;
      /** Ids of the records that were written. */
      done: readonly string[];
      /** Ids of the records whose write was under way; it may have run. */
      inDoubt: readonly string[];
      /** Ids of the records that were certainly not written. */
      notDone: readonly string[];
      outcomes: readonly unknown[];
    },
  ) {
    const { reason, done, inDoubt, notDone, outcomes, ...more } = facts;
    const total = done.length + inDoubt.length + notDone.length;
    super({
      code: AtsError.is(reason) ? reason.code : "call.aborted",
      fault: AtsError.is(reason) ? reason.fault : "caller",
      retry: "safe",
      message: `The batch was stopped in the middle: ${done.length} of ${total} were done, ${inDoubt.length} are in doubt.`,
      advice:
        "Call again with `details.inDoubt` and `details.notDone`; what was in doubt may be written again without harm.",
      details: { done, inDoubt, notDone },
      ...more,
    });
    // Loggers take every enumerable property of an error, and those who look closer the others' values.
    Object.defineProperty(this, "outcomes", { get: () => outcomes });
  }
}
