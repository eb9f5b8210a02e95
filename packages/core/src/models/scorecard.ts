import { z } from "zod/mini";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import { datedRecordFields } from "./record.ts";
import { UserMention } from "./user.ts";
import type * as records from "./records.generated.ts";

/** One choice of a select question. */
export const ScorecardChoice = z.object({
  /** The text of the choice. */
  label: z.string(),
  /** The id in the ATS itself. */
  remoteId: z.nullable(z.string()),
});
export interface ScorecardChoice extends records.ScorecardChoiceRecord {}

/** One question of a scorecard, with its answer. */
export const ScorecardResponse = z.object({
  /** The question. */
  label: z.nullable(z.string()),
  /** The id in the ATS itself. */
  remoteId: z.nullable(z.string()),
  /** What is said about the question. */
  description: z.nullable(z.string()),
  /** Whether the question must be answered. */
  required: z.nullable(z.boolean()),
  /** The kind of answer. */
  type: openEnum(["TEXT", "SINGLE_SELECT", "MULTI_SELECT", "BOOLEAN", "NUMBER", "DATE"]),
  /** The choices of a select question; empty for the others. */
  options: z.array(ScorecardChoice),
  /** Text, a choice, several choices, yes or no, a number, or a day; null when not answered. */
  answer: z.nullable(
    personal(z.union([z.string(), z.number(), z.boolean(), ScorecardChoice, z.array(ScorecardChoice)])),
  ),
});
export interface ScorecardResponse extends records.ScorecardResponseRecord {}

/** What an interviewer found out about a candidate, question by question. */
export const Scorecard = z.object({
  ...datedRecordFields,
  /** The id of the candidate. */
  candidateId: z.nullable(z.string()),
  /** The id of the application. */
  applicationId: z.nullable(z.string()),
  /** The id of the interview. */
  interviewId: z.nullable(z.string()),
  /** The id of the user who filled in the scorecard. */
  authorId: z.nullable(z.string()),
  /** Who filled in the scorecard. */
  author: z.nullable(UserMention),
  /** The questions, each with its answer. */
  responses: z.array(ScorecardResponse),
});
export interface Scorecard extends records.ScorecardRecord {}
