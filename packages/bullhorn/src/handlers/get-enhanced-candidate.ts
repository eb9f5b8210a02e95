import {
  AtsError,
  candidates,
  EVENTS,
  handles,
  type Call,
  type CallHandler,
  type EnhancedCandidate,
  type Injected,
  type InputOf,
} from "@anyats/core";
import { candidateReading, DriftReports, ifUnified, LISTS, mapped, model, PASSTHROUGH, path } from "@anyats/kombo-base";
import { candidateFields, readNativeCandidate, toEnhancedCandidate } from "../native-candidate.ts";

const routes = [
  {
    method: "GET",
    path: "/entity/Candidate/{id}",
    certainty: "documented",
    source: "Bullhorn's REST API reference",
  },
] as const;

/** Kombo's candidate joined with Bullhorn's own. */
class GetEnhancedCandidate implements CallHandler<typeof candidates.getEnhanced> {
  static readonly inject = { lists: LISTS, passthrough: PASSTHROUGH, events: EVENTS };
  readonly lane = "passthrough";
  readonly routes = routes;
  readonly #collaborators: Injected<typeof GetEnhancedCandidate.inject>;
  readonly #drift: DriftReports;

  constructor(collaborators: Injected<typeof GetEnhancedCandidate.inject>) {
    this.#collaborators = collaborators;
    this.#drift = new DriftReports(collaborators.events);
  }

  async handle(input: InputOf<typeof candidates.getEnhanced>, call: Call): Promise<EnhancedCandidate> {
    const { lists, passthrough } = this.#collaborators;
    const candidate = await ifUnified(input, () =>
      lists.one("candidate", "/ats/candidates", candidateReading, input, call),
    );
    const remoteId = "remoteId" in input ? input.remoteId : candidate?.remoteId;
    if (remoteId == null) throw noRemoteId();
    const { data, status } = await passthrough.send(
      {
        method: "GET",
        path: path`/entity/Candidate/${remoteId}`,
        query: { fields: candidateFields },
        effect: "reads",
        certainty: "documented",
      },
      call,
    );
    const native = readNativeCandidate(data, status, this.#drift.of(call));
    const map = (from: { native: typeof native; candidate: typeof candidate }) =>
      toEnhancedCandidate(from.native, from.candidate);
    return mapped(call, routes, { native, candidate }, map, toEnhancedCandidate.name);
  }
}

export const getEnhancedCandidate = handles(candidates.getEnhanced, GetEnhancedCandidate, {
  needs: [model("candidates?")],
});

function noRemoteId(): AtsError {
  return new AtsError({
    code: "record.no-remote-id",
    fault: "aggregator",
    retry: "never",
    message: "Kombo does not know the candidate's id in Bullhorn.",
    advice: "Wait for the next sync, or give the record's remoteId.",
  });
}
