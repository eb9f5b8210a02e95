import {
  handles,
  AtsError,
  BatchStopped,
  type Call,
  type CallHandler,
  type InputOf,
  type OutputOf,
  applications,
} from "@anyats/core";
import { rejecting, RejectionAction, type Rejection } from "./rejection-action.ts";

type Capability = typeof applications.rejectMany;
type Outcome = OutputOf<Capability>["outcomes"][number];
type Progress = NonNullable<InputOf<Capability>["onProgress"]>;

/** How many are handed to the transport at a time. It lets far fewer run at once: this only bounds the memory. */
const handedOver = 100;

/** Refusals of the connection itself: every other application would meet the same. */
const ofConnection =
  /^(connection\.(key-refused|integration-not-found|inactive|setup-incomplete|first-sync-pending|quality-check-failed|credentials-expired|address-not-allowed)|capability\.action-(disabled|not-available))$/;

function failure(applicationId: string, { code, message, retry }: AtsError): Outcome {
  const repeat = typeof retry === "object" ? `after:${retry.afterMs}` : retry;
  return { applicationId, rejected: false, settledBy: null, warnings: [], error: { code, message, retry: repeat } };
}

/** A progress callback is the app's; its failure is not the batch's, also where it is an async function. */
function tell(onProgress: Progress, progress: Parameters<Progress>[0]): void {
  void (async () => onProgress(progress))().catch(() => {});
}

/**
 * `POST /ats/applications/{id}/reject` for each, with bulk priority: as many at once as Kombo allows, while interactive
 * calls pass. One that is named twice is written once. A refusal that concerns the whole connection, such as a key that
 * expired, ends the batch: the rest gets the same error without a request.
 */
export class RejectManyApplications extends RejectionAction implements CallHandler<Capability> {
  /** @throws {BatchStopped} when the call is given up in the middle: it says what was done. */
  async handle(input: InputOf<Capability>, given: Call): Promise<OutputOf<Capability>> {
    const { applications, onProgress, ...rejection } = input;
    const ids = applications.map(({ id }) => id);
    if (ids.length === 0) return this.#result([], new Map());
    const call: Call = { ...given, priority: "bulk" };
    await this.checkReason(rejection.reasonId, call);
    const outcomes = new Map<string, Outcome>();
    await this.#rejectAll(ids, rejection, call, outcomes, onProgress);
    if (call.signal.aborted) throw this.#stopped(ids, outcomes, call.signal.reason);
    return this.#result(ids, outcomes);
  }

  async #rejectAll(
    ids: readonly string[],
    rejection: Rejection,
    call: Call,
    outcomes: Map<string, Outcome>,
    onProgress: Progress | undefined,
  ): Promise<void> {
    const times = Map.groupBy(ids, (id) => id);
    const left = times.keys();
    const progress = { done: 0, failed: 0, total: ids.length };
    let ending: AtsError | undefined;
    const work = async () => {
      for (const id of left) {
        if (call.signal.aborted) return;
        const outcome = ending
          ? failure(id, ending)
          : await this.#outcome(id, rejection, call, (error) => (ending = error));
        outcomes.set(id, outcome);
        progress.done += times.get(id)!.length;
        if (!outcome.rejected) progress.failed += times.get(id)!.length;
        if (onProgress && !call.signal.aborted) tell(onProgress, { ...progress });
      }
    };
    await Promise.all(Array.from({ length: Math.min(handedOver, times.size) }, work));
  }

  async #outcome(id: string, rejection: Rejection, call: Call, end: (error: AtsError) => void): Promise<Outcome> {
    try {
      const receipt = await this.reject(id, rejection, call);
      return {
        applicationId: id,
        rejected: true,
        settledBy: receipt.settledBy,
        warnings: receipt.warnings,
        error: null,
      };
    } catch (error) {
      if (!AtsError.is(error)) throw error;
      if (ofConnection.test(error.code)) end(error);
      return failure(id, error);
    }
  }

  #result(ids: readonly string[], byId: ReadonlyMap<string, Outcome>): OutputOf<Capability> {
    const outcomes = ids.map((id) => byId.get(id)!);
    const rejected = outcomes.filter((outcome) => outcome.rejected).length;
    return { outcomes, rejected, failed: ids.length - rejected, warnings: [], settledBy: "answer" };
  }

  #stopped(ids: readonly string[], byId: ReadonlyMap<string, Outcome>, reason: unknown): BatchStopped {
    const all = [...new Set(ids)];
    const inDoubt = all.filter((id) => byId.get(id)?.error?.retry === "unknown-outcome");
    const done = all.filter((id) => byId.get(id)?.rejected);
    const settled = new Set([...done, ...inDoubt]);
    const notDone = all.filter((id) => !settled.has(id));
    return new BatchStopped({ reason, done, inDoubt, notDone, outcomes: ids.flatMap((id) => byId.get(id) ?? []) });
  }
}

export const rejectManyApplications = handles(applications.rejectMany, RejectManyApplications, { needs: [rejecting] });
