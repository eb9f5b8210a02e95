import type { CapabilityId, Limitation } from "@anyats/core";

/** What Kombo itself restricts, for every ATS. */
export const komboLimitations = [
  {
    id: "kombo.interviews-are-written-in-a-closed-beta",
    capabilities: ["interviews.create", "interviews.update"],
    imposedBy: "aggregator",
    summary: "Kombo opens the writing of interviews to selected customers only.",
    reason: "Both endpoints are in closed beta, and the integrations that have them are not published.",
    advice: "Ask Kombo to open the beta; until then expect `capability.action-not-available`.",
    userMessage: "Interviews can be scheduled from here only if your connection takes part in a trial.",
    certainty: "documented",
    source: "Kombo's API reference",
    effect: { kind: "told-only", because: "who takes part in the beta cannot be asked" },
  },
] as const satisfies readonly Limitation<CapabilityId>[];
