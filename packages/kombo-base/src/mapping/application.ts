import type { Application, ScreeningAnswer } from "@anyats/core";
import type { Drift, Reading } from "@anyats/http";
import { wireApplication, type WireAnswer, type WireApplication } from "../wire/application.ts";
import { instant, openValue, requiredInstant, toJobMention, toPerson, toStage } from "./pieces.ts";
import { questionTypes } from "./question-types.ts";

export const outcomes: ReadonlySet<string> = new Set(["PENDING", "HIRED", "DECLINED"]);
export const offerStatuses: ReadonlySet<string> = new Set([
  "DRAFT",
  "APPROVED",
  "SENT",
  "ACCEPTED",
  "DECLINED",
  "ABANDONED",
]);

/** The key under which each type of question keeps its answer. Those of files cannot be read. */
const answerKeys: ReadonlyMap<string, string> = new Map([
  ["TEXT", "content"],
  ["SINGLE_SELECT", "choice"],
  ["MULTI_SELECT", "choices"],
  ["BOOLEAN", "checked"],
  ["NUMBER", "number"],
  ["DATE", "date"],
]);

/** An answer; one to a type of question that is not known, or in another form, becomes null and is told. */
function toAnswer({ question, answer }: WireAnswer, drift: Drift): ScreeningAnswer {
  const key = answerKeys.get(question.type);
  const value = key === undefined ? undefined : answer?.[key];
  const known =
    typeof value === "string" ||
    typeof value === "number" ||
    typeof value === "boolean" ||
    (Array.isArray(value) && value.every((choice) => typeof choice === "string"));
  if (!questionTypes.has(question.type)) drift("$.screening_question_answers.question.type", "unknown-value");
  if (value != null && !known) drift(`$.screening_question_answers.answer.${key}`, "unreadable-answer");
  return {
    question: { remoteId: question.remote_id ?? null, title: question.title ?? null, type: question.type },
    answer: known ? (value as ScreeningAnswer["answer"]) : null,
  };
}

export function toApplication(wire: WireApplication, drift: Drift): Application {
  const { candidate } = wire;
  return {
    id: wire.id,
    remoteId: wire.remote_id ?? null,
    remoteUrl: wire.remote_url ?? null,
    outcome: openValue(wire.outcome, outcomes, "$.outcome", drift),
    rejectionReasonName: wire.rejection_reason_name ?? null,
    rejectedAt: instant(wire.rejected_at, "$.rejected_at", drift),
    stage: wire.current_stage ? toStage(wire.current_stage, "$.current_stage", drift) : null,
    stageId: wire.current_stage_id ?? wire.current_stage?.id ?? null,
    jobId: wire.job_id ?? wire.job?.id ?? null,
    job: toJobMention(wire.job),
    candidateId: wire.candidate_id ?? candidate?.id ?? null,
    candidate: candidate
      ? {
          id: candidate.id,
          remoteId: candidate.remote_id ?? null,
          remoteUrl: candidate.remote_url ?? null,
          ...toPerson(candidate),
        }
      : null,
    screeningAnswers: (wire.screening_question_answers ?? []).map((given) => toAnswer(given, drift)),
    interviews: (wire.interviews ?? []).map((interview) => ({
      id: interview.id,
      remoteId: interview.remote_id ?? null,
      title: interview.title ?? null,
      startsAt: instant(interview.starting_at, "$.interviews.starting_at", drift),
      endsAt: instant(interview.ending_at, "$.interviews.ending_at", drift),
      canceled: interview.canceled ?? null,
    })),
    offers: (wire.offers ?? []).map((offer) => ({
      id: offer.id,
      remoteId: offer.remote_id ?? null,
      status: openValue(offer.status, offerStatuses, "$.offers.status", drift),
    })),
    customFields: wire.custom_fields ?? {},
    createdAt: instant(wire.remote_created_at, "$.remote_created_at", drift),
    updatedAt: instant(wire.remote_updated_at, "$.remote_updated_at", drift),
    changedAt: requiredInstant(wire.changed_at, "$.changed_at"),
    deletedAt: instant(wire.remote_deleted_at, "$.remote_deleted_at", drift),
  };
}

/** How an application is read. */
export const applicationReading: Reading<WireApplication, Application> = {
  schema: wireApplication,
  map: toApplication,
};
