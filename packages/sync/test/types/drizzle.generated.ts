// Written by `anyats sync types`; do not edit. The tables of @anyats/sync in the schema `anyats`.
import type { Application, Candidate, catalogue, Job, OutputOf } from "@anyats/core";
import { bigint, boolean, doublePrecision, jsonb, pgSchema, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

/** A record as it is stored: dates are texts, and what a later version adds may be missing. */
type RecordOf<Stream extends keyof typeof catalogue> = Readonly<OutputOf<(typeof catalogue)[Stream]>>;

const tables = pgSchema("anyats");

/** `anyats.jobs` */
export const jobs = tables.table(
  "jobs",
  {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    remoteUrl: text("remote_url"),
    createdAt: timestamp("created_at", { withTimezone: true }),
    updatedAt: timestamp("updated_at", { withTimezone: true }),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    title: text("title"),
    requisitionCode: text("requisition_code"),
    status: text("status"),
    visibility: text("visibility"),
    employmentType: text("employment_type"),
    remoteWorkStatus: text("remote_work_status"),
    category: text("category"),
    department: text("department"),
    experienceLevel: text("experience_level"),
    weeklyHours: doublePrecision("weekly_hours"),
    postUrl: text("post_url"),
    openedAt: timestamp("opened_at", { withTimezone: true }),
    closedAt: timestamp("closed_at", { withTimezone: true }),
    record: jsonb("record").$type<RecordOf<"jobs.stream">>(),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    raw: jsonb("raw"),
    contentHash: text("content_hash").notNull(),
    version: timestamp("version", { withTimezone: true }),
    pass: bigint("pass", { mode: "number" }).notNull(),
    storedAt: timestamp("stored_at", { withTimezone: true }).notNull(),
    deletion: jsonb("deletion").$type<Record<string, unknown>>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.id] })],
);

/** `anyats.applications` */
export const applications = tables.table(
  "applications",
  {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    remoteUrl: text("remote_url"),
    createdAt: timestamp("created_at", { withTimezone: true }),
    updatedAt: timestamp("updated_at", { withTimezone: true }),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    outcome: text("outcome"),
    rejectionReasonName: text("rejection_reason_name"),
    rejectedAt: timestamp("rejected_at", { withTimezone: true }),
    stageId: text("stage_id"),
    jobId: text("job_id"),
    candidateId: text("candidate_id"),
    record: jsonb("record").$type<RecordOf<"applications.stream">>(),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    raw: jsonb("raw"),
    contentHash: text("content_hash").notNull(),
    version: timestamp("version", { withTimezone: true }),
    pass: bigint("pass", { mode: "number" }).notNull(),
    storedAt: timestamp("stored_at", { withTimezone: true }).notNull(),
    deletion: jsonb("deletion").$type<Record<string, unknown>>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.id] })],
);

/** `anyats.candidates` */
export const candidates = tables.table(
  "candidates",
  {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    remoteUrl: text("remote_url"),
    createdAt: timestamp("created_at", { withTimezone: true }),
    updatedAt: timestamp("updated_at", { withTimezone: true }),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    firstName: text("first_name"),
    lastName: text("last_name"),
    source: text("source"),
    company: text("company"),
    title: text("title"),
    confidential: boolean("confidential"),
    record: jsonb("record").$type<RecordOf<"candidates.stream">>(),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    raw: jsonb("raw"),
    contentHash: text("content_hash").notNull(),
    version: timestamp("version", { withTimezone: true }),
    pass: bigint("pass", { mode: "number" }).notNull(),
    storedAt: timestamp("stored_at", { withTimezone: true }).notNull(),
    deletion: jsonb("deletion").$type<Record<string, unknown>>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.id] })],
);

/** `anyats.interviews` */
export const interviews = tables.table(
  "interviews",
  {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    createdAt: timestamp("created_at", { withTimezone: true }),
    updatedAt: timestamp("updated_at", { withTimezone: true }),
    title: text("title"),
    startsAt: timestamp("starts_at", { withTimezone: true }),
    endsAt: timestamp("ends_at", { withTimezone: true }),
    videoConferenceUrl: text("video_conference_url"),
    canceled: boolean("canceled"),
    stageId: text("stage_id"),
    applicationId: text("application_id"),
    record: jsonb("record").$type<RecordOf<"interviews.stream">>(),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    raw: jsonb("raw"),
    contentHash: text("content_hash").notNull(),
    version: timestamp("version", { withTimezone: true }),
    pass: bigint("pass", { mode: "number" }).notNull(),
    storedAt: timestamp("stored_at", { withTimezone: true }).notNull(),
    deletion: jsonb("deletion").$type<Record<string, unknown>>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.id] })],
);

/** `anyats.offers` */
export const offers = tables.table(
  "offers",
  {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    createdAt: timestamp("created_at", { withTimezone: true }),
    updatedAt: timestamp("updated_at", { withTimezone: true }),
    status: text("status"),
    employmentStartsOn: text("employment_starts_on"),
    applicationId: text("application_id"),
    record: jsonb("record").$type<RecordOf<"offers.stream">>(),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    raw: jsonb("raw"),
    contentHash: text("content_hash").notNull(),
    version: timestamp("version", { withTimezone: true }),
    pass: bigint("pass", { mode: "number" }).notNull(),
    storedAt: timestamp("stored_at", { withTimezone: true }).notNull(),
    deletion: jsonb("deletion").$type<Record<string, unknown>>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.id] })],
);

/** `anyats.notes` */
export const notes = tables.table(
  "notes",
  {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    createdAt: timestamp("created_at", { withTimezone: true }),
    updatedAt: timestamp("updated_at", { withTimezone: true }),
    candidateId: text("candidate_id"),
    applicationId: text("application_id"),
    title: text("title"),
    private: boolean("private"),
    authorId: text("author_id"),
    record: jsonb("record").$type<RecordOf<"notes.stream">>(),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    raw: jsonb("raw"),
    contentHash: text("content_hash").notNull(),
    version: timestamp("version", { withTimezone: true }),
    pass: bigint("pass", { mode: "number" }).notNull(),
    storedAt: timestamp("stored_at", { withTimezone: true }).notNull(),
    deletion: jsonb("deletion").$type<Record<string, unknown>>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.id] })],
);

/** `anyats.scorecards` */
export const scorecards = tables.table(
  "scorecards",
  {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    createdAt: timestamp("created_at", { withTimezone: true }),
    updatedAt: timestamp("updated_at", { withTimezone: true }),
    candidateId: text("candidate_id"),
    applicationId: text("application_id"),
    interviewId: text("interview_id"),
    authorId: text("author_id"),
    record: jsonb("record").$type<RecordOf<"scorecards.stream">>(),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    raw: jsonb("raw"),
    contentHash: text("content_hash").notNull(),
    version: timestamp("version", { withTimezone: true }),
    pass: bigint("pass", { mode: "number" }).notNull(),
    storedAt: timestamp("stored_at", { withTimezone: true }).notNull(),
    deletion: jsonb("deletion").$type<Record<string, unknown>>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.id] })],
);

/** `anyats.attachments` */
export const attachments = tables.table(
  "attachments",
  {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    createdAt: timestamp("created_at", { withTimezone: true }),
    updatedAt: timestamp("updated_at", { withTimezone: true }),
    candidateId: text("candidate_id"),
    applicationId: text("application_id"),
    type: text("type"),
    fileName: text("file_name"),
    record: jsonb("record").$type<RecordOf<"attachments.stream">>(),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    raw: jsonb("raw"),
    contentHash: text("content_hash").notNull(),
    version: timestamp("version", { withTimezone: true }),
    pass: bigint("pass", { mode: "number" }).notNull(),
    storedAt: timestamp("stored_at", { withTimezone: true }).notNull(),
    deletion: jsonb("deletion").$type<Record<string, unknown>>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.id] })],
);

/** `anyats.tags` */
export const tags = tables.table(
  "tags",
  {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    name: text("name"),
    record: jsonb("record").$type<RecordOf<"tags.stream">>(),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    raw: jsonb("raw"),
    contentHash: text("content_hash").notNull(),
    version: timestamp("version", { withTimezone: true }),
    pass: bigint("pass", { mode: "number" }).notNull(),
    storedAt: timestamp("stored_at", { withTimezone: true }).notNull(),
    deletion: jsonb("deletion").$type<Record<string, unknown>>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.id] })],
);

/** `anyats.users` */
export const users = tables.table(
  "users",
  {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    firstName: text("first_name"),
    lastName: text("last_name"),
    email: text("email"),
    status: text("status"),
    record: jsonb("record").$type<RecordOf<"users.stream">>(),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    raw: jsonb("raw"),
    contentHash: text("content_hash").notNull(),
    version: timestamp("version", { withTimezone: true }),
    pass: bigint("pass", { mode: "number" }).notNull(),
    storedAt: timestamp("stored_at", { withTimezone: true }).notNull(),
    deletion: jsonb("deletion").$type<Record<string, unknown>>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.id] })],
);

/** `anyats.roles` */
export const roles = tables.table(
  "roles",
  {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    deletedAt: timestamp("deleted_at", { withTimezone: true }),
    label: text("label"),
    type: text("type"),
    scope: text("scope"),
    record: jsonb("record").$type<RecordOf<"roles.stream">>(),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    raw: jsonb("raw"),
    contentHash: text("content_hash").notNull(),
    version: timestamp("version", { withTimezone: true }),
    pass: bigint("pass", { mode: "number" }).notNull(),
    storedAt: timestamp("stored_at", { withTimezone: true }).notNull(),
    deletion: jsonb("deletion").$type<Record<string, unknown>>(),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.id] })],
);

/** `anyats.feed` */
export const feed = tables.table(
  "feed",
  {
    connectionId: text("connection_id").notNull(),
    seq: bigint("seq", { mode: "number" }).notNull(),
    at: timestamp("at", { withTimezone: true }).notNull(),
    model: text("model").notNull(),
    id: text("id").notNull(),
    op: text("op").notNull(),
    previousId: text("previous_id"),
  },
  (table) => [primaryKey({ columns: [table.connectionId, table.seq] })],
);

/** `anyats.application_details`: an application with its candidate, job and stage. */
export const applicationDetails = tables
  .view("application_details", {
    connectionId: text("connection_id").notNull(),
    id: text("id").notNull(),
    remoteId: text("remote_id"),
    outcome: text("outcome"),
    createdAt: timestamp("created_at", { withTimezone: true }),
    changedAt: timestamp("changed_at", { withTimezone: true }),
    rejectedAt: timestamp("rejected_at", { withTimezone: true }),
    rejectionReasonName: text("rejection_reason_name"),
    candidateId: text("candidate_id"),
    jobId: text("job_id"),
    stageId: text("stage_id"),
    customFields: jsonb("custom_fields").$type<Record<string, unknown>>(),
    record: jsonb("record").$type<Application>(),
    candidateFirstName: text("candidate_first_name"),
    candidateLastName: text("candidate_last_name"),
    candidate: jsonb("candidate").$type<Candidate>(),
    jobTitle: text("job_title"),
    jobStatus: text("job_status"),
    job: jsonb("job").$type<Job>(),
    stageName: text("stage_name"),
    stage: jsonb("stage").$type<Record<string, unknown>>(),
    candidateAwaited: boolean("candidate_awaited").notNull(),
    jobAwaited: boolean("job_awaited").notNull(),
  })
  .existing();
