import type { Call, CallHandler, Injected, RejectionReason, InputOf, listRejectionReasons } from "@anyats/core";
import { rejectionReasonReading } from "../../mapping/small-records.ts";
import { LISTS } from "../../reading/list-reader.ts";

type Capability = typeof listRejectionReasons;

/** `GET /ats/rejection-reasons`, all pages. */
export class ListRejectionReasons implements CallHandler<Capability> {
  static readonly inject = { lists: LISTS };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "GET", path: "/ats/rejection-reasons", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof ListRejectionReasons.inject>;

  constructor(collaborators: Injected<typeof ListRejectionReasons.inject>) {
    this.collaborators = collaborators;
  }

  async handle(_input: InputOf<Capability>, call: Call): Promise<RejectionReason[]> {
    const reasons: RejectionReason[] = [];
    const { lists } = this.collaborators;
    for await (const { records } of lists.all("/ats/rejection-reasons", rejectionReasonReading, {}, call))
      reasons.push(...records);
    return reasons;
  }
}
