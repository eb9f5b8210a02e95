import type { Gap } from "@anyats/core";

/** What is not offered, and why. */
export const ashbyGaps = {
  "jobs.getEnhanced": {
    reason: "ats-cannot",
    explanation: "Ashby has no second record of a job: jobs.get gives all of it.",
  },
  "jobs.fetchEnhancedBatch": {
    reason: "ats-cannot",
    explanation: "Ashby has no second record of a job: jobs.stream gives all of it.",
  },
  "candidates.getEnhanced": {
    reason: "ats-cannot",
    explanation: "Ashby has no second record of a candidate: candidates.get gives all of it.",
  },
  "applications.importTracked": {
    reason: "ats-cannot",
    explanation: "There is no aggregator that tracks applications.",
  },
  "applications.addResultLink": {
    reason: "ats-cannot",
    explanation: "Ashby has no result links, but for approved assessment partners.",
    workaround: "Add a note with the link to the candidate.",
  },
  "candidates.addResultLink": {
    reason: "ats-cannot",
    explanation: "Ashby has no result links, but for approved assessment partners.",
    workaround: "Add a note with the link to the candidate.",
  },
  "applications.getAttachmentRestrictions": {
    reason: "not-known",
    explanation: "Ashby documents no limits for files.",
    priority: "low",
  },
  "candidates.erase": {
    reason: "not-built",
    explanation: "Ashby anonymizes a candidate whose applications are all archived or hired, and cannot take it back.",
    priority: "medium",
    plan: "POST /candidate.anonymize, once each application is archived.",
    workaround: "Anonymize the candidate in Ashby.",
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
    explanation: "Ashby has four fixed roles, and no list of them: a user names its own.",
  },
  "interviews.create": {
    reason: "not-built",
    explanation: "Ashby takes interview schedules, and changes only those of the same key.",
    priority: "medium",
    plan: "POST /interviewSchedule.create",
  },
  "interviews.update": {
    reason: "not-built",
    explanation: "Ashby takes interview schedules, and changes only those of the same key.",
    priority: "medium",
    plan: "POST /interviewSchedule.update",
  },
  "integration.get": {
    reason: "ats-cannot",
    explanation: "There is no aggregator between whose state could be asked.",
  },
  "integration.forceSync": {
    reason: "ats-cannot",
    explanation: "There is no copy between: each read is of Ashby itself.",
  },
  "passthrough.send": {
    reason: "not-built",
    explanation: "Who needs another of Ashby's calls makes it with the same key.",
    priority: "low",
  },
} as const satisfies Readonly<Record<string, Gap>>;
