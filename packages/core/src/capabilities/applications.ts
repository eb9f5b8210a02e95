import { z } from "zod/mini";
import { Application, ApplicationOutcomeFilter } from "../models/application.ts";
import { AttachmentRestrictions } from "../models/attachment-restrictions.ts";
import { Attachment } from "../models/attachment.ts";
import { CustomFieldDefinition, CustomFieldUpdates, CustomFieldValue } from "../models/custom-field.ts";
import { FileInput } from "../models/file.ts";
import { ApplicationReference, Id, JobReference, RemoteId, StageReference } from "../models/identity.ts";
import { InstantInput } from "../models/instant.ts";
import { NoteActionType, NoteInput } from "../models/note.ts";
import { personal } from "../models/personal.ts";
import { Receipt, receiptFields } from "../models/receipt.ts";
import { RejectionReason } from "../models/rejection-reason.ts";
import { ListedStage } from "../models/stage.ts";
import { CandidateInput, applicationInputFields } from "./candidate-input.ts";
import { recordLookup } from "./record-lookup.ts";
import { remoteFields } from "./remote-fields.ts";
import { resultLinkFields } from "./result-link-input.ts";
import { listOf, streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** The commands that take files. */
export const AttachmentCommand = z.enum([
  "applications.create",
  "applications.addAttachment",
  "candidates.create",
  "candidates.addAttachment",
]);
export type AttachmentCommand = z.output<typeof AttachmentCommand>;

/** How the rejection of one application of a batch ended. */
export const RejectionOutcome = z.object({
  /** The id of the application. */
  applicationId: z.string(),
  /** Whether the application was rejected. */
  rejected: z.boolean(),
  settledBy: z.nullable(receiptFields.settledBy),
  warnings: receiptFields.warnings,
  /** Why it was not rejected; null when it was. */
  error: z.nullable(
    z.object({
      /** The code of the error. */
      code: z.string(),
      /** What went wrong. */
      message: z.string(),
      /** Whether a further attempt can succeed. */
      retry: z.string(),
    }),
  ),
});

/** Applications of candidates to jobs. */
export const applications = resource("applications", {
  /**
   * Stream the applications.
   *
   * `updatedAfter` gives applications whose own fields changed (a move is one), or whose candidate, interviews or
   * offers changed. Changes of the job's or the stage's own fields and of the candidate's tags do not count. A deletion
   * shows only with `includeDeleted`.
   */
  stream: {
    kind: "stream",
    effect: "reads",
    input: z.strictObject({
      ...streamFilterFields,
      /** Only applications to one of these jobs. */
      jobIds: z.optional(listOf(Id)),
      /** The same by the jobs' ids in the ATS. */
      jobRemoteIds: z.optional(listOf(RemoteId)),
      /** Only applications that ended so, or have not (`PENDING`). */
      outcomes: z.optional(listOf(ApplicationOutcomeFilter, 1_000)),
      /** Only applications in one of these stages. */
      stageIds: z.optional(listOf(Id)),
      /** Only applications created on or after this day. */
      createdAfter: streamFilterFields.updatedAfter,
    }),
    output: Application,
  },

  /** Create an application of a candidate to a job; the candidate is created when no one matches. */
  create: {
    kind: "command",
    effect: "creates",
    input: z.strictObject({
      job: JobReference,
      candidate: CandidateInput,
      /** Absent: the job's first stage. */
      stage: z.optional(StageReference),
      ...applicationInputFields,
    }),
    /** The ids of the new application and its candidate. */
    output: z.object({
      /** The id of the application. */
      applicationId: z.string(),
      /** The id of the candidate. */
      candidateId: z.nullable(z.string()),
      /** The application's id in the ATS. */
      remoteId: z.nullable(z.string()),
      ...receiptFields,
    }),
  },

  /** Move an application to another stage of its job. */
  moveToStage: {
    kind: "command",
    effect: "idempotent",
    input: z.strictObject({ application: ApplicationReference, stage: StageReference, remoteFields }),
    output: Receipt,
  },

  /** List the stages that applications can be in, and whether each can be a target. */
  listStages: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({
      /** Only the stages of these jobs. */
      jobIds: z.optional(listOf(Id)),
    }),
    output: z.array(ListedStage),
  },

  /** Reject an application. */
  reject: {
    kind: "command",
    effect: "idempotent",
    input: z.strictObject({
      application: ApplicationReference,
      /** The id of a rejection reason, from applications.listRejectionReasons. */
      reasonId: Id,
      /** A remark, passed on where the ATS takes one. */
      note: z.optional(personal(z.string().check(z.minLength(1)))),
      remoteFields,
    }),
    output: Receipt,
  },

  /** Reject several applications; one failure fails one application. */
  rejectMany: {
    kind: "command",
    effect: "idempotent",
    input: z.strictObject({
      applications: z.array(ApplicationReference).check(z.maxLength(10_000)),
      /** The id of a rejection reason, from applications.listRejectionReasons. */
      reasonId: Id,
      note: z.optional(personal(z.string().check(z.minLength(1)))),
      /** Called after each application. */
      onProgress: z.optional(
        z
          .custom<(progress: { readonly done: number; readonly failed: number; readonly total: number }) => void>(
            (value) => typeof value === "function",
            "must be a function",
          )
          .check(z.meta({ personal: false })),
      ),
      remoteFields,
    }),
    /** One outcome for each application, in the order given. */
    output: z.object({
      /** One for each application, in the order given. */
      outcomes: z.array(RejectionOutcome),
      /** The applications that were rejected. */
      rejected: z.number(),
      /** The applications that were not rejected, each with the reason. */
      failed: z.number(),
      warnings: receiptFields.warnings,
      settledBy: receiptFields.settledBy,
    }),
  },

  /**
   * List the reasons for which an application can be rejected.
   *
   * Filters that are given together must all match.
   */
  listRejectionReasons: {
    kind: "query",
    effect: "reads",
    input: z.strictObject(streamFilterFields),
    output: z.array(RejectionReason),
  },

  /** Add a note to an application. */
  addNote: {
    kind: "command",
    effect: "creates",
    input: z.strictObject({
      application: ApplicationReference,
      note: NoteInput,
      actionType: NoteActionType,
      remoteFields,
    }),
    output: Receipt,
  },

  /** Attach a file to an application. */
  addAttachment: {
    kind: "command",
    effect: "creates",
    input: z.strictObject({ application: ApplicationReference, file: FileInput, remoteFields }),
    output: Receipt,
  },

  /** List the custom fields that applications can have. */
  listCustomFields: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({
      /** Read the definitions again instead of those kept on the connection. */
      refresh: z._default(z.boolean(), false),
    }),
    output: z.array(CustomFieldDefinition),
  },

  /** Get the custom fields of one application, with their values. */
  getCustomFieldValues: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({ application: ApplicationReference }),
    output: z.array(CustomFieldValue),
  },

  /**
   * Set custom fields of one application, all or none of them.
   *
   * Checked against the customer's definitions before anything is sent; all problems are reported at once.
   */
  updateCustomFields: {
    kind: "command",
    effect: "idempotent",
    input: z.strictObject({ application: ApplicationReference, updates: CustomFieldUpdates }),
    output: Receipt,
  },

  /** Get one application by id or by the id in the ATS. */
  get: {
    kind: "query",
    effect: "reads",
    input: recordLookup,
    output: Application,
  },

  /**
   * List the files of an application: where to fetch each.
   *
   * Read live from the ATS. Where it keeps files with the candidate only, those are what is listed.
   */
  listAttachments: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({ application: ApplicationReference }),
    output: z.array(Attachment),
  },

  /** Get the limits of the files that a command takes: types, sizes, amounts. */
  getAttachmentRestrictions: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({
      /** The command with which the files will be sent. */
      command: AttachmentCommand,
    }),
    output: AttachmentRestrictions,
  },

  /**
   * Add a link to a result, such as that of an assessment, to an application.
   *
   * Where the ATS has no such links, the aggregator uses other fields. Nothing reads result links back: a lost answer
   * ends in `OutcomeUnknown`.
   */
  addResultLink: {
    kind: "command",
    effect: "creates",
    input: z.strictObject({ application: ApplicationReference, ...resultLinkFields }),
    output: Receipt,
  },

  /**
   * Let the aggregator follow an application that was made elsewhere, by its ids in the ATS.
   *
   * For connections that only see the applications that they created. Nothing is written to the ATS, and naming an
   * application twice follows it once (inferred): a repeat does no harm. Its data arrives with the next sync. Which ids
   * are needed depends on the ATS; a call without them is refused before anything is sent.
   */
  importTracked: {
    kind: "command",
    effect: "idempotent",
    input: z.strictObject({
      /** The ids in the ATS by which it knows the application. */
      application: z
        .strictObject({
          applicationRemoteId: z.optional(RemoteId),
          candidateRemoteId: z.optional(RemoteId),
          jobRemoteId: z.optional(RemoteId),
          placementRemoteId: z.optional(RemoteId),
        })
        .check(z.refine((ids) => Object.values(ids).some((id) => id !== undefined), "must give at least one id")),
      /** When the application was tracked; null when unknown. */
      trackedAt: z._default(z.nullable(InstantInput), null),
    }),
    /** The import that was noted. */
    output: z.object({
      /** The aggregator's id of the import. */
      importId: z.string(),
      /** When the application was made. */
      trackedAt: z.nullable(z.string()),
      ...receiptFields,
    }),
  },
});
