import type { Call, CallHandler, Injected, InputOf, applications, RejectionReason } from "@anyats/core";
import { REJECTION_REASONS } from "../../reading/rejection-reasons.ts";

type Capability = typeof applications.listRejectionReasons;

/** `GET /ats/rejection-reasons`, all pages. */
export class ListRejectionReasons implements CallHandler<Capability> {
  static readonly inject = { reasons: REJECTION_REASONS };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "GET", path: "/ats/rejection-reasons", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof ListRejectionReasons.inject>;

  constructor(collaborators: Injected<typeof ListRejectionReasons.inject>) {
    this.collaborators = collaborators;
  }

  async handle(_input: InputOf<Capability>, call: Call): Promise<RejectionReason[]> {
    return [...(await this.collaborators.reasons.read(call))];
  }
}
