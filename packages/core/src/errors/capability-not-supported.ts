import { AtsError } from "./ats-error.ts";

/** What a refusal says of a capability that an adapter does not offer. */
export interface NotSupportedFacts {
  readonly adapterId: string;
  readonly adapterName: string;
  readonly capabilityId: string;
  readonly reason: string;
  readonly explanation: string;
  readonly userMessage?: string;
  readonly workaround?: string | undefined;
}

/** The ATS, the aggregator or the adapter does not offer this operation. No request was sent. */
export class CapabilityNotSupported extends AtsError {
  override readonly name = "CapabilityNotSupported";
  /** Why not: one of the reasons of the coverage matrix. */
  readonly reason: string;
  /** Why not, for the people who use the app: no names of code, no ids. */
  readonly userMessage: string;

  constructor(facts: NotSupportedFacts) {
    const userMessage = facts.userMessage ?? `This is not available with ${facts.adapterName}.`;
    super({
      code: "capability.not-supported",
      fault: facts.reason === "disabled-by-customer" ? "configuration" : "caller",
      retry: "never",
      concerns: "capability",
      message: `${facts.adapterName} does not offer ${facts.capabilityId} (${facts.reason}): ${facts.explanation}`,
      advice:
        facts.workaround ?? "Check ats.supports(id) before you call, and hide the feature where it returns false.",
      capability: facts.capabilityId,
      adapter: facts.adapterId,
      details: { reason: facts.reason, userMessage },
    });
    this.reason = facts.reason;
    this.userMessage = userMessage;
  }
}
