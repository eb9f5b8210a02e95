import { AtsError } from "./ats-error.ts";

/**
 * A write was sent, its answer was lost, and reading back could not tell whether it ran. It was not repeated, so there
 * is at most one of it.
 */
export class OutcomeUnknown extends AtsError {
  override readonly name = "OutcomeUnknown";

  constructor(facts: {
    capability: string;
    adapter: string;
    /** What was looked at, and what to look for: ids and markers, nothing of a person. */
    reconcile: Readonly<Record<string, unknown>>;
    because: string;
    /** What lost the answer; absent where nobody knows any more. */
    lostBy?: AtsError | undefined;
  }) {
    super({
      code: "write.outcome-unknown",
      fault: facts.lostBy?.fault ?? "network",
      retry: "unknown-outcome",
      message: `It is not known whether ${facts.capability} ran: ${facts.because}.`,
      advice: "Check the ATS using `details.reconcile` before you retry, or let a person decide.",
      capability: facts.capability,
      adapter: facts.adapter,
      status: facts.lostBy?.status,
      upstreamCode: facts.lostBy?.upstreamCode,
      logUrl: facts.lostBy?.logUrl,
      details: { reconcile: facts.reconcile, ...(facts.lostBy && { lostBy: facts.lostBy.code }) },
    });
  }
}
