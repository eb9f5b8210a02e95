import type { Gap } from "@anyats/core";

/** Kombo's public pages name what they read and write for Avionté; this is not among it. */
function notKnown(what: string): Gap {
  return {
    reason: "not-known",
    explanation: `Kombo's public pages do not say whether ${what} for Avionté.`,
    priority: "low",
    plan: "Ask Kombo, or try it with a customer's integration, then remove this gap.",
  };
}

/** What the adapter does not offer, and why. Naming what Kombo's base would give takes it away. */
export const avionteGaps = {
  "applications.addResultLink": notKnown("result links can be added"),
  "applications.importTracked": {
    reason: "aggregator-cannot",
    explanation: "Kombo's list of ATSs from which tracked applications can be imported does not have Avionté.",
  },
  "applications.getAttachmentRestrictions": notKnown("limits of files are published"),
  "candidates.addResultLink": notKnown("result links can be added"),
  "candidates.addTag": notKnown("tags can be written"),
  "candidates.removeTag": notKnown("tags can be written"),
  "attachments.stream": notKnown("files are synced"),
  "interviews.stream": notKnown("interviews are synced"),
  "notes.stream": notKnown("notes are synced"),
  "offers.stream": notKnown("offers are synced"),
  "roles.stream": notKnown("roles are synced"),
  "scorecards.stream": notKnown("scorecards are synced"),
  "tags.stream": notKnown("tags are synced"),
  "users.stream": notKnown("users are synced"),
} as const satisfies Readonly<Record<string, Gap>>;
