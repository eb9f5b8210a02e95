import type { Gap } from "@anyats/core";
import { customFieldGaps, notBuiltNatively, notKnownOfKombo } from "@anyats/kombo-base";

const name = "Greenhouse";

const customFields = notBuiltNatively(name, "Custom fields", "Find out how Harvest v3 defines and writes them.");
const enhancedCandidates = notBuiltNatively(
  name,
  "Enhanced candidates",
  "Read `GET /candidates?ids={id}` of Harvest v3 (reported).",
);
const enhancedJobs = notBuiltNatively(name, "Enhanced jobs", "Find out how Harvest v3 gives a job.");

/** What the adapter does not offer, and why. Naming what Kombo's base would give takes it away. */
export const greenhouseGaps = {
  "applications.listAttachments": {
    ...notKnownOfKombo(name, "files of an application can be read"),
    workaround: "Read the candidate's files with candidates.listAttachments: those of all applications are among them.",
  },
  "attachments.stream": notKnownOfKombo(name, "files are synced"),
  "notes.stream": notKnownOfKombo(name, "notes are synced"),
  "interviews.create": notKnownOfKombo(name, "interviews can be written"),
  "interviews.update": notKnownOfKombo(name, "interviews can be written"),
  "offers.stream": notKnownOfKombo(name, "offers are synced"),
  "roles.stream": notKnownOfKombo(name, "roles are synced"),
  "scorecards.stream": notKnownOfKombo(name, "scorecards are synced"),
  "jobs.getEnhanced": enhancedJobs,
  "jobs.fetchEnhancedBatch": enhancedJobs,
  "candidates.getEnhanced": enhancedCandidates,
  ...customFieldGaps(customFields),
} as const satisfies Readonly<Record<string, Gap>>;
