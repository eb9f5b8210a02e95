import type { Candidate, CustomFieldValue, EnhancedCandidate } from "@anyats/core";
import type { NativeTalent } from "../wire/native-talent.ts";
import { nativeDay, nativeInstant } from "./native-dates.ts";

const idOrNull = (id: number | null | undefined) => (id == null || id === 0 ? null : String(id));

/** Joins Avionté's talent with Kombo's candidate and with the values of the candidate's custom fields. */
export function toEnhancedCandidate(
  native: NativeTalent,
  candidate: Candidate | null,
  customFields: readonly CustomFieldValue[] | null,
): EnhancedCandidate {
  const officeId = idOrNull(native.frontOfficeId);
  return {
    remoteId: String(native.id),
    candidate,
    status: native.status ?? null,
    office: officeId !== null || native.officeName ? { remoteId: officeId, name: native.officeName ?? null } : null,
    representativeRemoteId: idOrNull(native.representativeUser),
    availableOn: nativeDay(native.availabilityDate),
    lastContactedAt: nativeInstant(native.lastContacted),
    customFields: customFields && [...customFields],
    native,
  };
}
