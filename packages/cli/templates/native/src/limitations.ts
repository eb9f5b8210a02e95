import { refusesFilters, type CapabilityId, type Limitation } from "@anyats/core";

/** The filters of `jobs.stream` that the API of My ATS does not have. */
const unknownFilters = [
  "requisitionCodes",
  "employmentTypes",
  "visibilities",
  "titleContains",
  "postUrl",
  "createdAfter",
] as const;

/** What restricts the operations. Each is enforced where it can be, and shown in the coverage page. */
export const myAtsLimitations = [
  {
    id: "my-ats.jobs-have-few-filters",
    capabilities: ["jobs.stream"],
    imposedBy: "ats",
    summary: `Jobs cannot be filtered by ${unknownFilters.join(", ")}.`,
    reason: "The API of My ATS has no such parameters.",
    advice: "Filter after reading, or give ignoreUnsupportedFilters.",
    userMessage: "Some filters are not available in My ATS.",
    certainty: "unverified",
    effect: { kind: "checks-input", check: refusesFilters("My ATS", unknownFilters) },
  },
] as const satisfies readonly Limitation<CapabilityId>[];
