// Generated from the comments of core's models and capabilities by `npm run update`.
import type { Application } from "../models/application.ts";
import type { Attachment, Resume } from "../models/attachment.ts";
import type { AttachmentCommand } from "../capabilities/applications.ts";
import type { AttachmentRestrictions } from "../models/attachment-restrictions.ts";
import type { CallOptions } from "../adapter/call.ts";
import type { Candidate } from "../models/candidate.ts";
import type { CandidateInput } from "../capabilities/candidate-input.ts";
import type { CustomFieldDefinition, CustomFieldUpdates, CustomFieldValue } from "../models/custom-field.ts";
import type { EnhancedCandidate } from "../models/enhanced-candidate.ts";
import type { EnhancedJob, EnhancedJobBatch } from "../models/enhanced-job.ts";
import type { FileInput } from "../models/file.ts";
import type { IntegrationDetails } from "../models/integration-details.ts";
import type { Interview } from "../models/interview.ts";
import type { Job } from "../models/job.ts";
import type { ListedStage } from "../models/stage.ts";
import type { Note, NoteInput } from "../models/note.ts";
import type { Offer } from "../models/offer.ts";
import type { OtherValue } from "../models/open-enum.ts";
import type { Receipt, SettledBy, Warning } from "../models/receipt.ts";
import type { RecordStream, StreamOptions } from "../stream/record-stream.ts";
import type { RejectionReason } from "../models/rejection-reason.ts";
import type { Role } from "../models/role.ts";
import type { Scorecard } from "../models/scorecard.ts";
import type { SyncedAttachment } from "../models/synced-attachment.ts";
import type { Tag } from "../models/tag.ts";
import type { User } from "../models/user.ts";

/** What `jobs.stream` takes. */
export interface JobsStreamInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
  /** Only jobs in one of these states. */
  readonly statuses?: ("OPEN" | "CLOSED" | "DRAFT" | "ARCHIVED" | OtherValue)[] | undefined;
  /** Only jobs with one of these requisition codes. */
  readonly requisitionCodes?: string[] | undefined;
  /** Only jobs of one of these kinds. */
  readonly employmentTypes?:
    | ("FULL_TIME" | "PART_TIME" | "CONTRACT" | "SEASONAL" | "INTERNSHIP" | OtherValue)[]
    | undefined;
  /** Only jobs that are shown to one of these circles. */
  readonly visibilities?: ("PUBLIC" | "INTERNAL" | "UNLISTED" | "CONFIDENTIAL" | OtherValue)[] | undefined;
  /** Only jobs with this text in their title. */
  readonly titleContains?: string | undefined;
  /** Only the job with this public address. */
  readonly postUrl?: string | undefined;
  /** Only jobs that the ATS says were created on or after this day. */
  readonly createdAfter?: Date | string | undefined;
}

/** `jobs.stream` on a client. */
export interface JobsStream {
  /**
   * Stream the jobs.
   *
   * `updatedAfter` gives jobs whose own fields changed, whose stages or hiring team gained or lost an entry, or whose
   * postings or screening questions changed. A deletion shows only with `includeDeleted`.
   */
  readonly stream: (input?: JobsStreamInput, options?: StreamOptions) => RecordStream<Job>;
}

/** What `jobs.get` takes. */
export type JobsGetInput =
  | {
      /** The id that the connection uses for the record. */
      readonly id: string;
    }
  | {
      /** The id in the ATS itself. */
      readonly remoteId: string;
    };

/** `jobs.get` on a client. */
export interface JobsGet {
  /**
   * Get one job by its id or its id in the ATS.
   */
  readonly get: (input: JobsGetInput, options?: CallOptions) => Promise<Job>;
}

/** What `jobs.getEnhanced` takes. */
export type JobsGetEnhancedInput =
  | {
      /** The id that the connection uses for the record. */
      readonly id: string;
    }
  | {
      /** The id in the ATS itself. */
      readonly remoteId: string;
    };

/** `jobs.getEnhanced` on a client. */
export interface JobsGetEnhanced {
  /**
   * Get one job joined with what only the ATS's own API knows of it.
   */
  readonly getEnhanced: (input: JobsGetEnhancedInput, options?: CallOptions) => Promise<EnhancedJob>;
}

/** What `jobs.fetchEnhancedBatch` takes. */
export interface JobsFetchEnhancedBatchInput {
  /** How many jobs at most; the ATS may take fewer at a time. */
  readonly limit?: number | undefined;
  /** From the batch before; absent for the first. */
  readonly cursor?: string | undefined;
}

/** `jobs.fetchEnhancedBatch` on a client. */
export interface JobsFetchEnhancedBatch {
  /**
   * Fetch a batch of jobs from the ATS's own API.
   *
   * Jobs are matched by id, never by position; what was asked for and not answered is listed in `omitted`. Records come
   * from the ATS's own API only, so `job` is null in each.
   */
  readonly fetchEnhancedBatch: (
    input?: JobsFetchEnhancedBatchInput,
    options?: CallOptions,
  ) => Promise<EnhancedJobBatch>;
}

/** What `jobs.listCustomFields` takes. */
export interface JobsListCustomFieldsInput {
  /** Read the definitions again instead of those kept on the connection. */
  readonly refresh?: boolean | undefined;
}

/** `jobs.listCustomFields` on a client. */
export interface JobsListCustomFields {
  /**
   * List the custom fields that jobs can have.
   */
  readonly listCustomFields: (
    input?: JobsListCustomFieldsInput,
    options?: CallOptions,
  ) => Promise<readonly CustomFieldDefinition[]>;
}

/** What `jobs.getCustomFieldValues` takes. */
export interface JobsGetCustomFieldValuesInput {
  /** A job: its id, or the record. */
  readonly job:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
}

/** `jobs.getCustomFieldValues` on a client. */
export interface JobsGetCustomFieldValues {
  /**
   * Get the custom fields of one job, with their values.
   */
  readonly getCustomFieldValues: (
    input: JobsGetCustomFieldValuesInput,
    options?: CallOptions,
  ) => Promise<readonly CustomFieldValue[]>;
}

/** What `jobs.updateCustomFields` takes. */
export interface JobsUpdateCustomFieldsInput {
  /** A job: its id, or the record. */
  readonly job:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** New values by the definition's id or name; null clears a field. */
  readonly updates: CustomFieldUpdates;
}

/** `jobs.updateCustomFields` on a client. */
export interface JobsUpdateCustomFields {
  /**
   * Set custom fields of one job, all or none of them.
   *
   * Checked against the customer's definitions before anything is sent; all problems are reported at once.
   */
  readonly updateCustomFields: (input: JobsUpdateCustomFieldsInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `applications.stream` takes. */
export interface ApplicationsStreamInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
  /** Only applications to one of these jobs. */
  readonly jobIds?: string[] | undefined;
  /** The same by the jobs' ids in the ATS. */
  readonly jobRemoteIds?: string[] | undefined;
  /** Only applications that ended so, or have not (`PENDING`). */
  readonly outcomes?: ("PENDING" | "HIRED" | "DECLINED" | OtherValue)[] | undefined;
  /** Only applications in one of these stages. */
  readonly stageIds?: string[] | undefined;
  /** Only applications created on or after this day. */
  readonly createdAfter?: Date | string | undefined;
}

/** `applications.stream` on a client. */
export interface ApplicationsStream {
  /**
   * Stream the applications.
   *
   * `updatedAfter` gives applications whose own fields changed (a move is one), or whose candidate, interviews or
   * offers changed. Changes of the job's or the stage's own fields and of the candidate's tags do not count. A deletion
   * shows only with `includeDeleted`.
   */
  readonly stream: (input?: ApplicationsStreamInput, options?: StreamOptions) => RecordStream<Application>;
}

/** What `applications.create` takes. */
export interface ApplicationsCreateInput {
  /** A job: its id, or the record. */
  readonly job:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** A person to be entered as a candidate. */
  readonly candidate: CandidateInput;
  /** Absent: the job's first stage. */
  readonly stage?:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      }
    | undefined;
  /** The first of type `CV` becomes the résumé. */
  readonly attachments?: FileInput[] | undefined;
  /** Answers to the job's screening questions. */
  readonly screeningAnswers?:
    | {
        /** The id of the question. */
        readonly questionId: string;
        /** Text, number, yes or no, an ISO date, an option's id, several options' ids, or a file. */
        readonly answer: string | number | boolean | string[] | FileInput;
      }[]
    | undefined;
  /** The user who found the candidate. */
  readonly sourcedBy?:
    | {
        /** The user's id. */
        readonly userId: string;
      }
    | {
        /** The user's id in the ATS. */
        readonly userRemoteId: string;
      }
    | undefined;
  /** Send it although the person has an open application to the job; the ATS decides. */
  readonly reapply?: boolean | undefined;
  /** Whether the candidate agreed to the processing of personal data. */
  readonly consent?:
    | {
        /** Whether consent was given. */
        readonly given?: boolean | undefined;
        /** The last day of the consent. */
        readonly expiresOn?: string | undefined;
      }
    | undefined;
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** What `applications.create` answers. */
export interface ApplicationsCreateOutput {
  /** The id of the application. */
  readonly applicationId: string;
  /** The id of the candidate. */
  readonly candidateId: string | null;
  /** The application's id in the ATS. */
  readonly remoteId: string | null;
  /** What the limitations, the aggregator or the ATS had to say. */
  readonly warnings: Warning[];
  /**
   * How it is known that the command ran: its answer, a read after a lost answer, or the ledger of an earlier call.
   */
  readonly settledBy: SettledBy;
}

/** `applications.create` on a client. */
export interface ApplicationsCreate {
  /**
   * Create an application of a candidate to a job; the candidate is created when no one matches.
   */
  readonly create: (input: ApplicationsCreateInput, options?: CallOptions) => Promise<ApplicationsCreateOutput>;
}

/** What `applications.moveToStage` takes. */
export interface ApplicationsMoveToStageInput {
  /** An application: its id, or the record. */
  readonly application:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** A stage of the application's job: its id, or the record. */
  readonly stage:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** `applications.moveToStage` on a client. */
export interface ApplicationsMoveToStage {
  /**
   * Move an application to another stage of its job.
   */
  readonly moveToStage: (input: ApplicationsMoveToStageInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `applications.listStages` takes. */
export interface ApplicationsListStagesInput {
  /** Only the stages of these jobs. */
  readonly jobIds?: string[] | undefined;
}

/** `applications.listStages` on a client. */
export interface ApplicationsListStages {
  /**
   * List the stages that applications can be in, and whether each can be a target.
   */
  readonly listStages: (input?: ApplicationsListStagesInput, options?: CallOptions) => Promise<readonly ListedStage[]>;
}

/** What `applications.reject` takes. */
export interface ApplicationsRejectInput {
  /** An application: its id, or the record. */
  readonly application:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** The id of a rejection reason, from applications.listRejectionReasons. */
  readonly reasonId: string;
  /** A remark, passed on where the ATS takes one. */
  readonly note?: string | undefined;
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** `applications.reject` on a client. */
export interface ApplicationsReject {
  /**
   * Reject an application.
   */
  readonly reject: (input: ApplicationsRejectInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `applications.rejectMany` takes. */
export interface ApplicationsRejectManyInput {
  readonly applications: (
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      }
  )[];
  /** The id of a rejection reason, from applications.listRejectionReasons. */
  readonly reasonId: string;
  readonly note?: string | undefined;
  /** Called after each application. */
  readonly onProgress?:
    | ((progress: { readonly done: number; readonly failed: number; readonly total: number }) => void)
    | undefined;
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** What `applications.rejectMany` answers. */
export interface ApplicationsRejectManyOutput {
  /** One for each application, in the order given. */
  readonly outcomes: {
    /** The id of the application. */
    readonly applicationId: string;
    /** Whether the application was rejected. */
    readonly rejected: boolean;
    /**
     * How it is known that the command ran: its answer, a read after a lost answer, or the ledger of an earlier call.
     */
    readonly settledBy: SettledBy | null;
    /** What the limitations, the aggregator or the ATS had to say. */
    readonly warnings: Warning[];
    /** Why it was not rejected; null when it was. */
    readonly error: {
      /** The code of the error. */
      readonly code: string;
      /** What went wrong. */
      readonly message: string;
      /** Whether a further attempt can succeed. */
      readonly retry: string;
    } | null;
  }[];
  /** The applications that were rejected. */
  readonly rejected: number;
  /** The applications that were not rejected, each with the reason. */
  readonly failed: number;
  /** What the limitations, the aggregator or the ATS had to say. */
  readonly warnings: Warning[];
  /**
   * How it is known that the command ran: its answer, a read after a lost answer, or the ledger of an earlier call.
   */
  readonly settledBy: SettledBy;
}

/** `applications.rejectMany` on a client. */
export interface ApplicationsRejectMany {
  /**
   * Reject several applications; one failure fails one application.
   */
  readonly rejectMany: (
    input: ApplicationsRejectManyInput,
    options?: CallOptions,
  ) => Promise<ApplicationsRejectManyOutput>;
}

/** What `applications.listRejectionReasons` takes. */
export interface ApplicationsListRejectionReasonsInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
}

/** `applications.listRejectionReasons` on a client. */
export interface ApplicationsListRejectionReasons {
  /**
   * List the reasons for which an application can be rejected.
   *
   * Filters that are given together must all match.
   */
  readonly listRejectionReasons: (
    input?: ApplicationsListRejectionReasonsInput,
    options?: CallOptions,
  ) => Promise<readonly RejectionReason[]>;
}

/** What `applications.addNote` takes. */
export interface ApplicationsAddNoteInput {
  /** An application: its id, or the record. */
  readonly application:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** Plain text, or { text } or { html }. */
  readonly note: NoteInput;
  /** The kind of note, where the ATS has several. */
  readonly actionType?: string | undefined;
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** `applications.addNote` on a client. */
export interface ApplicationsAddNote {
  /**
   * Add a note to an application.
   */
  readonly addNote: (input: ApplicationsAddNoteInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `applications.addAttachment` takes. */
export interface ApplicationsAddAttachmentInput {
  /** An application: its id, or the record. */
  readonly application:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** A File; or exactly one of base64, bytes, blob, stream, path or url, with a name where it has none. */
  readonly file: FileInput;
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** `applications.addAttachment` on a client. */
export interface ApplicationsAddAttachment {
  /**
   * Attach a file to an application.
   */
  readonly addAttachment: (input: ApplicationsAddAttachmentInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `applications.listCustomFields` takes. */
export interface ApplicationsListCustomFieldsInput {
  /** Read the definitions again instead of those kept on the connection. */
  readonly refresh?: boolean | undefined;
}

/** `applications.listCustomFields` on a client. */
export interface ApplicationsListCustomFields {
  /**
   * List the custom fields that applications can have.
   */
  readonly listCustomFields: (
    input?: ApplicationsListCustomFieldsInput,
    options?: CallOptions,
  ) => Promise<readonly CustomFieldDefinition[]>;
}

/** What `applications.getCustomFieldValues` takes. */
export interface ApplicationsGetCustomFieldValuesInput {
  /** An application: its id, or the record. */
  readonly application:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
}

/** `applications.getCustomFieldValues` on a client. */
export interface ApplicationsGetCustomFieldValues {
  /**
   * Get the custom fields of one application, with their values.
   */
  readonly getCustomFieldValues: (
    input: ApplicationsGetCustomFieldValuesInput,
    options?: CallOptions,
  ) => Promise<readonly CustomFieldValue[]>;
}

/** What `applications.updateCustomFields` takes. */
export interface ApplicationsUpdateCustomFieldsInput {
  /** An application: its id, or the record. */
  readonly application:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** New values by the definition's id or name; null clears a field. */
  readonly updates: CustomFieldUpdates;
}

/** `applications.updateCustomFields` on a client. */
export interface ApplicationsUpdateCustomFields {
  /**
   * Set custom fields of one application, all or none of them.
   *
   * Checked against the customer's definitions before anything is sent; all problems are reported at once.
   */
  readonly updateCustomFields: (input: ApplicationsUpdateCustomFieldsInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `applications.get` takes. */
export type ApplicationsGetInput =
  | {
      /** The id that the connection uses for the record. */
      readonly id: string;
    }
  | {
      /** The id in the ATS itself. */
      readonly remoteId: string;
    };

/** `applications.get` on a client. */
export interface ApplicationsGet {
  /**
   * Get one application by id or by the id in the ATS.
   */
  readonly get: (input: ApplicationsGetInput, options?: CallOptions) => Promise<Application>;
}

/** What `applications.listAttachments` takes. */
export interface ApplicationsListAttachmentsInput {
  /** An application: its id, or the record. */
  readonly application:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
}

/** `applications.listAttachments` on a client. */
export interface ApplicationsListAttachments {
  /**
   * List the files of an application: where to fetch each.
   *
   * Read live from the ATS. Where it keeps files with the candidate only, those are what is listed.
   */
  readonly listAttachments: (
    input: ApplicationsListAttachmentsInput,
    options?: CallOptions,
  ) => Promise<readonly Attachment[]>;
}

/** What `applications.getAttachmentRestrictions` takes. */
export interface ApplicationsGetAttachmentRestrictionsInput {
  /** The command with which the files will be sent. */
  readonly command: AttachmentCommand;
}

/** `applications.getAttachmentRestrictions` on a client. */
export interface ApplicationsGetAttachmentRestrictions {
  /**
   * Get the limits of the files that a command takes: types, sizes, amounts.
   */
  readonly getAttachmentRestrictions: (
    input: ApplicationsGetAttachmentRestrictionsInput,
    options?: CallOptions,
  ) => Promise<AttachmentRestrictions>;
}

/** What `applications.addResultLink` takes. */
export interface ApplicationsAddResultLinkInput {
  /** An application: its id, or the record. */
  readonly application:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** What people read, such as `Score: 93 %`. */
  readonly label: string;
  /** Where the result lies. */
  readonly url: string;
  /** Single values of the result, for ATS that can show them as custom fields. */
  readonly details?:
    | {
        /** What the names of the fields begin with. */
        readonly customFieldNamePrefix: string;
        /** The values. */
        readonly attributes: {
          /** What the value is called. */
          readonly key: string;
          /** The value. */
          readonly value: string;
        }[];
      }
    | undefined;
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** `applications.addResultLink` on a client. */
export interface ApplicationsAddResultLink {
  /**
   * Add a link to a result, such as that of an assessment, to an application.
   *
   * Where the ATS has no such links, the aggregator uses other fields. Nothing reads result links back: a lost answer
   * ends in `OutcomeUnknown`.
   */
  readonly addResultLink: (input: ApplicationsAddResultLinkInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `applications.importTracked` takes. */
export interface ApplicationsImportTrackedInput {
  /** The ids in the ATS by which it knows the application. */
  readonly application: {
    /** The id of a record in the ATS itself. It may be a composite such as `123:456` or `REQ-2026/017`. */
    readonly applicationRemoteId?: string | undefined;
    /** The id of a record in the ATS itself. It may be a composite such as `123:456` or `REQ-2026/017`. */
    readonly candidateRemoteId?: string | undefined;
    /** The id of a record in the ATS itself. It may be a composite such as `123:456` or `REQ-2026/017`. */
    readonly jobRemoteId?: string | undefined;
    /** The id of a record in the ATS itself. It may be a composite such as `123:456` or `REQ-2026/017`. */
    readonly placementRemoteId?: string | undefined;
  };
  /** When the application was tracked; null when unknown. */
  readonly trackedAt?: Date | string | null | undefined;
}

/** What `applications.importTracked` answers. */
export interface ApplicationsImportTrackedOutput {
  /** The aggregator's id of the import. */
  readonly importId: string;
  /** When the application was made. */
  readonly trackedAt: string | null;
  /** What the limitations, the aggregator or the ATS had to say. */
  readonly warnings: Warning[];
  /**
   * How it is known that the command ran: its answer, a read after a lost answer, or the ledger of an earlier call.
   */
  readonly settledBy: SettledBy;
}

/** `applications.importTracked` on a client. */
export interface ApplicationsImportTracked {
  /**
   * Let the aggregator follow an application that was made elsewhere, by its ids in the ATS.
   *
   * For connections that only see the applications that they created. Nothing is written to the ATS, and naming an
   * application twice follows it once (inferred): a repeat does no harm. Its data arrives with the next sync. Which ids
   * are needed depends on the ATS; a call without them is refused before anything is sent.
   */
  readonly importTracked: (
    input: ApplicationsImportTrackedInput,
    options?: CallOptions,
  ) => Promise<ApplicationsImportTrackedOutput>;
}

/** What `candidates.stream` takes. */
export interface CandidatesStreamInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
  /** Only candidates with this e-mail address, whatever its case. */
  readonly email?: string | undefined;
  /** Only candidates with this first name. */
  readonly firstName?: string | undefined;
  /** Only candidates with this last name. */
  readonly lastName?: string | undefined;
  /** Only candidates who applied to one of these jobs. */
  readonly jobIds?: string[] | undefined;
}

/** `candidates.stream` on a client. */
export interface CandidatesStream {
  /**
   * Stream the candidates.
   *
   * `updatedAfter` gives candidates whose own fields changed, who gained or lost a tag, or one of whose applications
   * changed. A change of a stage's or a job's own fields does not count. A deletion shows only with `includeDeleted`.
   */
  readonly stream: (input?: CandidatesStreamInput, options?: StreamOptions) => RecordStream<Candidate>;
}

/** What `candidates.get` takes. */
export type CandidatesGetInput =
  | {
      /** The id that the connection uses for the record. */
      readonly id: string;
    }
  | {
      /** The id in the ATS itself. */
      readonly remoteId: string;
    };

/** `candidates.get` on a client. */
export interface CandidatesGet {
  /**
   * Get one candidate by id or by the id in the ATS.
   */
  readonly get: (input: CandidatesGetInput, options?: CallOptions) => Promise<Candidate>;
}

/** What `candidates.find` takes. */
export interface CandidatesFindInput {
  /** The first name. */
  readonly firstName?: string | undefined;
  /** The last name. */
  readonly lastName?: string | undefined;
  /** The e-mail address, whatever its case. */
  readonly email?: string | undefined;
  /**
   * Compared by the numbering plan of its country. Give the country code, or set `defaultCountry` on the connection.
   */
  readonly phone?: string | undefined;
  /** Stop after so many matches. */
  readonly limit?: number | undefined;
  /** Read at most so many records where nothing but reading them all can find the candidate. */
  readonly compareAtMost?: number | undefined;
}

/** What `candidates.find` answers. */
export interface CandidatesFindOutput {
  /** The matches; with `phone`, those that match for sure come first. */
  readonly candidates: Candidate[];
  /**
   * How surely the phone number of each candidate matches, in the order of `candidates`: `same`, or `perhaps` where a
   * country code or an extension is missing. Empty without `phone`.
   */
  readonly phoneMatches: {
    /** The id of the candidate. */
    readonly candidateId: string;
    /** How surely the number matches. */
    readonly grade: "same" | "perhaps";
  }[];
  /** Which way was taken. */
  readonly how: "filtered-by-the-server" | "compared-here";
  /** How many records were read and compared here. */
  readonly compared: number;
  /** False when the search stopped at `limit` or `compareAtMost`. */
  readonly complete: boolean;
}

/** `candidates.find` on a client. */
export interface CandidatesFind {
  /**
   * Find candidates by name, e-mail address or phone number.
   *
   * All details that are given must match. Where the ATS or the aggregator cannot filter by a detail, the records are
   * read and compared here; `how` says which way was taken and `compared` what it cost.
   */
  readonly find: (input?: CandidatesFindInput, options?: CallOptions) => Promise<CandidatesFindOutput>;
}

/** What `candidates.getEnhanced` takes. */
export type CandidatesGetEnhancedInput =
  | {
      /** The id that the connection uses for the record. */
      readonly id: string;
    }
  | {
      /** The id in the ATS itself. */
      readonly remoteId: string;
    };

/** `candidates.getEnhanced` on a client. */
export interface CandidatesGetEnhanced {
  /**
   * Get one candidate joined with what only the ATS's own API knows of the person.
   */
  readonly getEnhanced: (input: CandidatesGetEnhancedInput, options?: CallOptions) => Promise<EnhancedCandidate>;
}

/** What `candidates.getResume` takes. */
export interface CandidatesGetResumeInput {
  /** A candidate: its id, or the record. */
  readonly candidate:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
}

/** `candidates.getResume` on a client. */
export interface CandidatesGetResume {
  /**
   * Get a candidate's résumé: where to fetch it.
   */
  readonly getResume: (input: CandidatesGetResumeInput, options?: CallOptions) => Promise<Resume>;
}

/** What `candidates.addNote` takes. */
export interface CandidatesAddNoteInput {
  /** A candidate: its id, or the record. */
  readonly candidate:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** Plain text, or { text } or { html }. */
  readonly note: NoteInput;
  /** The kind of note, where the ATS has several. */
  readonly actionType?: string | undefined;
}

/** `candidates.addNote` on a client. */
export interface CandidatesAddNote {
  /**
   * Add a note to a candidate's record.
   */
  readonly addNote: (input: CandidatesAddNoteInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `candidates.addAttachment` takes. */
export interface CandidatesAddAttachmentInput {
  /** A candidate: its id, or the record. */
  readonly candidate:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** A File; or exactly one of base64, bytes, blob, stream, path or url, with a name where it has none. */
  readonly file: FileInput;
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** `candidates.addAttachment` on a client. */
export interface CandidatesAddAttachment {
  /**
   * Attach a file to a candidate.
   */
  readonly addAttachment: (input: CandidatesAddAttachmentInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `candidates.listCustomFields` takes. */
export interface CandidatesListCustomFieldsInput {
  /** Read the definitions again instead of those kept on the connection. */
  readonly refresh?: boolean | undefined;
}

/** `candidates.listCustomFields` on a client. */
export interface CandidatesListCustomFields {
  /**
   * List the custom fields that candidates can have.
   */
  readonly listCustomFields: (
    input?: CandidatesListCustomFieldsInput,
    options?: CallOptions,
  ) => Promise<readonly CustomFieldDefinition[]>;
}

/** What `candidates.getCustomFieldValues` takes. */
export interface CandidatesGetCustomFieldValuesInput {
  /** A candidate: its id, or the record. */
  readonly candidate:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
}

/** `candidates.getCustomFieldValues` on a client. */
export interface CandidatesGetCustomFieldValues {
  /**
   * Get the custom fields of one candidate, with their values.
   */
  readonly getCustomFieldValues: (
    input: CandidatesGetCustomFieldValuesInput,
    options?: CallOptions,
  ) => Promise<readonly CustomFieldValue[]>;
}

/** What `candidates.updateCustomFields` takes. */
export interface CandidatesUpdateCustomFieldsInput {
  /** A candidate: its id, or the record. */
  readonly candidate:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** New values by the definition's id or name; null clears a field. */
  readonly updates: CustomFieldUpdates;
}

/** `candidates.updateCustomFields` on a client. */
export interface CandidatesUpdateCustomFields {
  /**
   * Set custom fields of one candidate, all or none of them.
   *
   * Checked against the customer's definitions before anything is sent; all problems are reported at once.
   */
  readonly updateCustomFields: (input: CandidatesUpdateCustomFieldsInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `candidates.create` takes. */
export interface CandidatesCreateInput {
  /** A person to be entered as a candidate. */
  readonly candidate: CandidateInput;
  /** The job that the candidate applies to: its id, or the record. */
  readonly job:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** Absent: the job's first stage. */
  readonly stage?:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      }
    | undefined;
  /** The first of type `CV` becomes the résumé. */
  readonly attachments?: FileInput[] | undefined;
  /** Answers to the job's screening questions. */
  readonly screeningAnswers?:
    | {
        /** The id of the question. */
        readonly questionId: string;
        /** Text, number, yes or no, an ISO date, an option's id, several options' ids, or a file. */
        readonly answer: string | number | boolean | string[] | FileInput;
      }[]
    | undefined;
  /** The user who found the candidate. */
  readonly sourcedBy?:
    | {
        /** The user's id. */
        readonly userId: string;
      }
    | {
        /** The user's id in the ATS. */
        readonly userRemoteId: string;
      }
    | undefined;
  /** Send it although the person has an open application to the job; the ATS decides. */
  readonly reapply?: boolean | undefined;
  /** Whether the candidate agreed to the processing of personal data. */
  readonly consent?:
    | {
        /** Whether consent was given. */
        readonly given?: boolean | undefined;
        /** The last day of the consent. */
        readonly expiresOn?: string | undefined;
      }
    | undefined;
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** What `candidates.create` answers. */
export interface CandidatesCreateOutput {
  /** The id of the candidate. */
  readonly candidateId: string;
  /** The candidate's id in the ATS. */
  readonly remoteId: string | null;
  /** The application to that job; null when the answer shows none. */
  readonly applicationId: string | null;
  /** What the limitations, the aggregator or the ATS had to say. */
  readonly warnings: Warning[];
  /**
   * How it is known that the command ran: its answer, a read after a lost answer, or the ledger of an earlier call.
   */
  readonly settledBy: SettledBy;
}

/** `candidates.create` on a client. */
export interface CandidatesCreate {
  /**
   * Create a candidate with one application; applications.create does the same and is the better choice.
   *
   * A person who is known by the e-mail address is not created again: the application goes to that candidate.
   */
  readonly create: (input: CandidatesCreateInput, options?: CallOptions) => Promise<CandidatesCreateOutput>;
}

/** What `candidates.listAttachments` takes. */
export interface CandidatesListAttachmentsInput {
  /** A candidate: its id, or the record. */
  readonly candidate:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
}

/** `candidates.listAttachments` on a client. */
export interface CandidatesListAttachments {
  /**
   * List the files of a candidate and of all the candidate's applications: where to fetch each.
   *
   * Read live from the ATS.
   */
  readonly listAttachments: (
    input: CandidatesListAttachmentsInput,
    options?: CallOptions,
  ) => Promise<readonly Attachment[]>;
}

/** What `candidates.addTag` takes. */
export interface CandidatesAddTagInput {
  /** A candidate: its id, or the record. */
  readonly candidate:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** The tag's name. */
  readonly tag: string;
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** `candidates.addTag` on a client. */
export interface CandidatesAddTag {
  /**
   * Give a candidate a tag; the tag is made when there is none of that name.
   */
  readonly addTag: (input: CandidatesAddTagInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `candidates.removeTag` takes. */
export interface CandidatesRemoveTagInput {
  /** A candidate: its id, or the record. */
  readonly candidate:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** The tag's name. */
  readonly tag: string;
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** `candidates.removeTag` on a client. */
export interface CandidatesRemoveTag {
  /**
   * Take a tag from a candidate; it also succeeds when the candidate does not carry it.
   */
  readonly removeTag: (input: CandidatesRemoveTagInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `candidates.addResultLink` takes. */
export interface CandidatesAddResultLinkInput {
  /** A candidate: its id, or the record. */
  readonly candidate:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** What people read, such as `Score: 93 %`. */
  readonly label: string;
  /** Where the result lies. */
  readonly url: string;
  /** Single values of the result, for ATS that can show them as custom fields. */
  readonly details?:
    | {
        /** What the names of the fields begin with. */
        readonly customFieldNamePrefix: string;
        /** The values. */
        readonly attributes: {
          /** What the value is called. */
          readonly key: string;
          /** The value. */
          readonly value: string;
        }[];
      }
    | undefined;
  /** Fields that only one ATS understands, by the ATS's key; passed on as they are. */
  readonly remoteFields?: Record<string, Record<string, unknown>> | undefined;
}

/** `candidates.addResultLink` on a client. */
export interface CandidatesAddResultLink {
  /**
   * Add a link to a result to a candidate; where there is an application, add it there.
   *
   * Where the ATS has no such links, the aggregator uses other fields. Nothing reads result links back: a lost answer
   * ends in `OutcomeUnknown`.
   */
  readonly addResultLink: (input: CandidatesAddResultLinkInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `candidates.erase` takes. */
export interface CandidatesEraseInput {
  /** A candidate: its id, or the record. */
  readonly candidate:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
}

/** `candidates.erase` on a client. */
export interface CandidatesErase {
  /**
   * Erase a person's data in the ATS for good; it also succeeds when that was done before.
   *
   * What the ATS must keep by law may stay there without the person's name. A copy of yours is not touched.
   */
  readonly erase: (input: CandidatesEraseInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `interviews.stream` takes. */
export interface InterviewsStreamInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
  /** Only interviews on applications to one of these jobs. */
  readonly jobIds?: string[] | undefined;
}

/** `interviews.stream` on a client. */
export interface InterviewsStream {
  /**
   * Stream the interviews.
   *
   * `updatedAfter` gives interviews whose own fields changed, that gained or lost an interviewer, or whose application
   * changed. Changes of an interviewer's own fields and of the application's candidate or job do not count. A deletion
   * shows only with `includeDeleted`.
   */
  readonly stream: (input?: InterviewsStreamInput, options?: StreamOptions) => RecordStream<Interview>;
}

/** What `interviews.create` takes. */
export interface InterviewsCreateInput {
  /** An application: its id, or the record. */
  readonly application:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** What the interview is called. */
  readonly title?: string | undefined;
  /** When the interview begins. */
  readonly startsAt: Date | string;
  /** When the interview ends. */
  readonly endsAt: Date | string;
  /** The users who interview. */
  readonly interviewerIds: string[];
  /** The user who organizes the interview. */
  readonly organizerId?: string | undefined;
  /** Where the interview takes place. */
  readonly location?:
    | {
        /** Whether people meet in a room or in a call. */
        readonly type: "PHYSICAL" | "VIRTUAL";
        /** A postal address, or the address of the call. */
        readonly address?: string | undefined;
      }
    | undefined;
}

/** `interviews.create` on a client. */
export interface InterviewsCreate {
  /**
   * Schedule an interview on an application.
   */
  readonly create: (input: InterviewsCreateInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `interviews.update` takes. */
export interface InterviewsUpdateInput {
  /** An interview: its id, or the record. */
  readonly interview:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** An application: its id, or the record. */
  readonly application:
    | string
    | {
        /** The id that the connection uses for the record. */
        readonly id: string;
        /** The id in the ATS itself. */
        readonly remoteId?: string | null | undefined;
      };
  /** What the interview is called. */
  readonly title?: string | undefined;
  /** When the interview begins. */
  readonly startsAt: Date | string;
  /** When the interview ends. */
  readonly endsAt: Date | string;
  /** The users who interview. */
  readonly interviewerIds: string[];
  /** The user who organizes the interview. */
  readonly organizerId?: string | undefined;
  /** Where the interview takes place. */
  readonly location?:
    | {
        /** Whether people meet in a room or in a call. */
        readonly type: "PHYSICAL" | "VIRTUAL";
        /** A postal address, or the address of the call. */
        readonly address?: string | undefined;
      }
    | undefined;
}

/** `interviews.update` on a client. */
export interface InterviewsUpdate {
  /**
   * Change an interview: every field is set to what is given.
   */
  readonly update: (input: InterviewsUpdateInput, options?: CallOptions) => Promise<Receipt>;
}

/** What `offers.stream` takes. */
export interface OffersStreamInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
}

/** `offers.stream` on a client. */
export interface OffersStream {
  /**
   * Stream the offers.
   *
   * `updatedAfter` gives offers whose own fields changed, or whose application changed. Changes of that application's
   * candidate or job do not count. A deletion shows only with `includeDeleted`.
   */
  readonly stream: (input?: OffersStreamInput, options?: StreamOptions) => RecordStream<Offer>;
}

/** What `notes.stream` takes. */
export interface NotesStreamInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
  readonly candidateIds?: string[] | undefined;
  /** Leaves out notes that belong to a candidate only. */
  readonly applicationIds?: string[] | undefined;
}

/** `notes.stream` on a client. */
export interface NotesStream {
  /**
   * Stream the notes.
   *
   * `updatedAfter` gives notes whose own fields changed. Changes of the author, the application or the candidate do not
   * count. A deletion shows only with `includeDeleted`.
   */
  readonly stream: (input?: NotesStreamInput, options?: StreamOptions) => RecordStream<Note>;
}

/** What `scorecards.stream` takes. */
export interface ScorecardsStreamInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
  readonly candidateIds?: string[] | undefined;
  readonly applicationIds?: string[] | undefined;
}

/** `scorecards.stream` on a client. */
export interface ScorecardsStream {
  /**
   * Stream the scorecards that interviewers filled in.
   *
   * `updatedAfter` gives scorecards whose own fields changed. Changes of the author, the application, the candidate or
   * the interview do not count. A deletion shows only with `includeDeleted`.
   */
  readonly stream: (input?: ScorecardsStreamInput, options?: StreamOptions) => RecordStream<Scorecard>;
}

/** What `attachments.stream` takes. */
export interface AttachmentsStreamInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
  readonly candidateIds?: string[] | undefined;
  /** Leaves out files that belong to a candidate only. */
  readonly applicationIds?: string[] | undefined;
}

/** `attachments.stream` on a client. */
export interface AttachmentsStream {
  /**
   * Stream the files of which the aggregator keeps a copy.
   *
   * For the files as they are in the ATS now, ask for those of one candidate or application. `updatedAfter` gives files
   * whose own fields changed. A deletion shows only with `includeDeleted`.
   */
  readonly stream: (input?: AttachmentsStreamInput, options?: StreamOptions) => RecordStream<SyncedAttachment>;
}

/** What `tags.stream` takes. */
export interface TagsStreamInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
}

/** `tags.stream` on a client. */
export interface TagsStream {
  /**
   * Stream the tags that candidates can carry.
   *
   * `updatedAfter` gives tags whose own fields changed; giving a tag to a candidate is not a change of the tag. A
   * deletion shows only with `includeDeleted`.
   */
  readonly stream: (input?: TagsStreamInput, options?: StreamOptions) => RecordStream<Tag>;
}

/** What `users.stream` takes. */
export interface UsersStreamInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
  /** Only users with one of these e-mail addresses, whatever their case. */
  readonly emails?: string[] | undefined;
}

/** `users.stream` on a client. */
export interface UsersStream {
  /**
   * Stream the users of the ATS.
   *
   * `updatedAfter` gives users whose own fields changed, who gained or lost a role, or one of whose roles changed. A
   * deletion shows only with `includeDeleted`.
   */
  readonly stream: (input?: UsersStreamInput, options?: StreamOptions) => RecordStream<User>;
}

/** What `roles.stream` takes. */
export interface RolesStreamInput {
  /** Only records that changed at or after this instant. */
  readonly updatedAfter?: Date | string | undefined;
  /** Only these records. */
  readonly ids?: string[] | undefined;
  /** Only the records with these ids in the ATS. */
  readonly remoteIds?: string[] | undefined;
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  readonly includeDeleted?: boolean | undefined;
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  readonly ignoreUnsupportedFilters?: boolean | undefined;
  /** Only roles in the whole ATS (`SYSTEM`), or on one job (`JOB`). */
  readonly scopes?: ("SYSTEM" | "JOB" | OtherValue)[] | undefined;
}

/** `roles.stream` on a client. */
export interface RolesStream {
  /**
   * Stream the roles that users can have.
   *
   * `updatedAfter` gives roles whose own fields changed. A deletion shows only with `includeDeleted`.
   */
  readonly stream: (input?: RolesStreamInput, options?: StreamOptions) => RecordStream<Role>;
}

/** What `integration.get` takes. */
export type IntegrationGetInput = Record<string, never>;

/** `integration.get` on a client. */
export interface IntegrationGet {
  /**
   * Get the state of this customer's integration, and what it may read and write.
   */
  readonly get: (input?: IntegrationGetInput, options?: CallOptions) => Promise<IntegrationDetails>;
}

/** What `integration.checkKey` takes. */
export type IntegrationCheckKeyInput = Record<string, never>;

/** What `integration.checkKey` answers. */
export interface IntegrationCheckKeyOutput {
  /** The id of the environment that the key belongs to. */
  readonly environmentId: string;
  /** The id of the customer account that the key belongs to. */
  readonly customerId: string | null;
}

/** `integration.checkKey` on a client. */
export interface IntegrationCheckKey {
  /**
   * Check that the API key is good, and see which environment it belongs to.
   *
   * A key that is not good ends in an error with the code `connection.key-refused`.
   */
  readonly checkKey: (input?: IntegrationCheckKeyInput, options?: CallOptions) => Promise<IntegrationCheckKeyOutput>;
}

/** What `integration.forceSync` takes. */
export interface IntegrationForceSyncInput {
  /** Read everything, or only what changed. */
  readonly type?: "FULL" | "DELTA" | undefined;
}

/** What `integration.forceSync` answers. */
export interface IntegrationForceSyncOutput {
  /** The id of the sync that was started. */
  readonly syncId: string;
  /** What is done; it can differ from what was asked for. */
  readonly type: "FULL" | "DELTA" | (string & {});
  /** True when such a sync was queued or running already. */
  readonly alreadyQueued: boolean;
  /** What the limitations, the aggregator or the ATS had to say. */
  readonly warnings: Warning[];
  /**
   * How it is known that the command ran: its answer, a read after a lost answer, or the ledger of an earlier call.
   */
  readonly settledBy: SettledBy;
}

/** `integration.forceSync` on a client. */
export interface IntegrationForceSync {
  /**
   * Ask the aggregator to read the ATS now; not for periodic use.
   *
   * There is at most one sync of a type at a time: asking again while one is queued or running gives that one, with
   * `alreadyQueued`.
   */
  readonly forceSync: (input?: IntegrationForceSyncInput, options?: CallOptions) => Promise<IntegrationForceSyncOutput>;
}

/** What `passthrough.send` takes. */
export interface PassthroughSendInput {
  /** The HTTP method. */
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Relative to the API's base address, beginning with a slash; encode every id in it. */
  readonly path: string;
  /** Added to a query string in the path. */
  readonly query?: Record<string, string> | undefined;
  /** Those that sign in are added by the aggregator. */
  readonly headers?: Record<string, string> | undefined;
  /** Objects and lists are sent as JSON, a text as it is. */
  readonly body?: unknown;
  /** A form with files, sent as `multipart/form-data` in place of `body`. */
  readonly multipart?:
    | (
        | {
            /** The name of the form's field. */
            readonly name: string;
            /** The field's value. */
            readonly value: string;
          }
        | {
            /** The name of the form's field. */
            readonly name: string;
            /** A File; or exactly one of base64, bytes, blob, stream, path or url, with a name where it has none. */
            readonly file: FileInput;
          }
      )[]
    | undefined;
  /** Give the answer's body as base64, as binary files need it. */
  readonly responseAsBase64?: boolean | undefined;
  /** Another API than the adapter's, `tool/api` as the aggregator names it. */
  readonly api?: string | undefined;
  /** Says that a repeat does no harm, as of a POST that only searches. */
  readonly repeatable?: boolean | undefined;
}

/** What `passthrough.send` answers. */
export interface PassthroughSendOutput {
  /** The HTTP status that the ATS answered with. */
  readonly status: number;
  /** The headers of the answer. */
  readonly headers: Record<string, string | string[]>;
  /** The body: parsed where it is JSON, else a text; base64 where that was asked for. */
  readonly data: unknown;
  /** The address that was called. */
  readonly url: string;
  /** What the limitations, the aggregator or the ATS had to say. */
  readonly warnings: Warning[];
  /**
   * How it is known that the command ran: its answer, a read after a lost answer, or the ledger of an earlier call.
   */
  readonly settledBy: SettledBy;
}

/** `passthrough.send` on a client. */
export interface PassthroughSend {
  /**
   * Call the ATS's own API, with the connection's credentials: for what no other operation offers.
   *
   * The ATS's status comes as it is, in `status`: a 404 or 500 of the ATS is an answer here and no error. Look at it. A
   * GET, and what is marked `repeatable`, is sent again after a failure on the way; any other call is sent once, and
   * ends in `OutcomeUnknown` when its answer is lost. With an idempotency key, an answer of 4xx or 503 frees the key; a
   * repeated call gets the status of the first, without headers and body.
   */
  readonly send: (input: PassthroughSendInput, options?: CallOptions) => Promise<PassthroughSendOutput>;
}

/** The methods of the catalogue, each by the id of its capability. */
export interface CatalogueOperations {
  readonly "jobs.stream": JobsStream;
  readonly "jobs.get": JobsGet;
  readonly "jobs.getEnhanced": JobsGetEnhanced;
  readonly "jobs.fetchEnhancedBatch": JobsFetchEnhancedBatch;
  readonly "jobs.listCustomFields": JobsListCustomFields;
  readonly "jobs.getCustomFieldValues": JobsGetCustomFieldValues;
  readonly "jobs.updateCustomFields": JobsUpdateCustomFields;
  readonly "applications.stream": ApplicationsStream;
  readonly "applications.create": ApplicationsCreate;
  readonly "applications.moveToStage": ApplicationsMoveToStage;
  readonly "applications.listStages": ApplicationsListStages;
  readonly "applications.reject": ApplicationsReject;
  readonly "applications.rejectMany": ApplicationsRejectMany;
  readonly "applications.listRejectionReasons": ApplicationsListRejectionReasons;
  readonly "applications.addNote": ApplicationsAddNote;
  readonly "applications.addAttachment": ApplicationsAddAttachment;
  readonly "applications.listCustomFields": ApplicationsListCustomFields;
  readonly "applications.getCustomFieldValues": ApplicationsGetCustomFieldValues;
  readonly "applications.updateCustomFields": ApplicationsUpdateCustomFields;
  readonly "applications.get": ApplicationsGet;
  readonly "applications.listAttachments": ApplicationsListAttachments;
  readonly "applications.getAttachmentRestrictions": ApplicationsGetAttachmentRestrictions;
  readonly "applications.addResultLink": ApplicationsAddResultLink;
  readonly "applications.importTracked": ApplicationsImportTracked;
  readonly "candidates.stream": CandidatesStream;
  readonly "candidates.get": CandidatesGet;
  readonly "candidates.find": CandidatesFind;
  readonly "candidates.getEnhanced": CandidatesGetEnhanced;
  readonly "candidates.getResume": CandidatesGetResume;
  readonly "candidates.addNote": CandidatesAddNote;
  readonly "candidates.addAttachment": CandidatesAddAttachment;
  readonly "candidates.listCustomFields": CandidatesListCustomFields;
  readonly "candidates.getCustomFieldValues": CandidatesGetCustomFieldValues;
  readonly "candidates.updateCustomFields": CandidatesUpdateCustomFields;
  readonly "candidates.create": CandidatesCreate;
  readonly "candidates.listAttachments": CandidatesListAttachments;
  readonly "candidates.addTag": CandidatesAddTag;
  readonly "candidates.removeTag": CandidatesRemoveTag;
  readonly "candidates.addResultLink": CandidatesAddResultLink;
  readonly "candidates.erase": CandidatesErase;
  readonly "interviews.stream": InterviewsStream;
  readonly "interviews.create": InterviewsCreate;
  readonly "interviews.update": InterviewsUpdate;
  readonly "offers.stream": OffersStream;
  readonly "notes.stream": NotesStream;
  readonly "scorecards.stream": ScorecardsStream;
  readonly "attachments.stream": AttachmentsStream;
  readonly "tags.stream": TagsStream;
  readonly "users.stream": UsersStream;
  readonly "roles.stream": RolesStream;
  readonly "integration.get": IntegrationGet;
  readonly "integration.checkKey": IntegrationCheckKey;
  readonly "integration.forceSync": IntegrationForceSync;
  readonly "passthrough.send": PassthroughSend;
}
