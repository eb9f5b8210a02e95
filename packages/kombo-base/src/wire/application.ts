import { entries, orNull } from "@anyats/http";
import { z } from "zod/mini";
import {
  customFields,
  date,
  flag,
  id,
  integrationFields,
  location,
  maybe,
  mention,
  personShape,
  readable,
  recordShape,
  stage,
  text,
} from "./pieces.ts";

const answer = z.object({
  question: z.object({ remote_id: text, title: text, type: z.string() }),
  answer: z.optional(z.unknown()),
});

/** An application as `GET /ats/applications` gives it. */
export const wireApplication = z.object({
  ...recordShape,
  outcome: text,
  rejection_reason_name: text,
  rejected_at: date,
  current_stage_id: text,
  job_id: text,
  candidate_id: text,
  screening_question_answers: entries(answer),
  custom_fields: customFields,
  integration_fields: integrationFields,
  remote_url: text,
  remote_created_at: date,
  remote_updated_at: date,
  candidate: maybe({ id, remote_id: text, remote_url: text, ...personShape }),
  current_stage: orNull(stage),
  job: orNull(mention),
  interviews: entries(
    z.object({
      id,
      remote_id: text,
      title: text,
      starting_at: date,
      ending_at: date,
      location,
      canceled: flag,
    }),
  ),
  offers: entries(z.object({ id, remote_id: text, status: text })),
});

/** The same where its job decides about a write. */
export const wireApplicationWithJob = z.extend(wireApplication, { job_id: readable });
export type WireApplication = z.output<typeof wireApplication>;
export type WireAnswer = z.output<typeof answer>;
