import type { Gap } from "@anyats/core";

const notKnown = (what: string): Gap => ({
  reason: "not-known",
  explanation: `Kombo's public pages do not say whether ${what} for Greenhouse.`,
  priority: "low",
  plan: "Ask Kombo, or try it with a customer's integration, then remove this gap.",
});

const notBuilt = (what: string, plan: string): Gap => ({
  reason: "not-built",
  explanation: `${what} would have to come from Greenhouse's own API, which is not built.`,
  priority: "medium",
  plan,
  workaround: "Call Greenhouse's own API with passthrough.send.",
});

const customFields = notBuilt("Custom fields", "Find out how Harvest v3 defines and writes them.");
const enhancedCandidates = notBuilt("Enhanced candidates", "Read `GET /candidates?ids={id}` of Harvest v3 (reported).");
const enhancedJobs = notBuilt("Enhanced jobs", "Find out how Harvest v3 gives a job.");

/** What the adapter does not offer, and why. Naming what Kombo's base would give takes it away. */
export const greenhouseGaps = {
  "applications.listAttachments": {
    ...notKnown("files of an application can be read"),
    workaround: "Read the candidate's files with candidates.listAttachments: those of all applications are among them.",
  },
  "attachments.stream": notKnown("files are synced"),
  "notes.stream": notKnown("notes are synced"),
  "offers.stream": notKnown("offers are synced"),
  "roles.stream": notKnown("roles are synced"),
  "scorecards.stream": notKnown("scorecards are synced"),
  "jobs.getEnhanced": enhancedJobs,
  "jobs.fetchEnhancedBatch": enhancedJobs,
  "candidates.getEnhanced": enhancedCandidates,
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
