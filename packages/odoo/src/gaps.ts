import type { Gap } from "@anyats/core";

/** What is not offered, and why. */
export const odooGaps = {
  "jobs.getEnhanced": {
    reason: "ats-cannot",
    explanation: "jobs.get already reads Odoo's own record.",
    workaround: "Use jobs.get with `raw: true`.",
  },
  "jobs.fetchEnhancedBatch": {
    reason: "ats-cannot",
    explanation: "jobs.stream already reads Odoo's own records.",
    workaround: "Use jobs.stream with `raw: true`.",
  },
  "candidates.getEnhanced": {
    reason: "ats-cannot",
    explanation: "candidates.get already reads Odoo's own record.",
    workaround: "Use candidates.get with `raw: true`.",
  },
  "applications.getAttachmentRestrictions": {
    reason: "not-known",
    explanation: "Odoo documents no file limits; a proxy in front of it may have some.",
    userMessage: "Odoo does not say how large a file may be.",
  },
  "applications.addResultLink": {
    reason: "not-built",
    explanation: "Odoo has no result links.",
    priority: "medium",
    plan: "A note with the link, found again by its address.",
    workaround: "Add a note with the link: applications.addNote.",
    userMessage: "Odoo has no place for a result link. It can be added as a note.",
  },
  "candidates.addResultLink": {
    reason: "not-built",
    explanation: "Odoo has no result links.",
    priority: "medium",
    plan: "A note with the link, found again by its address.",
    workaround: "Add a note with the link: candidates.addNote.",
    userMessage: "Odoo has no place for a result link. It can be added as a note.",
  },
  "applications.importTracked": {
    reason: "ats-cannot",
    explanation: "Only an aggregator tracks applications; this connection sees all of them.",
  },
  "integration.get": {
    reason: "ats-cannot",
    explanation: "No aggregator is involved. coverage() shows what the user may do.",
    workaround: "Use coverage() of the connection, and integration.checkKey.",
  },
  "integration.forceSync": {
    reason: "ats-cannot",
    explanation: "Every read goes to Odoo directly; there is no copy to refresh.",
  },
  "interviews.create": {
    reason: "not-built",
    explanation: "Calendar events are read but not written yet.",
    priority: "medium",
    plan: "calendar.event create with applicant_id, in the context no_mail_to_attendees",
    userMessage: "Interviews are scheduled in Odoo's calendar.",
  },
  "interviews.update": {
    reason: "not-built",
    explanation: "Calendar events are read but not written yet.",
    priority: "medium",
    plan: "calendar.event write, in the context no_mail_to_attendees",
    userMessage: "Interviews are changed in Odoo's calendar.",
  },
  "offers.*": {
    reason: "ats-cannot",
    explanation: "Recruitment has no offers; contracts belong to other apps.",
    userMessage: "Odoo Recruitment has no offers; use a contract.",
  },
  "scorecards.*": {
    reason: "not-built",
    explanation: "Interview forms are surveys (hr_recruitment_survey), which only some databases have.",
    priority: "low",
    plan: "survey.user_input of hr.applicant.response_ids",
    userMessage: "Interview forms of Odoo are not read yet.",
  },
  "roles.*": {
    reason: "not-built",
    explanation: "Odoo keeps rights as user groups, which only administrators can read.",
    priority: "low",
    userMessage: "Roles of Odoo's users are not read yet.",
  },
  "passthrough.*": {
    reason: "not-built",
    explanation: "Methods of other models are not offered yet.",
    priority: "medium",
    plan: "A capability of its own, that takes a model, a method and its arguments.",
  },
  "*": { reason: "not-built", explanation: "Nobody has built this for Odoo yet.", priority: "low" },
} as const satisfies Readonly<Record<string, Gap>>;
