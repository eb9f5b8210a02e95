import { z } from "zod/mini";
import {
  customFields,
  date,
  flag,
  integrationFields,
  list,
  location,
  mention,
  personShape,
  recordShape,
  text,
} from "./pieces.ts";

const dates = { remote_created_at: date, remote_updated_at: date };

const candidate = z.object({
  id: z.string().check(z.minLength(1)),
  remote_id: text,
  first_name: text,
  last_name: text,
  email_addresses: personShape.email_addresses,
});
export type WireCandidateMention = z.output<typeof candidate>;

const user = z.object({
  id: z.string().check(z.minLength(1)),
  remote_id: text,
  first_name: text,
  last_name: text,
  email: text,
});
export type WireUserMention = z.output<typeof user>;

const people = { candidate: z.nullish(candidate), job: z.nullish(mention) };

/** An offer as `GET /ats/offers` gives it. */
export const wireOffer = z.object({
  ...recordShape,
  ...dates,
  status: text,
  employment_start_date: date,
  application_id: text,
  custom_fields: customFields,
  integration_fields: integrationFields,
  application: z.nullish(z.object(people)),
});
export type WireOffer = z.output<typeof wireOffer>;

/** An interview as `GET /ats/interviews` gives it. */
export const wireInterview = z.object({
  ...recordShape,
  ...dates,
  title: text,
  starting_at: date,
  ending_at: date,
  location,
  video_conferencing_url: text,
  application_id: text,
  stage_id: text,
  canceled: flag,
  users: list(user),
  application: z.nullish(
    z.object({
      id: z.string().check(z.minLength(1)),
      remote_id: text,
      outcome: text,
      rejection_reason_name: text,
      ...people,
    }),
  ),
});
export type WireInterview = z.output<typeof wireInterview>;

const ofCandidate = { candidate_id: text, application_id: text };

/** A note as `GET /ats/notes` gives it. */
export const wireNote = z.object({
  ...recordShape,
  ...dates,
  ...ofCandidate,
  author_id: text,
  title: text,
  content_html: text,
  is_private: flag,
  author: z.nullish(user),
});
export type WireNote = z.output<typeof wireNote>;

const choice = z.object({ label: z.string(), remote_id: text });
export type WireChoice = z.output<typeof choice>;

const scorecardResponse = z.object({
  label: text,
  remote_id: text,
  description: text,
  required: z.nullish(z.boolean()),
  type: z.string(),
  options: list(choice),
  answer: z.optional(z.unknown()),
});
export type WireScorecardResponse = z.output<typeof scorecardResponse>;

/** The answer to a select question. */
export const wireChoice = choice;

/** A scorecard as `GET /ats/scorecards` gives it. */
export const wireScorecard = z.object({
  ...recordShape,
  ...dates,
  ...ofCandidate,
  interview_id: text,
  author_id: text,
  author: z.nullish(user),
  responses: list(scorecardResponse),
});
export type WireScorecard = z.output<typeof wireScorecard>;

/** A file as `GET /ats/attachments` gives it. */
export const wireSyncedAttachment = z.object({
  ...recordShape,
  ...dates,
  ...ofCandidate,
  type: text,
  file_name: text,
  content_ref: z.nullish(z.object({ type: z.string(), bucket: z.string(), key: z.string() })),
});
export type WireSyncedAttachment = z.output<typeof wireSyncedAttachment>;
