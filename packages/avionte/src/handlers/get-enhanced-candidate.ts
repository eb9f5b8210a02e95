import { AtsError, candidates, handles, type Call, type CustomFieldValue } from "@anyats/core";
import { candidateReading, ifUnified, LISTS, mapped } from "@anyats/kombo-base";
import type { CustomFields } from "../custom-fields/custom-fields.ts";
import { lookups } from "../custom-fields/entities.ts";
import { toEnhancedCandidate } from "../mapping/enhanced-candidate.ts";
import { nativeTalent } from "../wire/native-talent.ts";
import { nativeParts, rows } from "./native-parts.ts";

/** Kombo's candidate joined with Avionté's talent and the custom fields, where they are to be had. */
export const getEnhancedCandidate = handles(candidates.getEnhanced, {
  lane: "passthrough",
  routes: rows("talent", "candidate", "candidateCustomFieldDefinitions"),
  needs: lookups.candidate,
  inject: { ...nativeParts, lists: LISTS },
  async handle(input, call, { native, remoteIds, customFields, lists, table }) {
    const candidate = await ifUnified(input, () =>
      lists.one("candidate", "/ats/candidates", candidateReading, input, call),
    );
    const remoteId =
      "remoteId" in input ? input.remoteId : (candidate?.remoteId ?? (await remoteIds.of("candidate", input, call)));
    const talent = await native.read("talent", { id: remoteId }, nativeTalent, call);
    const fields = await fieldsOf(customFields, remoteId, call);
    const map = (from: { talent: typeof talent; candidate: typeof candidate }) =>
      toEnhancedCandidate(from.talent, from.candidate, fields);
    return mapped(call, rows("talent")({ table }), { talent, candidate }, map, toEnhancedCandidate.name);
  },
});

/** Null where the ATS does not know the route, which no public source confirms. */
async function fieldsOf(fields: CustomFields, remoteId: string, call: Call): Promise<CustomFieldValue[] | null> {
  try {
    return await fields.values("candidate", remoteId, call);
  } catch (error) {
    if (AtsError.is(error) && error.code === "route.unverified") return null;
    throw error;
  }
}
