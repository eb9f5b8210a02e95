import {
  AtsError,
  RecordNotFound,
  type Call,
  type CallHandler,
  type Candidate,
  type EnhancedCandidate,
  type candidates,
  type Injected,
  type InputOf,
} from "@anyats/core";
import { candidateReading, LISTS, PASSTHROUGH, path } from "@anyats/kombo-base";
import { candidateFields, readNativeCandidate, toEnhancedCandidate } from "../native-candidate.ts";

type Capability = typeof candidates.getEnhanced;

/** Kombo's candidate joined with Bullhorn's own: `GET /entity/Candidate/{id}`. */
export class GetEnhancedCandidate implements CallHandler<Capability> {
  static readonly inject = { lists: LISTS, passthrough: PASSTHROUGH };
  readonly lane = "passthrough" as const;
  readonly routes = [
    {
      method: "GET",
      path: "/entity/Candidate/{id}",
      certainty: "documented",
      source: "Bullhorn's REST API reference",
    },
  ] as const;
  readonly #collaborators: Injected<typeof GetEnhancedCandidate.inject>;

  constructor(collaborators: Injected<typeof GetEnhancedCandidate.inject>) {
    this.#collaborators = collaborators;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<EnhancedCandidate> {
    const candidate = await this.#unified(input, call);
    const remoteId = "remoteId" in input ? input.remoteId : candidate?.remoteId;
    if (remoteId == null) throw noRemoteId();
    const { data, status } = await this.#collaborators.passthrough.send(
      {
        method: "GET",
        path: path`/entity/Candidate/${remoteId}`,
        query: { fields: candidateFields },
        effect: "reads",
        certainty: "documented",
      },
      call,
    );
    return toEnhancedCandidate(readNativeCandidate(data, status), candidate);
  }

  /** Null where only Bullhorn has the candidate. */
  async #unified(input: InputOf<Capability>, call: Call): Promise<Candidate | null> {
    try {
      return await this.#collaborators.lists.one("candidate", "/ats/candidates", candidateReading, input, call);
    } catch (error) {
      if (error instanceof RecordNotFound && "remoteId" in input) return null;
      throw error;
    }
  }
}

function noRemoteId(): AtsError {
  return new AtsError({
    code: "record.no-remote-id",
    fault: "aggregator",
    retry: "never",
    message: "Kombo does not know the candidate's id in Bullhorn.",
    advice: "Wait for the next sync, or give the record's remoteId.",
  });
}
