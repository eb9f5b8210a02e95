import { z } from "zod";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import { datedRecordFields } from "./record.ts";
import { UserMention } from "./user.ts";

/** One choice of a select question. */
export const ScorecardChoice = z.object({ label: z.string(), remoteId: z.string().nullable() });

/** One question of a scorecard, with its answer. */
export const ScorecardResponse = z.object({
  label: z.string().nullable(),
  remoteId: z.string().nullable(),
  description: z.string().nullable(),
  required: z.boolean().nullable(),
  type: openEnum(["TEXT", "SINGLE_SELECT", "MULTI_SELECT", "BOOLEAN", "NUMBER", "DATE"]),
  /** The choices of a select question; empty for the others. */
  options: z.array(ScorecardChoice).describe("The choices of a select question; empty for the others."),
  /** Text, a choice, several choices, yes or no, a number, or a day; null when not answered. */
  answer: personal(z.union([z.string(), z.number(), z.boolean(), ScorecardChoice, z.array(ScorecardChoice)]))
    .nullable()
    .describe("Text, a choice, several choices, yes or no, a number, or a day; null when not answered."),
});

/** What an interviewer found out about a candidate, question by question. */
export const Scorecard = z
  .object({
    ...datedRecordFields,
    candidateId: z.string().nullable(),
    applicationId: z.string().nullable(),
    interviewId: z.string().nullable(),
    authorId: z.string().nullable(),
    author: UserMention.nullable(),
    responses: z.array(ScorecardResponse),
  })
  .describe("What an interviewer found out about a candidate, question by question.");
export type Scorecard = Readonly<z.output<typeof Scorecard>>;
