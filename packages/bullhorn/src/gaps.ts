import type { Gap } from "@anyats/core";

/** A full list of Kombo's documentation in which Bullhorn would be, and is not. */
const notListed = (what: string, year: number): Gap => ({
  reason: "aggregator-cannot",
  explanation: `Kombo's list of connectors for ${what} does not have Bullhorn.`,
  source: `Kombo's documentation, list of ${year}`,
});

const notKnown = (what: string): Gap => ({
  reason: "not-known",
  explanation: `Kombo's public pages do not say whether ${what} for Bullhorn.`,
  priority: "low",
  plan: "Ask Kombo, or try it with a customer's integration, then remove this gap.",
});

const notBuilt = (what: string, plan: string): Gap => ({
  reason: "not-built",
  explanation: `${what} would have to come from Bullhorn's own API, which is not built.`,
  priority: "medium",
  plan,
  workaround: "Call Bullhorn's own API with passthrough.send.",
});

const customFields = notBuilt(
  "Custom fields",
  "Read their definitions from Bullhorn's meta data (`GET /meta/{entity}`).",
);
const enhancedJobs = notBuilt("Enhanced jobs", "Read `GET /entity/JobOrder/{id}`, as candidates are read.");

/** What the adapter does not offer, and why. Naming what Kombo's base would give takes it away. */
export const bullhornGaps = {
  "candidates.addTag": notListed("tags", 2025),
  "candidates.removeTag": notListed("tags", 2025),
  "tags.stream": notListed("tags", 2023),
  "users.stream": notListed("users", 2023),
  "interviews.stream": notListed("interviews", 2025),
  "applications.importTracked": {
    reason: "aggregator-cannot",
    explanation: "Kombo's list of ATSs from which tracked applications can be imported does not have Bullhorn.",
    source: "Kombo's API reference",
  },
  "applications.getAttachmentRestrictions": notKnown("limits of files are published"),
  "applications.listAttachments": notKnown("files can be read"),
  "candidates.listAttachments": notKnown("files can be read"),
  "candidates.getResume": notKnown("files can be read"),
  "attachments.stream": notKnown("files are synced"),
  "notes.stream": notKnown("notes are synced"),
  "offers.stream": notKnown("offers are synced"),
  "roles.stream": notKnown("roles are synced"),
  "scorecards.stream": notKnown("scorecards are synced"),
  "jobs.getEnhanced": enhancedJobs,
  "jobs.fetchEnhancedBatch": enhancedJobs,
  "jobs.listCustomFields": customFields,
  "jobs.getCustomFieldValues": customFields,
  "jobs.updateCustomFields": customFields,
  "applications.listCustomFields": customFields,
  "applications.getCustomFieldValues": customFields,
  "applications.updateCustomFields": customFields,
  "candidates.listCustomFields": customFields,
  "candidates.getCustomFieldValues": customFields,
  "candidates.updateCustomFields": customFields,
} as const satisfies Readonly<Record<string, Gap>>;
