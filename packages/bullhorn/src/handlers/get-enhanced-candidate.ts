import { AtsError, candidates, handles } from "@anyats/core";
import { candidateReading, ifUnified, LISTS, mapped, model, PASSTHROUGH, path } from "@anyats/kombo-base";
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
export const getEnhancedCandidate = handles(candidates.getEnhanced, {
  lane: "passthrough",
  routes,
  needs: [model("candidates?")],
  inject: { lists: LISTS, passthrough: PASSTHROUGH },
  async handle(input, call, { lists, passthrough }) {
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
    const native = readNativeCandidate(data, status);
    const map = (from: { native: typeof native; candidate: typeof candidate }) =>
      toEnhancedCandidate(from.native, from.candidate);
    return mapped(call, routes, { native, candidate }, map, toEnhancedCandidate.name);
  },
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
