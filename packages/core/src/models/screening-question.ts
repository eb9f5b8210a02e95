import { z } from "zod/mini";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import { mentionFields } from "./record.ts";
import { UntrustedHtml } from "./untrusted-html.ts";
import type * as records from "./records.generated.ts";

const option = z.object({
  ...mentionFields,
  /** The text of the choice. */
  name: z.nullable(z.string()),
});

/** A question that a job asks its applicants. */
export const ScreeningQuestion = z.object({
  ...mentionFields,
  /** The question. */
  title: z.nullable(z.string()),
  /** What is said about the question. */
  description: z.nullable(UntrustedHtml),
  /** The kind of question that the law of equal opportunity asks for; null for the others. */
  category: z.nullable(openEnum(["EEO", "DEMOGRAPHIC"])),
  /** The position among the job's questions. */
  index: z.nullable(z.number()),
  /** Whether the question must be answered. */
  required: z.nullable(z.boolean()),
  /** The kind of answer. */
  type: openEnum([
    "TEXT",
    "NUMBER",
    "FILE",
    "SINGLE_SELECT",
    "MULTI_SELECT",
    "BOOLEAN",
    "DATE",
    "INFORMATION",
    "UNKNOWN",
  ]),
  /** How the ATS shows the question. */
  displayType: z.nullable(
    openEnum(["SINGLE_LINE", "MULTI_LINE", "EMAIL", "URL", "SLIDER", "FIELD", "DROPDOWN", "RADIO"]),
  ),
  /** The most characters of a text; null for no limit. */
  maxLength: z.nullable(z.number()),
  /** The smallest number; null for no limit. */
  min: z.nullable(z.number()),
  /** The largest number; null for no limit. */
  max: z.nullable(z.number()),
  /** The media types of a file; null for any. */
  contentTypes: z.nullable(z.array(z.string())),
  /** The largest size of a file, in bytes; null for no limit. */
  maxFileBytes: z.nullable(z.number()),
  /** The question as the ATS has it; only of the type `UNKNOWN`. */
  rawFormat: z.optional(z.unknown()),
  /** The choices of a select question; empty for the others. */
  options: z.array(option),
  /** Ask only when that question was answered with one of these. */
  precondition: z.nullable(
    z.object({
      /** The id of the question that comes before. */
      questionId: z.string(),
      /** The answers to it on which this one is asked. */
      answers: z.array(z.union([z.string(), z.boolean()])),
    }),
  ),
});
export interface ScreeningQuestion extends records.ScreeningQuestionRecord {}

/** What an applicant answered to a screening question. */
export const ScreeningAnswer = z.object({
  /** The question that was answered. */
  question: z.object({
    /** The question's id in the ATS. */
    remoteId: z.nullable(z.string()),
    /** The question. */
    title: z.nullable(z.string()),
    /** The kind of answer. */
    type: z.string(),
  }),
  /** Text, number, yes or no, an ISO date, a choice, or several choices; null when not answered. */
  answer: z.nullable(personal(z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))),
  /** The answer as the ATS has it; there when it could not be read as an answer of its type. */
  raw: z.optional(personal(z.unknown())),
});
export interface ScreeningAnswer extends records.ScreeningAnswerRecord {}
