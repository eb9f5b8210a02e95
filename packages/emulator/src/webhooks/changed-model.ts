import type { ReadModelId } from "../tools/coverage.ts";

/**
 * Kombo's names of the models whose changes it tells. Of result links none is known; the names of
 * relations (`ats_join_…`) are not used here: what changed counts for the record.
 */
export type ChangedModel = ReadModelId | "ats_job_postings" | "ats_screening_questions";

/** The model with which a changed one is read: where Kombo does not read it, it knows of no change. */
export function readWith(model: ChangedModel): ReadModelId {
  return model === "ats_job_postings" || model === "ats_screening_questions" ? "ats_jobs" : model;
}
