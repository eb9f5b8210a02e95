import {
  AtsError,
  BatchStopped,
  OutcomeUnknown,
  type applications,
  type Call,
  type InputOf,
  type OutputOf,
  type Receipt,
} from "@anyats/core";

type Capability = typeof applications.rejectMany;
type Outcome = OutputOf<Capability>["outcomes"][number];
type Progress = NonNullable<InputOf<Capability>["onProgress"]>;

/** How many are handed to the transport at a time. It lets far fewer run at once: this only bounds the memory. */
const handedOver = 100;

/**
 * Whether every other application would meet the same. What concerns the capability may still be about one record, such as an
 * error of a customer's own automation in Odoo; a missing permission or a disabled action is not.
 */
const endsBatch = ({ concerns, code }: AtsError): boolean =>
  concerns === "connection" || /^(connection\.permission-missing$|capability\.)/.test(code);

function failure(applicationId: string, { code, message, retry }: AtsError): Outcome {
  const repeat = typeof retry === "object" ? `after:${retry.afterMs}` : retry;
  return { applicationId, rejected: false, settledBy: null, warnings: [], error: { code, message, retry: repeat } };
}

/** A progress callback is the app's; its failure is not the batch's, also where it is an async function. */
function tell(onProgress: Progress, progress: Parameters<Progress>[0]): void {
  void (async () => onProgress(progress))().catch(() => {});
}

/**
 * Rejects several applications where the server rejects one at a time: as many at once as the limits allow. One that is
 * named twice is written once. A refusal of the whole connection, such as a rejected key, ends the batch: the rest gets
 * the same error without a request. The first one runs alone, so that no other meets the same refusal at the same time.
 * @param reject Rejects one. @throws {AtsError}
 * @param again Where a rejection carries what must not be sent twice: rejects one after a lost answer, without that part.
 * @throws {BatchStopped} when the call is given up in the middle: it says what was done.
 */
export async function rejectEach(
  { applications, onProgress }: Pick<InputOf<Capability>, "applications" | "onProgress">,
  call: Call,
  reject: (id: string, call: Call) => Promise<Receipt>,
  again?: (id: string, call: Call) => Promise<Receipt>,
): Promise<OutputOf<Capability>> {
  const ids = applications.map(({ id }) => id);
  const outcomes = new Map<string, Outcome>();
  const times = Map.groupBy(ids, (id) => id);
  const left = times.keys();
  const progress = { done: 0, failed: 0, total: ids.length };
  let ending: AtsError | undefined;
  const outcomeOf = async (id: string): Promise<Outcome> => {
    if (ending) return failure(id, ending);
    try {
      const { settledBy, warnings } = await rejectOnce(id);
      return { applicationId: id, rejected: true, settledBy, warnings, error: null };
    } catch (error) {
      if (!AtsError.is(error)) throw error;
      if (endsBatch(error)) ending = error;
      return failure(id, error);
    }
  };
  const rejectOnce = async (id: string): Promise<Receipt> => {
    try {
      return await reject(id, call);
    } catch (lostBy) {
      const isLost = AtsError.is(lostBy) && lostBy.retry === "unknown-outcome";
      if (!again || !isLost || call.signal.aborted) throw lostBy;
      return again(id, call).catch((error: unknown) => {
        if (!AtsError.is(error)) throw error;
        const because = `its answer was lost, and rejecting it again failed (${error.code})`;
        const reconcile = { applicationId: id, look: "whether the application is rejected" };
        throw new OutcomeUnknown({ ...call, because, reconcile, lostBy });
      });
    }
  };
  const next = async (): Promise<boolean> => {
    const { value: id } = left.next();
    if (id === undefined || call.signal.aborted) return false;
    const outcome = await outcomeOf(id);
    outcomes.set(id, outcome);
    progress.done += times.get(id)!.length;
    if (!outcome.rejected) progress.failed += times.get(id)!.length;
    if (onProgress && !call.signal.aborted) tell(onProgress, { ...progress });
    return true;
  };
  const work = async () => {
    while (await next());
  };
  await next();
  await Promise.all(Array.from({ length: Math.min(handedOver, times.size - 1) }, work));
  if (call.signal.aborted) throw stopped(ids, outcomes, call.signal.reason, again !== undefined);
  const each = ids.map((id) => outcomes.get(id)!);
  const rejected = each.filter((outcome) => outcome.rejected).length;
  return { outcomes: each, rejected, failed: ids.length - rejected, warnings: [], settledBy: "answer" };
}

const notTwice = {
  retry: "unknown-outcome",
  advice: "Call again with `details.notDone`; check those in `details.inDoubt` in the ATS first.",
} as const;

function stopped(
  ids: readonly string[],
  byId: ReadonlyMap<string, Outcome>,
  reason: unknown,
  isOnce: boolean,
): BatchStopped {
  const all = [...new Set(ids)];
  const inDoubt = all.filter((id) => byId.get(id)?.error?.retry === "unknown-outcome");
  const done = all.filter((id) => byId.get(id)?.rejected);
  const settled = new Set([...done, ...inDoubt]);
  const notDone = all.filter((id) => !settled.has(id));
  const outcomes = ids.flatMap((id) => byId.get(id) ?? []);
  return new BatchStopped({ reason, done, inDoubt, notDone, outcomes, ...(isOnce && notTwice) });
}
