// Written by `anyats sync types`; do not edit. The tables of @anyats/sync in the schema `anyats`.
import type { Application, Candidate, catalogue, Job, OutputOf } from "@anyats/core";

/** A record as it is stored: dates are texts, and what a later version adds may be missing. */
type RecordOf<Stream extends keyof typeof catalogue> = Readonly<OutputOf<(typeof catalogue)[Stream]>>;

/** `anyats.jobs` */
export interface JobsTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  remote_url: string | null;
  created_at: Date | null;
  updated_at: Date | null;
  changed_at: Date | null;
  deleted_at: Date | null;
  title: string | null;
  requisition_code: string | null;
  status: string | null;
  visibility: string | null;
  employment_type: string | null;
  remote_work_status: string | null;
  category: string | null;
  department: string | null;
  experience_level: string | null;
  weekly_hours: number | null;
  post_url: string | null;
  opened_at: Date | null;
  closed_at: Date | null;
  record: RecordOf<"jobs.stream"> | null;
  custom_fields: Record<string, unknown> | null;
  raw: unknown;
  content_hash: string;
  version: Date | null;
  pass: string;
  stored_at: Date;
  deletion: Record<string, unknown> | null;
}

/** `anyats.applications` */
export interface ApplicationsTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  remote_url: string | null;
  created_at: Date | null;
  updated_at: Date | null;
  changed_at: Date | null;
  deleted_at: Date | null;
  outcome: string | null;
  rejection_reason_name: string | null;
  rejected_at: Date | null;
  stage_id: string | null;
  job_id: string | null;
  candidate_id: string | null;
  record: RecordOf<"applications.stream"> | null;
  custom_fields: Record<string, unknown> | null;
  raw: unknown;
  content_hash: string;
  version: Date | null;
  pass: string;
  stored_at: Date;
  deletion: Record<string, unknown> | null;
}

/** `anyats.candidates` */
export interface CandidatesTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  remote_url: string | null;
  created_at: Date | null;
  updated_at: Date | null;
  changed_at: Date | null;
  deleted_at: Date | null;
  first_name: string | null;
  last_name: string | null;
  source: string | null;
  company: string | null;
  title: string | null;
  confidential: boolean | null;
  record: RecordOf<"candidates.stream"> | null;
  custom_fields: Record<string, unknown> | null;
  raw: unknown;
  content_hash: string;
  version: Date | null;
  pass: string;
  stored_at: Date;
  deletion: Record<string, unknown> | null;
}

/** `anyats.interviews` */
export interface InterviewsTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  changed_at: Date | null;
  deleted_at: Date | null;
  created_at: Date | null;
  updated_at: Date | null;
  title: string | null;
  starts_at: Date | null;
  ends_at: Date | null;
  video_conference_url: string | null;
  canceled: boolean | null;
  stage_id: string | null;
  application_id: string | null;
  record: RecordOf<"interviews.stream"> | null;
  custom_fields: Record<string, unknown> | null;
  raw: unknown;
  content_hash: string;
  version: Date | null;
  pass: string;
  stored_at: Date;
  deletion: Record<string, unknown> | null;
}

/** `anyats.offers` */
export interface OffersTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  changed_at: Date | null;
  deleted_at: Date | null;
  created_at: Date | null;
  updated_at: Date | null;
  status: string | null;
  employment_starts_on: string | null;
  application_id: string | null;
  record: RecordOf<"offers.stream"> | null;
  custom_fields: Record<string, unknown> | null;
  raw: unknown;
  content_hash: string;
  version: Date | null;
  pass: string;
  stored_at: Date;
  deletion: Record<string, unknown> | null;
}

/** `anyats.notes` */
export interface NotesTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  changed_at: Date | null;
  deleted_at: Date | null;
  created_at: Date | null;
  updated_at: Date | null;
  candidate_id: string | null;
  application_id: string | null;
  title: string | null;
  private: boolean | null;
  author_id: string | null;
  record: RecordOf<"notes.stream"> | null;
  custom_fields: Record<string, unknown> | null;
  raw: unknown;
  content_hash: string;
  version: Date | null;
  pass: string;
  stored_at: Date;
  deletion: Record<string, unknown> | null;
}

/** `anyats.scorecards` */
export interface ScorecardsTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  changed_at: Date | null;
  deleted_at: Date | null;
  created_at: Date | null;
  updated_at: Date | null;
  candidate_id: string | null;
  application_id: string | null;
  interview_id: string | null;
  author_id: string | null;
  record: RecordOf<"scorecards.stream"> | null;
  custom_fields: Record<string, unknown> | null;
  raw: unknown;
  content_hash: string;
  version: Date | null;
  pass: string;
  stored_at: Date;
  deletion: Record<string, unknown> | null;
}

/** `anyats.attachments` */
export interface AttachmentsTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  changed_at: Date | null;
  deleted_at: Date | null;
  created_at: Date | null;
  updated_at: Date | null;
  candidate_id: string | null;
  application_id: string | null;
  type: string | null;
  file_name: string | null;
  record: RecordOf<"attachments.stream"> | null;
  custom_fields: Record<string, unknown> | null;
  raw: unknown;
  content_hash: string;
  version: Date | null;
  pass: string;
  stored_at: Date;
  deletion: Record<string, unknown> | null;
}

/** `anyats.tags` */
export interface TagsTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  changed_at: Date | null;
  deleted_at: Date | null;
  name: string | null;
  record: RecordOf<"tags.stream"> | null;
  custom_fields: Record<string, unknown> | null;
  raw: unknown;
  content_hash: string;
  version: Date | null;
  pass: string;
  stored_at: Date;
  deletion: Record<string, unknown> | null;
}

/** `anyats.users` */
export interface UsersTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  changed_at: Date | null;
  deleted_at: Date | null;
  first_name: string | null;
  last_name: string | null;
  email: string | null;
  status: string | null;
  record: RecordOf<"users.stream"> | null;
  custom_fields: Record<string, unknown> | null;
  raw: unknown;
  content_hash: string;
  version: Date | null;
  pass: string;
  stored_at: Date;
  deletion: Record<string, unknown> | null;
}

/** `anyats.roles` */
export interface RolesTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  changed_at: Date | null;
  deleted_at: Date | null;
  label: string | null;
  type: string | null;
  scope: string | null;
  record: RecordOf<"roles.stream"> | null;
  custom_fields: Record<string, unknown> | null;
  raw: unknown;
  content_hash: string;
  version: Date | null;
  pass: string;
  stored_at: Date;
  deletion: Record<string, unknown> | null;
}

/** `anyats.application_details` */
export interface ApplicationDetailsTable {
  connection_id: string;
  id: string;
  remote_id: string | null;
  outcome: string | null;
  created_at: Date | null;
  changed_at: Date | null;
  rejected_at: Date | null;
  rejection_reason_name: string | null;
  candidate_id: string | null;
  job_id: string | null;
  stage_id: string | null;
  custom_fields: Record<string, unknown> | null;
  record: Application | null;
  candidate_first_name: string | null;
  candidate_last_name: string | null;
  candidate: Candidate | null;
  job_title: string | null;
  job_status: string | null;
  job: Job | null;
  stage_name: string | null;
  stage: Record<string, unknown> | null;
  candidate_awaited: boolean;
  job_awaited: boolean;
}

/** `anyats.feed` */
export interface FeedTable {
  connection_id: string;
  seq: string;
  at: Date;
  model: string;
  id: string;
  op: string;
  previous_id: string | null;
}

/** Give it to Kysely: `new Kysely<SyncTables>({ dialect })`, or join it with your own tables. */
export interface SyncTables {
  "anyats.jobs": JobsTable;
  "anyats.applications": ApplicationsTable;
  "anyats.candidates": CandidatesTable;
  "anyats.interviews": InterviewsTable;
  "anyats.offers": OffersTable;
  "anyats.notes": NotesTable;
  "anyats.scorecards": ScorecardsTable;
  "anyats.attachments": AttachmentsTable;
  "anyats.tags": TagsTable;
  "anyats.users": UsersTable;
  "anyats.roles": RolesTable;
  "anyats.application_details": ApplicationDetailsTable;
  "anyats.feed": FeedTable;
}
