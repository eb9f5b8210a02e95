import { InstantInput } from "@anyats/core";
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
  text,
} from "./pieces.ts";

const dates = { remote_created_at: date, remote_updated_at: date };

const candidate = z.object({
  id,
  remote_id: text,
  first_name: text,
  last_name: text,
  email_addresses: personShape.email_addresses,
});
export type WireCandidateMention = z.output<typeof candidate>;

const user = z.object({
  id,
  remote_id: text,
  first_name: text,
  last_name: text,
  email: text,
});
export type WireUserMention = z.output<typeof user>;

const people = { candidate: orNull(candidate), job: orNull(mention) };

/** An offer as `GET /ats/offers` gives it. */
export const wireOffer = z.object({
  ...recordShape,
  ...dates,
  status: text,
  employment_start_date: date,
  application_id: text,
  custom_fields: customFields,
  integration_fields: integrationFields,
  application: maybe(people),
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
  users: entries(user),
  application: maybe({ id, remote_id: text, outcome: text, rejection_reason_name: text, ...people }),
});
export type WireInterview = z.output<typeof wireInterview>;

/** The same where it may be the one that was created: it is known again by these. */
export const wireReadableInterview = z.extend(wireInterview, {
  title: readable,
  starting_at: z.nullish(InstantInput),
  ending_at: z.nullish(InstantInput),
  application_id: readable,
});

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
  author: orNull(user),
});
export type WireNote = z.output<typeof wireNote>;

/** The same where it may be the one that was written: it is known again by its text. */
export const wireReadableNote = z.extend(wireNote, { content_html: readable });

const choice = z.object({ label: z.string(), remote_id: text });
export type WireChoice = z.output<typeof choice>;

const scorecardResponse = z.object({
  label: text,
  remote_id: text,
  description: text,
  required: flag,
  type: z.string(),
  options: entries(choice),
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
  author: orNull(user),
  responses: entries(scorecardResponse),
});
export type WireScorecard = z.output<typeof wireScorecard>;

/** A file as `GET /ats/attachments` gives it. */
export const wireSyncedAttachment = z.object({
  ...recordShape,
  ...dates,
  ...ofCandidate,
  type: text,
  file_name: text,
  // Half a reference leads nowhere, and none would say that Kombo keeps no copy.
  content_ref: z.nullish(z.object({ type: z.string(), bucket: z.string(), key: z.string() })),
});
export type WireSyncedAttachment = z.output<typeof wireSyncedAttachment>;
