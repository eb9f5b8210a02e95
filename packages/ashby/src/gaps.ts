import type { Gap } from "@anyats/core";

/** What is not offered, and why. */
export const ashbyGaps = {
  "jobs.getEnhanced": {
    reason: "ats-cannot",
    explanation: "Ashby has no second record of a job: jobs.get returns everything.",
  },
  "jobs.fetchEnhancedBatch": {
    reason: "ats-cannot",
    explanation: "Ashby has no second record of a job: jobs.stream returns everything.",
  },
  "candidates.getEnhanced": {
    reason: "ats-cannot",
    explanation: "Ashby has no second record of a candidate: candidates.get returns everything.",
  },
  "applications.importTracked": {
    reason: "ats-cannot",
    explanation: "There is no aggregator that tracks applications.",
  },
  "applications.addResultLink": {
    reason: "ats-cannot",
    explanation: "Only approved assessment partners can add result links to Ashby.",
    workaround: "Add a note with the link to the candidate.",
  },
  "candidates.addResultLink": {
    reason: "ats-cannot",
    explanation: "Only approved assessment partners can add result links to Ashby.",
    workaround: "Add a note with the link to the candidate.",
  },
  "applications.getAttachmentRestrictions": {
    reason: "not-known",
    explanation: "Ashby documents no limits for files.",
    priority: "low",
  },
  "scorecards.*": {
    reason: "not-built",
    explanation: "Ashby's feedback forms differ from customer to customer.",
    priority: "medium",
    plan: "POST /applicationFeedback.list",
  },
  "attachments.*": {
    reason: "ats-cannot",
    explanation: "Ashby lists the files of one candidate at a time.",
    workaround: "Use candidates.listAttachments.",
  },
  "roles.*": {
    reason: "ats-cannot",
    explanation: "Ashby has four fixed roles and does not list them; each user names its role.",
  },
  "integration.get": {
    reason: "ats-cannot",
    explanation: "No aggregator is involved, so there is no integration state to read.",
  },
  "integration.forceSync": {
    reason: "ats-cannot",
    explanation: "Every read goes to Ashby directly; there is no copy to refresh.",
  },
  "passthrough.send": {
    reason: "not-built",
    explanation: "Call other endpoints of Ashby's API directly, with the same key.",
    priority: "low",
  },
} as const satisfies Readonly<Record<string, Gap>>;
