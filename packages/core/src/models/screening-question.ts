import { z } from "zod";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import { mentionFields } from "./record.ts";
import { UntrustedHtml } from "./untrusted-html.ts";

const option = z.object({ ...mentionFields, name: z.string().nullable() });

/** A question that a job asks its applicants. */
export const ScreeningQuestion = z
  .object({
    ...mentionFields,
    title: z.string().nullable(),
    description: UntrustedHtml.nullable(),
    category: openEnum(["EEO", "DEMOGRAPHIC"]).nullable(),
    index: z.number().nullable(),
    required: z.boolean().nullable(),
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
    displayType: openEnum(["SINGLE_LINE", "MULTI_LINE", "EMAIL", "URL", "SLIDER", "FIELD", "DROPDOWN", "RADIO"])
      .nullable()
      .describe("How the ATS shows the question."),
    /** The most characters of a text; null for no limit. */
    maxLength: z.number().nullable().describe("The most characters of a text; null for no limit."),
    /** The smallest number; null for no limit. */
    min: z.number().nullable().describe("The smallest number; null for no limit."),
    /** The largest number; null for no limit. */
    max: z.number().nullable().describe("The largest number; null for no limit."),
    /** The media types of a file; null for any. */
    contentTypes: z.array(z.string()).nullable().describe("The media types of a file; null for any."),
    /** The largest size of a file, in bytes; null for no limit. */
    maxFileBytes: z.number().nullable().describe("The largest size of a file, in bytes; null for no limit."),
    /** The question as the ATS has it; only of the type `UNKNOWN`. */
    rawFormat: z.unknown().optional().describe("The question as the ATS has it; only of the type `UNKNOWN`."),
    /** The choices of a select question; empty for the others. */
    options: z.array(option).describe("The choices of a select question; empty for the others."),
    /** Ask only when that question was answered with one of these. */
    precondition: z
      .object({ questionId: z.string(), answers: z.array(z.union([z.string(), z.boolean()])) })
      .nullable()
      .describe("Ask only when that question was answered with one of these."),
  })
  .describe("A question that a job asks its applicants.");
export type ScreeningQuestion = Readonly<z.output<typeof ScreeningQuestion>>;

/** What an applicant answered. */
export const ScreeningAnswer = z
  .object({
    question: z.object({ remoteId: z.string().nullable(), title: z.string().nullable(), type: z.string() }),
    /** Text, number, yes or no, an ISO date, a choice, or several choices; null when not answered. */
    answer: personal(z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]))
      .nullable()
      .describe("Text, number, yes or no, an ISO date, a choice, or several choices; null when not answered."),
    /** The answer as the ATS has it; there when it could not be read as an answer of its type. */
    raw: personal(z.unknown())
      .optional()
      .describe("The answer as the ATS has it; there when it could not be read as an answer of its type."),
  })
  .describe("What an applicant answered to a screening question.");
export type ScreeningAnswer = Readonly<z.output<typeof ScreeningAnswer>>;
