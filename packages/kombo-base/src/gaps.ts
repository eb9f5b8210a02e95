import type { Gap } from "@anyats/core";
import { customFieldGaps } from "./gap-reasons.ts";

const customFields: Gap = {
  reason: "aggregator-cannot",
  explanation: "Kombo has no general way to define, read or write custom fields; it maps values read-only.",
  workaround: "Use the adapter of the ATS: it goes through the passthrough.",
};

const enhanced: Gap = {
  reason: "aggregator-cannot",
  explanation: "What only the ATS's own API knows differs from ATS to ATS.",
  workaround: "Use the adapter of the ATS: it goes through the passthrough.",
};

/** What Kombo's unified API cannot do. */
export const komboGaps = {
  "jobs.getEnhanced": enhanced,
  "jobs.fetchEnhancedBatch": enhanced,
  "candidates.getEnhanced": enhanced,
  "candidates.addNote": {
    reason: "aggregator-cannot",
    explanation: "Kombo has no action that writes a note on a candidate.",
    workaround: "Add the note to one of the candidate's applications.",
  },
  ...customFieldGaps(customFields),
} as const satisfies Readonly<Record<string, Gap>>;
