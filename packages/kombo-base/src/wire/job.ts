import { entries } from "@anyats/http";
import { z } from "zod/mini";
import {
  customFields,
  date,
  flag,
  id,
  integrationFields,
  location,
  maybe,
  number,
  recordShape,
  stage,
  text,
  texts,
} from "./pieces.ts";

const option = z.object({ id: z.string(), remote_id: text, name: text });

const screeningQuestion = z.object({
  id,
  remote_id: text,
  title: text,
  description: text,
  category: text,
  index: number,
  required: flag,
  format: maybe({
    type: text,
    display_type: text,
    max_length: number,
    min: number,
    max: number,
    accepted_mime_types: texts,
    max_file_size_bytes: number,
    options: entries(option),
    raw_question: z.optional(z.unknown()),
  }),
  precondition_question_id: text,
  precondition_options: entries(z.union([z.string(), z.boolean()])),
});

const posting = z.object({
  id,
  remote_id: text,
  title: text,
  description_html: text,
  status: text,
  visibility: text,
  url: text,
});

const role = z.object({ remote_id: text, remote_label: text, unified_type: text, scope: text });

const hiringTeamMember = z.object({
  id,
  remote_id: text,
  first_name: text,
  last_name: text,
  email: text,
  job_roles: entries(role),
  hiring_team_roles: entries(z.string()),
});

/** A job as `GET /ats/jobs` gives it. Known keys only: others stay reachable in `raw`. */
export const wireJob = z.object({
  ...recordShape,
  name: text,
  job_code: text,
  description: text,
  weekly_hours: number,
  employment_type: text,
  status: text,
  visibility: text,
  confidential: flag,
  category: text,
  department: text,
  post_url: text,
  experience_level: text,
  remote_work_status: text,
  salary_amount: number,
  salary_amount_from: number,
  salary_amount_to: number,
  salary_currency: text,
  salary_period: text,
  location,
  custom_fields: customFields,
  integration_fields: integrationFields,
  remote_url: text,
  opened_at: date,
  closed_at: date,
  remote_created_at: date,
  remote_updated_at: date,
  stages: entries(stage),
  screening_questions: entries(screeningQuestion),
  job_postings: entries(posting),
  hiring_team: entries(hiringTeamMember),
});

/** The same where its stages decide about a write. */
export const wireJobWithStages = z.extend(wireJob, { stages: z.nullish(z.array(stage)) });
export type WireJob = z.output<typeof wireJob>;
export type WireScreeningQuestion = z.output<typeof screeningQuestion>;
