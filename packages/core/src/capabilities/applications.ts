import { z } from "zod";
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
  applicationId: z.string(),
  rejected: z.boolean(),
  settledBy: receiptFields.settledBy.nullable(),
  warnings: receiptFields.warnings,
  error: z
    .object({ code: z.string(), message: z.string(), retry: z.string() })
    .nullable()
    .describe("Why it was not rejected; null when it was."),
});

/** Applications of candidates to jobs. */
export const applications = resource("applications", {
  /** Stream the applications. */
  stream: {
    kind: "stream",
    effect: "reads",
    summary: "Stream the applications.",
    details:
      "`updatedAfter` gives applications whose own fields changed (a move is one), or whose candidate, interviews or offers changed. Changes of the job's or the stage's own fields and of the candidate's tags do not count. A deletion shows only with `includeDeleted`.",
    sourceName: "_stream_applications(updated_after, for_job_ids)",
    input: z.strictObject({
      ...streamFilterFields,
      jobIds: listOf(Id).optional().describe("Only applications to one of these jobs."),
      jobRemoteIds: listOf(RemoteId).optional().describe("The same by the jobs' ids in the ATS."),
      outcomes: listOf(ApplicationOutcomeFilter)
        .optional()
        .describe("Only applications that ended so, or have not (`PENDING`)."),
      stageIds: listOf(Id).optional().describe("Only applications in one of these stages."),
      createdAfter: streamFilterFields.updatedAfter.describe("Only applications created on or after this day."),
    }),
    output: Application,
  },

  /** Create an application of a candidate to a job; the candidate is created when no one matches. */
  create: {
    kind: "command",
    effect: "creates",
    summary: "Create an application of a candidate to a job; the candidate is created when no one matches.",
    sourceName: "_create_application_for_candidate(candidate, job)",
    input: z.strictObject({
      job: JobReference,
      candidate: CandidateInput,
      stage: StageReference.optional().describe("Absent: the job's first stage."),
      ...applicationInputFields,
    }),
    output: z
      .object({
        applicationId: z.string(),
        candidateId: z.string().nullable(),
        remoteId: z.string().nullable(),
        ...receiptFields,
      })
      .describe("The ids of the new application and its candidate."),
  },

  /** Move an application to another stage of its job. */
  moveToStage: {
    kind: "command",
    effect: "idempotent",
    summary: "Move an application to another stage of its job.",
    sourceName: "_move_application_to_stage(application, stage)",
    input: z.strictObject({ application: ApplicationReference, stage: StageReference, remoteFields }),
    output: Receipt,
  },

  /** List the stages that applications can be in, and whether each can be a target. */
  listStages: {
    kind: "query",
    effect: "reads",
    summary: "List the stages that applications can be in, and whether each can be a target.",
    sourceName: "_get_all_application_stages()",
    input: z.strictObject({ jobIds: listOf(Id).optional().describe("Only the stages of these jobs.") }),
    output: z.array(ListedStage),
  },

  /** Reject an application. */
  reject: {
    kind: "command",
    effect: "idempotent",
    summary: "Reject an application.",
    sourceName: "reject_application(application_id, reason_id)",
    input: z.strictObject({
      application: ApplicationReference,
      reasonId: Id.describe("The id of a rejection reason, from applications.listRejectionReasons."),
      note: personal(z.string().min(1)).optional().describe("A remark, passed on where the ATS takes one."),
      remoteFields,
    }),
    output: Receipt,
  },

  /** Reject several applications; one failure fails one application. */
  rejectMany: {
    kind: "command",
    effect: "idempotent",
    summary: "Reject several applications; one failure fails one application.",
    sourceName: "bulk_reject_applications(application_ids, reason_id)",
    input: z.strictObject({
      applications: z.array(ApplicationReference).max(10_000),
      reasonId: Id.describe("The id of a rejection reason, from applications.listRejectionReasons."),
      note: personal(z.string().min(1)).optional(),
      onProgress: z
        .custom<(progress: { readonly done: number; readonly failed: number; readonly total: number }) => void>(
          (value) => typeof value === "function",
          "must be a function",
        )
        .meta({ personal: false })
        .optional()
        .describe("Called after each application."),
      remoteFields,
    }),
    output: z
      .object({
        outcomes: z.array(RejectionOutcome).describe("One for each application, in the order given."),
        rejected: z.number(),
        failed: z.number(),
        warnings: receiptFields.warnings,
        settledBy: receiptFields.settledBy,
      })
      .describe("One outcome for each application, in the order given."),
  },

  /** List the reasons for which an application can be rejected. */
  listRejectionReasons: {
    kind: "query",
    effect: "reads",
    summary: "List the reasons for which an application can be rejected.",
    details: "Filters that are given together must all match.",
    sourceName: "get_disposition_reasons()",
    input: z.strictObject(streamFilterFields),
    output: z.array(RejectionReason),
  },

  /** Add a note to an application. */
  addNote: {
    kind: "command",
    effect: "creates",
    summary: "Add a note to an application.",
    sourceName: "_add_note_to_application(application, note, note_action_type)",
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
    summary: "Attach a file to an application.",
    sourceName: "_add_attachment_to_application(filename, application_id, pdf_b64)",
    input: z.strictObject({ application: ApplicationReference, file: FileInput, remoteFields }),
    output: Receipt,
  },

  /** List the custom fields that applications can have. */
  listCustomFields: {
    kind: "query",
    effect: "reads",
    summary: "List the custom fields that applications can have.",
    sourceName: "_get_application_custom_fields()",
    input: z.strictObject({
      refresh: z
        .boolean()
        .default(false)
        .describe("Read the definitions again instead of those kept on the connection."),
    }),
    output: z.array(CustomFieldDefinition),
  },

  /** Get the custom fields of one application, with their values. */
  getCustomFieldValues: {
    kind: "query",
    effect: "reads",
    summary: "Get the custom fields of one application, with their values.",
    input: z.strictObject({ application: ApplicationReference }),
    output: z.array(CustomFieldValue),
  },

  /** Set custom fields of one application, all or none of them. */
  updateCustomFields: {
    kind: "command",
    effect: "idempotent",
    summary: "Set custom fields of one application, all or none of them.",
    details: "Checked against the customer's definitions before anything is sent; all problems are reported at once.",
    sourceName: "_update_application_custom_fields(application, updates)",
    input: z.strictObject({ application: ApplicationReference, updates: CustomFieldUpdates }),
    output: Receipt,
  },

  /** Get one application by id or by the id in the ATS. */
  get: {
    kind: "query",
    effect: "reads",
    summary: "Get one application by id or by the id in the ATS.",
    input: recordLookup,
    output: Application,
  },

  /** List the files of an application: where to fetch each. */
  listAttachments: {
    kind: "query",
    effect: "reads",
    summary: "List the files of an application: where to fetch each.",
    details: "Read live from the ATS. Where it keeps files with the candidate only, those are what is listed.",
    input: z.strictObject({ application: ApplicationReference }),
    output: z.array(Attachment),
  },

  /** Get the limits of the files that a command takes: types, sizes, amounts. */
  getAttachmentRestrictions: {
    kind: "query",
    effect: "reads",
    summary: "Get the limits of the files that a command takes: types, sizes, amounts.",
    input: z.strictObject({ command: AttachmentCommand.describe("The command with which the files will be sent.") }),
    output: AttachmentRestrictions,
  },

  /** Add a link to a result, such as that of an assessment, to an application. */
  addResultLink: {
    kind: "command",
    effect: "creates",
    summary: "Add a link to a result, such as that of an assessment, to an application.",
    details:
      "Where the ATS has no such links, the aggregator uses other fields. Nothing reads result links back: a lost answer ends in `OutcomeUnknown`.",
    input: z.strictObject({ application: ApplicationReference, ...resultLinkFields }),
    output: Receipt,
  },

  /** Let the aggregator follow an application that was made elsewhere, by its ids in the ATS. */
  importTracked: {
    kind: "command",
    effect: "idempotent",
    summary: "Let the aggregator follow an application that was made elsewhere, by its ids in the ATS.",
    details:
      "For connections that only see the applications that they created. Nothing is written to the ATS, and naming an application twice follows it once (inferred): a repeat does no harm. Its data arrives with the next sync. Which ids are needed depends on the ATS; a call without them is refused before anything is sent.",
    input: z.strictObject({
      application: z
        .strictObject({
          applicationRemoteId: RemoteId.optional(),
          candidateRemoteId: RemoteId.optional(),
          jobRemoteId: RemoteId.optional(),
          placementRemoteId: RemoteId.optional(),
        })
        .refine((ids) => Object.values(ids).some((id) => id !== undefined), "must give at least one id")
        .describe("The ids in the ATS by which it knows the application."),
      trackedAt: InstantInput.nullable().default(null).describe("When the application was tracked; null when unknown."),
    }),
    output: z
      .object({
        importId: z.string().describe("The aggregator's id of the import."),
        trackedAt: z.string().nullable(),
        ...receiptFields,
      })
      .describe("The import that was noted."),
  },
});
