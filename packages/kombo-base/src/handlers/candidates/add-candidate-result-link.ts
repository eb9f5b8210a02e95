import type { Call, CallHandler, InputOf, Receipt, Settlement, candidates } from "@anyats/core";
import { path } from "@anyats/http";
import { ResultLinkAction } from "../result-link-action.ts";

type Capability = typeof candidates.addResultLink;

/** `POST /ats/candidates/{id}/result-links`. */
export class AddCandidateResultLink extends ResultLinkAction implements CallHandler<Capability> {
  readonly routes = [
    {
      method: "POST",
      path: "/ats/candidates/{candidate_id}/result-links",
      certainty: "documented",
      source: "Kombo's API reference",
    },
  ] as const;

  handle(input: InputOf<Capability>, call: Call): Promise<Receipt> {
    return this.add(path`/ats/candidates/${input.candidate.id}/result-links`, input, call);
  }

  settle(input: InputOf<Capability>): Promise<Settlement<Receipt>> {
    return this.unknown({ candidateId: input.candidate.id });
  }
}
