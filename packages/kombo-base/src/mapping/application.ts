import { toDay, type Application, type ScreeningAnswer } from "@anyats/core";
import type { Drift, Reading } from "@anyats/http";
import { wireApplication, wireApplicationWithJob, type WireAnswer, type WireApplication } from "../wire/application.ts";
import {
  deletion,
  instant,
  openValue,
  requiredInstant,
  sentList,
  toIntegrationFields,
  toJobMention,
  toLocation,
  toPerson,
  toStage,
} from "./pieces.ts";
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

/** Where each type of question keeps its answer, and what an answer is. Those of files cannot be read. */
const answers: Readonly<
  Record<string, { readonly key: string; read(value: unknown): ScreeningAnswer["answer"] | undefined } | undefined>
> = {
  TEXT: { key: "content", read: textOf },
  SINGLE_SELECT: { key: "choice", read: textOf },
  MULTI_SELECT: { key: "choices", read: textsOf },
  BOOLEAN: { key: "checked", read: (value) => (typeof value === "boolean" ? value : undefined) },
  NUMBER: { key: "number", read: (value) => (typeof value === "number" ? value : undefined) },
  DATE: { key: "date", read: (value) => (typeof value === "string" ? toDay(value) : undefined) },
};

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function textsOf(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((choice) => typeof choice === "string") ? value : undefined;
}

/** An answer. One in another form than its type has becomes null, is reported, and stays there in `raw`. */
function toAnswer({ question, answer }: WireAnswer, drift: Drift): ScreeningAnswer {
  const { type } = question;
  const asked = { remoteId: question.remote_id ?? null, title: question.title ?? null, type };
  if (!questionTypes.has(type)) drift("$.screening_question_answers.question.type", "unknown-value");
  const way = Object.hasOwn(answers, type) ? answers[type] : undefined;
  if (answer === null || answer === undefined) return { question: asked, answer: null };
  if (!way) return { question: asked, answer: null, raw: rawOf(answer) };
  const isObject = typeof answer === "object" && !Array.isArray(answer);
  const value = isObject ? (answer as Readonly<Record<string, unknown>>)[way.key] : answer;
  const isEmpty = isObject && (way.key in answer ? value === null : Object.keys(answer).length === 0);
  const read = isObject && !isEmpty ? way.read(value) : undefined;
  if (read !== undefined || isEmpty) return { question: asked, answer: read ?? null };
  drift(`$.screening_question_answers.answer.${way.key}`, "unreadable-answer");
  return { question: asked, answer: null, raw: answer };
}

/** Of a question whose type Kombo does not know, the answer stands in `raw`. */
function rawOf(answer: unknown): unknown {
  return typeof answer === "object" && answer !== null && "raw" in answer ? answer.raw : answer;
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
    candidate: candidate ? toPerson(candidate, "$.candidate", wire, drift) : null,
    screeningAnswers: (wire.screening_question_answers ?? []).map((given) => toAnswer(given, drift)),
    interviews: sentList(wire.interviews, "$.interviews", wire, drift).map((interview) => ({
      id: interview.id,
      remoteId: interview.remote_id ?? null,
      title: interview.title ?? null,
      startsAt: instant(interview.starting_at, "$.interviews.starting_at", drift),
      endsAt: instant(interview.ending_at, "$.interviews.ending_at", drift),
      location: toLocation(interview.location),
      canceled: interview.canceled ?? null,
    })),
    offers: sentList(wire.offers, "$.offers", wire, drift).map((offer) => ({
      id: offer.id,
      remoteId: offer.remote_id ?? null,
      status: openValue(offer.status, offerStatuses, "$.offers.status", drift),
    })),
    customFields: wire.custom_fields ?? {},
    integrationFields: toIntegrationFields(wire.integration_fields, drift),
    createdAt: instant(wire.remote_created_at, "$.remote_created_at", drift),
    updatedAt: instant(wire.remote_updated_at, "$.remote_updated_at", drift),
    changedAt: requiredInstant(wire.changed_at, "$.changed_at"),
    deletedAt: deletion(wire, drift),
  };
}

/** How an application is read. */
export const applicationReading: Reading<WireApplication, Application> = {
  schema: wireApplication,
  map: toApplication,
};
/** The same where its job decides about a write. */
export const applicationWithJobReading: Reading<WireApplication, Application> = {
  schema: wireApplicationWithJob,
  map: toApplication,
};
