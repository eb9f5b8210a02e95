import type { CapabilityId, Certainty } from "@anyats/core";

/** A read model or a write action of Kombo's that a capability cannot do without. */
export interface KomboName {
  readonly of: "readModels" | "writeActions";
  /** What its id is, without the prefix `ats_` and in snake case. */
  readonly pattern: RegExp;
  /** How sure we are of the pattern: Kombo publishes the ids of four actions and of no model. */
  readonly certainty: Certainty;
}

const model = (name: string): KomboName => ({
  of: "readModels",
  pattern: new RegExp(`^${name}$`),
  certainty: "inferred",
});

const action = (pattern: RegExp, certainty: Certainty = "inferred"): KomboName => ({
  of: "writeActions",
  pattern,
  certainty,
});

const jobs = model("jobs?");
const applications = model("applications?");
const candidates = model("candidates?");
const rejecting = action(/^reject_applications?$/);
const readingFiles = action(/^(read|get)_(document|application|candidate)_?attachments$/);

/**
 * Which of Kombo's models and actions each capability of the catalogue needs. What is not here needs none, or goes
 * another way. Source: Kombo's API reference (permission names and the four ids of the capability probe); all other
 * ids are **not found** there and follow from the names of the actions.
 */
export const neededNames: Partial<Readonly<Record<CapabilityId, readonly KomboName[]>>> = {
  "jobs.stream": [jobs],
  "jobs.get": [jobs],
  "applications.stream": [applications],
  "applications.get": [applications],
  "applications.create": [action(/^create_application$/, "documented")],
  "applications.moveToStage": [action(/^(move_application_to_stage|(set|move|change|update)_application_stage)$/)],
  "applications.listStages": [jobs], // They are read from the jobs.
  "applications.reject": [rejecting],
  "applications.rejectMany": [rejecting],
  "applications.listRejectionReasons": [model("rejection_reasons?")],
  "applications.addNote": [action(/^(add|create)_(application_)?notes?$/)],
  "applications.addAttachment": [action(/^add_application_attachment$/, "documented")],
  "applications.listAttachments": [readingFiles],
  "applications.addResultLink": [action(/^(add|create)_(application_)?result_links?$/)],
  "applications.importTracked": [action(/^import_tracked_applications?$/)],
  "candidates.stream": [candidates],
  "candidates.get": [candidates],
  "candidates.find": [candidates],
  "candidates.create": [action(/^create_candidate$/, "documented")],
  "candidates.getResume": [readingFiles],
  "candidates.listAttachments": [readingFiles],
  "candidates.addAttachment": [action(/^add_candidate_attachment$/, "documented")],
  "candidates.addTag": [action(/^((add|manage)_(candidate_)?tags?)$/)],
  "candidates.removeTag": [action(/^((remove|delete|manage)_(candidate_)?tags?)$/)],
  "candidates.addResultLink": [action(/^(add|create)_(candidate_)?result_links?$/)],
  "interviews.stream": [model("interviews?")],
  "offers.stream": [model("offers?")],
  "notes.stream": [model("notes?")],
  "scorecards.stream": [model("scorecards?")],
  "attachments.stream": [model("attachments?")],
  "tags.stream": [model("tags?")],
  "users.stream": [model("users?")],
  "roles.stream": [model("roles?")],
};

/** An id of Kombo's as the patterns see it: `ats_rejection_reasons` and `RejectionReasons` are the same. */
export function plainName(id: string): string {
  return id
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replace(/^ats_/, "");
}
