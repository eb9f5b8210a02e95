import type { Gap } from "@anyats/core";
import { customFieldGaps } from "./gap-reasons.ts";

const customFields: Gap = {
  reason: "aggregator-cannot",
  explanation: "Kombo has no general way to define, read or write custom fields; it maps values read-only.",
  userMessage: "Custom fields are not available through this connection.",
  workaround: "Use the adapter of the ATS: it goes through the passthrough.",
};

const enhanced: Gap = {
  reason: "aggregator-cannot",
  explanation: "What only the ATS's own API knows differs from ATS to ATS.",
  userMessage: "The additional details of your system are not available through this connection.",
  workaround: "Use the adapter of the ATS: it goes through the passthrough.",
};

/** What Kombo's unified API cannot do. */
export const komboGaps = {
  "jobs.getEnhanced": enhanced,
  "jobs.fetchEnhancedBatch": enhanced,
  "candidates.getEnhanced": enhanced,
  "candidates.erase": {
    reason: "aggregator-cannot",
    explanation: "Kombo has no action that deletes a candidate or erases a person's data.",
    userMessage: "A person cannot be erased through this connection. Erase the person in your system.",
    workaround:
      "Ask the customer to erase the person in the ATS, and erase your own copy (`sync.erase`, or the record with `deletedAt`).",
    source: "Kombo's API reference",
  },
  "candidates.addNote": {
    reason: "aggregator-cannot",
    explanation: "Kombo has no action that writes a note on a candidate.",
    userMessage: "Notes cannot be saved on a candidate. They can be saved on an application of the candidate.",
    workaround: "Add the note to one of the candidate's applications.",
  },
  ...customFieldGaps(customFields),
} as const satisfies Readonly<Record<string, Gap>>;
