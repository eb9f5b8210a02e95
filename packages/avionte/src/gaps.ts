import type { Gap } from "@anyats/core";

/** What the adapter does not offer, and why. */
export const avionteGaps = {
  "candidates.addNote": {
    reason: "not-built",
    explanation: "Kombo has no action for it; Avionté's own API has.",
    priority: "critical",
    plan: "POST /candidate/{id}/note, or the documented POST /talent/{id}/activity.",
    workaround: "Add the note to one of the candidate's applications.",
  },
} as const satisfies Readonly<Record<string, Gap>>;
