import { lists } from "../lists/index.ts";
import type { ReadModelId } from "../../tools/coverage.ts";
import type { WorldModel } from "../../world/models.ts";

/**
 * Kombo's names of the models whose changes it tells. Of result links none is known; the names of
 * relations (`ats_join_…`) are not used here: what changed counts for the record.
 */
export type ChangedModel = ReadModelId | "ats_job_postings" | "ats_screening_questions";

/** The model with which a changed one is read: where Kombo does not read it, it knows of no change. */
export function readWith(model: ChangedModel): ReadModelId {
  return model === "ats_job_postings" || model === "ats_screening_questions" ? "ats_jobs" : model;
}

/** Models without a list endpoint of their own. */
const unlisted: Readonly<Partial<Record<WorldModel, ChangedModel>>> = {
  screeningQuestions: "ats_screening_questions",
  jobPostings: "ats_job_postings",
};

/** Kombo's name of a model of the world; undefined where none is known. */
export function changedModel(model: WorldModel): ChangedModel | undefined {
  return lists.find(({ of }) => of === model)?.model ?? unlisted[model];
}
