import { refusesFilters, warnsOfFields, type CapabilityId, type Limitation } from "@anyats/core";

/** The filters of the streams that Rowan's lists do not have. */
const ofJobs = ["requisitionCodes", "employmentTypes", "visibilities", "titleContains", "postUrl"];
const unknownFilters = [...ofJobs, "createdAfter", "firstName", "lastName"];
const ofRowan = { imposedBy: "ats", certainty: "documented", source: "src/server/rowan.ts" } as const;

/** What restricts the operations. Each is enforced, and shown in the coverage page. */
export const rowanLimitations = [
  {
    ...ofRowan,
    id: "rowan.nobody-is-hired-here",
    capabilities: ["applications.moveToStage"],
    summary: "No application can be moved to the stage Hired.",
    reason: "Payroll puts people there when the contract is signed.",
    advice: "Move to Offer, and wait for payroll.",
    userMessage: "Payroll moves people to Hired when the contract is signed.",
    effect: { kind: "forbids-values", field: "stage.remoteId", values: ["hired"] },
  },
  {
    ...ofRowan,
    id: "rowan.lists-have-few-filters",
    capabilities: ["jobs.stream", "applications.stream", "candidates.stream"],
    summary: `Records cannot be filtered by ${unknownFilters.join(", ")}.`,
    reason: "Rowan's lists have no such parameters.",
    advice: "Filter after reading, or give ignoreUnsupportedFilters.",
    userMessage: "Some filters are not available in Rowan.",
    effect: { kind: "checks-input", check: refusesFilters("Rowan", unknownFilters) },
  },
  {
    ...ofRowan,
    id: "rowan.fields-not-sent",
    capabilities: ["applications.moveToStage", "applications.reject", "applications.addNote"],
    summary: "remoteFields, the kind of a note and the remark of a rejection are not sent.",
    reason: "Rowan's API has no such fields.",
    advice: "Leave them out, or put the remark into a note.",
    effect: { kind: "checks-input", check: warnsOfFields("Rowan", ["remoteFields", "actionType", "note"]) },
  },
] as const satisfies readonly Limitation<CapabilityId>[];
