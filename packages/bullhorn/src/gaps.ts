import type { Gap } from "@anyats/core";
import { customFieldGaps, notBuiltNatively, notKnownOfKombo, notListedByKombo } from "@anyats/kombo-base";

const name = "Bullhorn";

const customFields = notBuiltNatively(
  name,
  "Custom fields",
  "Read their definitions from Bullhorn's meta data (`GET /meta/{entity}`).",
);
const enhancedJobs = notBuiltNatively(
  name,
  "Enhanced jobs",
  "Read `GET /entity/JobOrder/{id}`, as candidates are read.",
);

/** What the adapter does not offer, and why. Naming what Kombo's base would give takes it away. */
export const bullhornGaps = {
  "candidates.addTag": notListedByKombo(name, "tags", 2025),
  "candidates.removeTag": notListedByKombo(name, "tags", 2025),
  "tags.stream": notListedByKombo(name, "tags", 2023),
  "interviews.stream": notListedByKombo(name, "interviews", 2025),
  "applications.importTracked": {
    reason: "aggregator-cannot",
    explanation: "Kombo's list of ATSs from which tracked applications can be imported does not have Bullhorn.",
    userMessage: "Applications that began elsewhere cannot be imported into Bullhorn.",
    source: "Kombo's API reference",
  },
  "applications.getAttachmentRestrictions": notKnownOfKombo(name, "limits of files are published"),
  "applications.listAttachments": notKnownOfKombo(name, "files can be read"),
  "candidates.listAttachments": notKnownOfKombo(name, "files can be read"),
  "candidates.getResume": notKnownOfKombo(name, "files can be read"),
  "attachments.stream": notKnownOfKombo(name, "files are synced"),
  "notes.stream": notKnownOfKombo(name, "notes are synced"),
  "interviews.create": notKnownOfKombo(name, "interviews can be written"),
  "interviews.update": notKnownOfKombo(name, "interviews can be written"),
  "offers.stream": notKnownOfKombo(name, "offers are synced"),
  "roles.stream": notKnownOfKombo(name, "roles are synced"),
  "scorecards.stream": notKnownOfKombo(name, "scorecards are synced"),
  "jobs.getEnhanced": enhancedJobs,
  "jobs.fetchEnhancedBatch": enhancedJobs,
  ...customFieldGaps(customFields),
} as const satisfies Readonly<Record<string, Gap>>;
