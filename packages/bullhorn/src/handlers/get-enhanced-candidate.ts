import { AtsError, candidates, handles, RecordNotFound, type Call, type Candidate, type InputOf } from "@anyats/core";
import { candidateReading, LISTS, mapped, PASSTHROUGH, path, type Lists } from "@anyats/kombo-base";
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
  inject: { lists: LISTS, passthrough: PASSTHROUGH },
  async handle(input, call, { lists, passthrough }) {
    const candidate = await unified(lists, input, call);
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

/** Null where only Bullhorn has the candidate. */
async function unified(
  lists: Lists,
  input: InputOf<typeof candidates.getEnhanced>,
  call: Call,
): Promise<Candidate | null> {
  try {
    return await lists.one("candidate", "/ats/candidates", candidateReading, input, call);
  } catch (error) {
    if (error instanceof RecordNotFound && "remoteId" in input) return null;
    throw error;
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
