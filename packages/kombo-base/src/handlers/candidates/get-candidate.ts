import type { Call, CallHandler, Candidate, Injected, InputOf, candidates } from "@anyats/core";
import { candidateReading } from "../../mapping/candidate.ts";
import { LISTS } from "../../reading/list-reader.ts";

type Capability = typeof candidates.get;

/** `GET /ats/candidates?ids=`: Kombo has no get-by-id. */
export class GetCandidate implements CallHandler<Capability> {
  static readonly inject = { lists: LISTS };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "GET", path: "/ats/candidates", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof GetCandidate.inject>;

  constructor(collaborators: Injected<typeof GetCandidate.inject>) {
    this.collaborators = collaborators;
  }

  handle(input: InputOf<Capability>, call: Call): Promise<Candidate> {
    return this.collaborators.lists.one("candidate", "/ats/candidates", candidateReading, input, call);
  }
}
