import type { Gap } from "@anyats/core";
import { notKnownOfKombo } from "@anyats/kombo-base";

const name = "Avionté";

/** What the adapter does not offer, and why. Naming what Kombo's base would give takes it away. */
export const avionteGaps = {
  "applications.addResultLink": notKnownOfKombo(name, "result links can be added"),
  "applications.importTracked": {
    reason: "aggregator-cannot",
    explanation: "Kombo's list of ATSs from which tracked applications can be imported does not have Avionté.",
    userMessage: "Applications that began elsewhere cannot be imported into Avionté.",
  },
  "applications.getAttachmentRestrictions": notKnownOfKombo(name, "limits of files are published"),
  "candidates.addResultLink": notKnownOfKombo(name, "result links can be added"),
  "candidates.addTag": notKnownOfKombo(name, "tags can be written"),
  "candidates.removeTag": notKnownOfKombo(name, "tags can be written"),
  "attachments.stream": notKnownOfKombo(name, "files are synced"),
  "interviews.stream": notKnownOfKombo(name, "interviews are synced"),
  "notes.stream": notKnownOfKombo(name, "notes are synced"),
  "interviews.create": notKnownOfKombo(name, "interviews can be written"),
  "interviews.update": notKnownOfKombo(name, "interviews can be written"),
  "offers.stream": notKnownOfKombo(name, "offers are synced"),
  "roles.stream": notKnownOfKombo(name, "roles are synced"),
  "scorecards.stream": notKnownOfKombo(name, "scorecards are synced"),
  "tags.stream": notKnownOfKombo(name, "tags are synced"),
  "users.stream": notKnownOfKombo(name, "users are synced"),
} as const satisfies Readonly<Record<string, Gap>>;
