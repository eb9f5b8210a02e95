// Generated from the comments of core's models and capabilities by `npm run update`.
import type { Attachment } from "./attachment.ts";
import type { AttachmentTypeRestriction } from "./attachment-restrictions.ts";
import type { ByteStream } from "./file.ts";
import type { Candidate } from "./candidate.ts";
import type { CandidateMention } from "./candidate-mention.ts";
import type { CustomFieldContent, CustomFieldType, CustomFieldValue } from "./custom-field.ts";
import type { EmailAddress, PhoneNumber, SocialProfile, TagMention } from "./person.ts";
import type { EnhancedJob, Omission } from "./enhanced-job.ts";
import type { IntegrationFeature } from "./integration-details.ts";
import type { IntegrationField } from "./integration-field.ts";
import type { Job } from "./job.ts";
import type { JobMention } from "./application.ts";
import type { Location } from "./location.ts";
import type { Provenance } from "./provenance.ts";
import type { ScorecardChoice, ScorecardResponse } from "./scorecard.ts";
import type { ScreeningAnswer, ScreeningQuestion } from "./screening-question.ts";
import type { SettledBy, Warning } from "./receipt.ts";
import type { Stage } from "./stage.ts";
import type { UntrustedHtml } from "./untrusted-html.ts";
import type { UserMention } from "./user.ts";

/** A candidate's interest in one job, with its stage and outcome. */
export interface ApplicationRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** Where a person opens the record in the ATS. */
  readonly remoteUrl: string | null;
  /** Custom fields as the connection maps them; empty if none. */
  readonly customFields: Record<string, unknown>;
  /** Fields of the ATS that the customer passes through as they are; empty if none. */
  readonly integrationFields: IntegrationField[];
  /** When the ATS says the record was created. */
  readonly createdAt: string | null;
  /** When the ATS says the record was last updated. */
  readonly updatedAt: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** How the application ended; PENDING while it has not. */
  readonly outcome: "PENDING" | "HIRED" | "DECLINED" | (string & {}) | null;
  /** Why the application was rejected, as the ATS words it. */
  readonly rejectionReasonName: string | null;
  /** When the application was rejected. */
  readonly rejectedAt: string | null;
  /** The stage that the application is in. */
  readonly stage: Stage | null;
  /** The job that the application is for. */
  readonly job: JobMention | null;
  /** The id of the stage that the application is in. */
  readonly stageId: string | null;
  /** The id of the job. */
  readonly jobId: string | null;
  /** The id of the candidate. */
  readonly candidateId: string | null;
  /** The candidate who applied. */
  readonly candidate: {
    /** The id that the connection uses for the record. */
    readonly id: string;
    /** The id in the ATS itself. */
    readonly remoteId: string | null;
    /** Where a person opens the record in the ATS. */
    readonly remoteUrl: string | null;
    /** The first name. */
    readonly firstName: string | null;
    /** The last name. */
    readonly lastName: string | null;
    /** The e-mail addresses, as they were entered. */
    readonly emailAddresses: EmailAddress[];
    /** The phone numbers, as they were typed. */
    readonly phoneNumbers: PhoneNumber[];
    /** The profiles in social networks. */
    readonly socialProfiles: SocialProfile[];
    /** Where the candidate came from, in the ATS's words. */
    readonly source: string | null;
    /** The labels on the candidate. */
    readonly tags: TagMention[];
  } | null;
  /** What the candidate answered to the questions of the job. */
  readonly screeningAnswers: ScreeningAnswer[];
  /** The interviews of the application. */
  readonly interviews: {
    /** The id that the connection uses for the record. */
    readonly id: string;
    /** The id in the ATS itself. */
    readonly remoteId: string | null;
    /** What the interview is called. */
    readonly title: string | null;
    /** When the interview begins. */
    readonly startsAt: string | null;
    /** When the interview ends. */
    readonly endsAt: string | null;
    /** Where the interview takes place. */
    readonly location: Location | null;
    /** Whether the interview was called off. */
    readonly canceled: boolean | null;
  }[];
  /** The offers made on the application. */
  readonly offers: {
    /** The id that the connection uses for the record. */
    readonly id: string;
    /** The id in the ATS itself. */
    readonly remoteId: string | null;
    /** The state of the offer. */
    readonly status: "DRAFT" | "APPROVED" | "SENT" | "ACCEPTED" | "DECLINED" | "ABANDONED" | (string & {}) | null;
  }[];
}

/** A file of a candidate, to be fetched from its address. */
export interface AttachmentRecord {
  /** The id that the connection uses for the record. */
  readonly id: string;
  /** The id in the ATS itself. */
  readonly remoteId: string | null;
  /** The id of the candidate. */
  readonly candidateId: string | null;
  /** Null when the file belongs to the candidate only. */
  readonly applicationId: string | null;
  /** What the file is for. */
  readonly type: "CV" | "COVER_LETTER" | "OTHER" | (string & {}) | null;
  /** The file's name with its extension. */
  readonly fileName: string | null;
  /** The media type of the file. */
  readonly contentType: string | null;
  /** Where the file lies. It expires; fetch soon. It needs no key: treat it as a secret. */
  readonly url: string;
  /** When the ATS says the record was created. */
  readonly createdAt: string | null;
  /** When the ATS says the record was last updated. */
  readonly updatedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
}

/** What the files of a write must be like. */
export interface AttachmentRestrictionsRecord {
  /** False when the connection says nothing: then every limit is null. */
  readonly known: boolean;
  /** The largest size of all files of one call together, in bytes. */
  readonly maxTotalBytes: number | null;
  /** The limits of each type of file. */
  readonly types: {
    /** Limits of résumés. */
    readonly CV: AttachmentTypeRestriction;
    /** Limits of cover letters. */
    readonly COVER_LETTER: AttachmentTypeRestriction;
    /** Limits of other files. */
    readonly OTHER: AttachmentTypeRestriction;
  };
}

/** What files of one type must be like. Null: nothing is known, or there is no limit. */
export interface AttachmentTypeRestrictionRecord {
  /** Whether files of this type are taken at all; null when not known. */
  readonly supported: boolean | null;
  /** How many files there must be at least. */
  readonly minAmount: number | null;
  /** How many files there may be at most. */
  readonly maxAmount: number | null;
  /** The largest size of one file, in bytes. */
  readonly maxFileBytes: number | null;
  /** The media types that are taken; null for any. */
  readonly contentTypes: string[] | null;
}

/** A person who looks for work, with the person's applications. */
export interface CandidateRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** Where a person opens the record in the ATS. */
  readonly remoteUrl: string | null;
  /** Custom fields as the connection maps them; empty if none. */
  readonly customFields: Record<string, unknown>;
  /** Fields of the ATS that the customer passes through as they are; empty if none. */
  readonly integrationFields: IntegrationField[];
  /** When the ATS says the record was created. */
  readonly createdAt: string | null;
  /** When the ATS says the record was last updated. */
  readonly updatedAt: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** The first name. */
  readonly firstName: string | null;
  /** The last name. */
  readonly lastName: string | null;
  /** The e-mail addresses, as they were entered. */
  readonly emailAddresses: EmailAddress[];
  /** The phone numbers, as they were typed. */
  readonly phoneNumbers: PhoneNumber[];
  /** The profiles in social networks. */
  readonly socialProfiles: SocialProfile[];
  /** Where the candidate came from, in the ATS's words. */
  readonly source: string | null;
  /** The labels on the candidate. */
  readonly tags: TagMention[];
  /** The present employer. */
  readonly company: string | null;
  /** The present job title. */
  readonly title: string | null;
  /** Whether the candidate is marked confidential in the ATS. */
  readonly confidential: boolean | null;
  /** Where the candidate lives. */
  readonly location: Location | null;
  /** The candidate's applications, each with its job, stage and outcome. */
  readonly applications: {
    /** The id that the connection uses for the record. */
    readonly id: string;
    /** The id in the ATS itself. */
    readonly remoteId: string | null;
    /** How the application ended; PENDING while it has not. */
    readonly outcome: "PENDING" | "HIRED" | "DECLINED" | (string & {}) | null;
    /** Why the application was rejected, as the ATS words it. */
    readonly rejectionReasonName: string | null;
    /** When the application was rejected. */
    readonly rejectedAt: string | null;
    /** The stage that the application is in. */
    readonly stage: Stage | null;
    /** The job that the application is for. */
    readonly job: JobMention | null;
    /** Where a person opens the record in the ATS. */
    readonly remoteUrl: string | null;
    /** When the ATS says the record was created. */
    readonly createdAt: string | null;
    /** When the ATS says the record was last updated. */
    readonly updatedAt: string | null;
    /** When the connection last saw a change of the record itself. */
    readonly changedAt: string | null;
  }[];
}

/** A person to be entered as a candidate. */
export interface CandidateInput {
  /** The first name. */
  readonly firstName: string;
  /** The last name. */
  readonly lastName: string;
  /** The e-mail address. */
  readonly email: string;
  /** Further e-mail addresses. */
  readonly additionalEmails?:
    | {
        /** The kind of address. */
        readonly type: "PERSONAL" | "WORK" | "OTHER";
        /** The address. */
        readonly address: string;
      }[]
    | undefined;
  /** The phone number. */
  readonly phone?: string | undefined;
  /** Further phone numbers. */
  readonly additionalPhones?:
    | {
        /** The kind of number. */
        readonly type: "PERSONAL" | "WORK" | "OTHER";
        /** The number. */
        readonly number: string;
      }[]
    | undefined;
  /** The present employer. */
  readonly company?: string | undefined;
  /** The present job title. */
  readonly title?: string | undefined;
  /** Where the candidate lives. */
  readonly location?:
    | {
        /** ISO 3166-1 alpha-2, such as US. */
        readonly country: string;
        /** The city. */
        readonly city?: string | undefined;
        /** The state or region. */
        readonly state?: string | undefined;
        /** The first line of the street. */
        readonly street1?: string | undefined;
        /** The postal code. */
        readonly zipCode?: string | undefined;
      }
    | undefined;
  /** The candidate's gender, where the law allows to ask for it. */
  readonly gender?: "MALE" | "FEMALE" | "OTHER" | undefined;
  /** The first day on which the candidate can work. */
  readonly availableOn?: string | undefined;
  /** What the candidate wants to earn. */
  readonly salaryExpectation?:
    | {
        /** The time for which the amount is paid. */
        readonly period: "MONTH" | "YEAR";
        /** The amount, in the currency of the job. */
        readonly amount: number;
      }
    | undefined;
  /** Addresses of profiles in social networks. */
  readonly socialLinks?: string[] | undefined;
}

/** A candidate as a record further away mentions one: by name and e-mail address. */
export interface CandidateMentionRecord {
  /** The id that the connection uses for the record. */
  readonly id: string;
  /** The id in the ATS itself. */
  readonly remoteId: string | null;
  /** The first name. */
  readonly firstName: string | null;
  /** The last name. */
  readonly lastName: string | null;
  /** The e-mail addresses, as they were entered. */
  readonly emailAddresses: EmailAddress[];
}

/** A field that the customer added to a kind of record. */
export interface CustomFieldDefinitionRecord {
  /** The id of the definition. */
  readonly id: string;
  /** The name that the customer gave the field. */
  readonly name: string;
  /** What values the field takes. */
  readonly type: CustomFieldType;
  /** The type in the ATS's own word. */
  readonly nativeType: string;
  /** Whether the ATS insists on a value. */
  readonly required: boolean;
  /** Whether the field cannot be written. */
  readonly readOnly: boolean;
  /** The choices of a select field; null for the others. */
  readonly options: string[] | null;
  /** The definition as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
}

/** A custom field of one record, with its value. */
export interface CustomFieldValueRecord {
  /** The id of the field's definition. */
  readonly definitionId: string;
  /** The name that the customer gave the field. */
  readonly name: string;
  /** What values the field takes. */
  readonly type: CustomFieldType;
  /** The value, in the form of the field's type. */
  readonly value: CustomFieldContent;
  /** The value as the ATS has it; always there when it could not be read. */
  readonly raw?: unknown;
}

/** An e-mail address of a person. */
export interface EmailAddressRecord {
  /** The address, as it was entered. */
  readonly address: string;
  /** The kind of address, in the ATS's words. */
  readonly type: string | null;
}

/** A candidate with what only the ATS's own API knows of the person. */
export interface EnhancedCandidateRecord {
  /** The id in the ATS itself. */
  readonly remoteId: string;
  /** The unified record; null when the aggregator does not have it. */
  readonly candidate: Candidate | null;
  /** The status in the ATS's own word. */
  readonly status: string | null;
  /** The office that looks after the candidate. */
  readonly office: {
    /** The office's id in the ATS. */
    readonly remoteId: string | null;
    /** The office's name. */
    readonly name: string | null;
  } | null;
  /** The user of the ATS who looks after the candidate. */
  readonly representativeRemoteId: string | null;
  /** The first day on which the candidate can work. */
  readonly availableOn: string | null;
  /** When somebody last contacted the candidate. */
  readonly lastContactedAt: string | null;
  /** Null where no route for them is known to work. */
  readonly customFields: CustomFieldValue[] | null;
  /** The record as the ATS's own API gives it. */
  readonly native: Record<string, unknown>;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
}

/** A job with what only the ATS's own API knows of it. */
export interface EnhancedJobRecord {
  /** The id in the ATS itself. */
  readonly remoteId: string;
  /** The unified record; null in batches, which read the ATS's own API only. */
  readonly job: Job | null;
  /** The title of the job. */
  readonly title: string | null;
  /** The status in the ATS's own word. */
  readonly status: string | null;
  /** The customer who has the vacancy. */
  readonly company: {
    /** The company's id in the ATS. */
    readonly remoteId: string | null;
    /** The company's name. */
    readonly name: string | null;
  } | null;
  /** How many people are wanted. */
  readonly positions: number | null;
  /** How many of the positions are filled. */
  readonly filled: number | null;
  /** The first day of work. */
  readonly startsOn: string | null;
  /** The last day of work. */
  readonly endsOn: string | null;
  /** What the worker is paid, per hour unless the ATS says otherwise. */
  readonly payRates: {
    /** For regular hours. */
    readonly regular: number | null;
    /** For overtime. */
    readonly overtime: number | null;
    /** For hours that count twice. */
    readonly doubleTime: number | null;
  } | null;
  /** What the customer is billed, per hour unless the ATS says otherwise. */
  readonly billRates: {
    /** For regular hours. */
    readonly regular: number | null;
    /** For overtime. */
    readonly overtime: number | null;
    /** For hours that count twice. */
    readonly doubleTime: number | null;
  } | null;
  /** Where the work is done. */
  readonly worksite: Location | null;
  /** Notes on the job. */
  readonly notes: UntrustedHtml | null;
  /** The custom fields of the job, with their values. */
  readonly customFields: CustomFieldValue[];
  /** The record as the ATS's own API gives it. */
  readonly native: Record<string, unknown>;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
}

/** One batch of enhanced jobs. */
export interface EnhancedJobBatchRecord {
  /** The jobs of the batch. */
  readonly jobs: EnhancedJob[];
  /** The jobs that were asked for and are not among `jobs`, each with the reason. */
  readonly omitted: Omission[];
  /** Hand it back for the next batch; null after the last. */
  readonly cursor: string | null;
}

/** A File; or exactly one of base64, bytes, blob, stream, path or url, with a name where it has none. */
export type FileInput =
  | {
      /** The file's name with its extension. */
      readonly name: string;
      /** What the file is for. */
      readonly type?: "CV" | "COVER_LETTER" | "OTHER" | undefined;
      /** Its media type. Absent or `application/octet-stream`: found out by name and content. */
      readonly contentType?: string | undefined;
      /** The content as base64, also as a data URL. */
      readonly base64: string;
    }
  | Blob
  | {
      /** The file's name with its extension. Absent: the source's own name. */
      readonly name?: string | undefined;
      /** What the file is for. */
      readonly type?: "CV" | "COVER_LETTER" | "OTHER" | undefined;
      /** Its media type. Absent or `application/octet-stream`: found out by name and content. */
      readonly contentType?: string | undefined;
      /** The content. */
      readonly blob: Blob;
    }
  | {
      /** The file's name with its extension. */
      readonly name: string;
      /** What the file is for. */
      readonly type?: "CV" | "COVER_LETTER" | "OTHER" | undefined;
      /** Its media type. Absent or `application/octet-stream`: found out by name and content. */
      readonly contentType?: string | undefined;
      /** The content. */
      readonly bytes: Uint8Array | ArrayBuffer;
    }
  | {
      /** The file's name with its extension. */
      readonly name: string;
      /** What the file is for. */
      readonly type?: "CV" | "COVER_LETTER" | "OTHER" | undefined;
      /** Its media type. Absent or `application/octet-stream`: found out by name and content. */
      readonly contentType?: string | undefined;
      /** The content, as a web stream or a Node stream. */
      readonly stream: ByteStream;
    }
  | {
      /** The file's name with its extension. Absent: the source's own name. */
      readonly name?: string | undefined;
      /** What the file is for. */
      readonly type?: "CV" | "COVER_LETTER" | "OTHER" | undefined;
      /** Its media type. Absent or `application/octet-stream`: found out by name and content. */
      readonly contentType?: string | undefined;
      /** Where the file lies on this machine. */
      readonly path: string;
    }
  | {
      /** The file's name with its extension. Absent: the source's own name. */
      readonly name?: string | undefined;
      /** What the file is for. */
      readonly type?: "CV" | "COVER_LETTER" | "OTHER" | undefined;
      /** Its media type. Absent or `application/octet-stream`: found out by name and content. */
      readonly contentType?: string | undefined;
      /** A public https address, or a data URL. */
      readonly url: string;
    };

/** One customer's integration: its state, and what it may do. */
export interface IntegrationDetailsRecord {
  /** The id of the integration. */
  readonly id: string;
  /** The ATS that is connected. */
  readonly tool: {
    /** The aggregator's name of the ATS. */
    readonly id: string;
    /** The name of the ATS, to be shown to customers. */
    readonly label: string | null;
    /** A more exact name, for you and not for customers. */
    readonly internalLabel: string | null;
    /** The logo of the ATS. */
    readonly logoUrl: string | null;
    /** The logo as a square icon. */
    readonly iconUrl: string | null;
  };
  /** The kind of software, such as `ATS`. */
  readonly category: string | null;
  /** INVALID: the ATS refuses the stored credentials. INACTIVE: switched off. */
  readonly status: "ACTIVE" | "INVALID" | "INACTIVE" | (string & {}) | null;
  /** How far the customer's set-up has come. */
  readonly setupStatus: "INCOMPLETE" | "FINAL_SYNC_PENDING" | "COMPLETED" | (string & {}) | null;
  /** The customer whose integration it is. */
  readonly customer: {
    /** The name of the customer's organization. */
    readonly organizationName: string | null;
    /** The e-mail address of the person who made the link. */
    readonly creatorEmail: string | null;
    /** The id that you gave the customer when the link was made. */
    readonly originId: string | null;
  };
  /** The scope configuration that decides what the integration may do. */
  readonly scopeConfiguration: {
    /** The id of the scope configuration. */
    readonly id: string;
    /** The name of the scope configuration. */
    readonly name: string | null;
  } | null;
  /** Whether the aggregator calls the integration a beta. */
  readonly beta: boolean | null;
  /** When the integration was made. */
  readonly createdAt: string | null;
  /** When the aggregator deleted the integration's data; null while it has them. */
  readonly dataExpiredAt: string | null;
  /** What can be read. */
  readonly readModels: IntegrationFeature[];
  /** What can be written. */
  readonly writeActions: IntegrationFeature[];
  /** The answer as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
}

/** A kind of record that can be read, or an action, and by whose decision it can be used. */
export interface IntegrationFeatureRecord {
  /** The aggregator's own name of it. */
  readonly id: string;
  /** Whether it can be used, all in all. */
  readonly available: boolean | null;
  /** UNSUPPORTED: the ATS cannot. NOT_IMPLEMENTED: the aggregator has not built it. */
  readonly coverage: "SUPPORTED" | "UNSUPPORTED" | "NOT_IMPLEMENTED" | "UNKNOWN" | (string & {}) | null;
  /** What the scope configuration says; the customer may opt out of what is OPTIONAL. */
  readonly scope: "ENABLED" | "DISABLED" | "OPTIONAL" | (string & {}) | null;
  /** Whether the customer said no. */
  readonly optedOut: boolean | null;
  /** The name of it, to be shown to customers. */
  readonly label: string | null;
  /** The fields of it, each with its own availability. */
  readonly fields: {
    /** The aggregator's own name of it. */
    readonly id: string;
    /** Whether it can be used, all in all. */
    readonly available: boolean | null;
    /** UNSUPPORTED: the ATS cannot. NOT_IMPLEMENTED: the aggregator has not built it. */
    readonly coverage: "SUPPORTED" | "UNSUPPORTED" | "NOT_IMPLEMENTED" | "UNKNOWN" | (string & {}) | null;
    /** What the scope configuration says of the field. */
    readonly scope?: "ENABLED" | "DISABLED" | "OPTIONAL" | (string & {}) | null | undefined;
    /** Whether the customer said no to the field. */
    readonly optedOut?: boolean | null | undefined;
  }[];
}

/** A field of the ATS that is passed through as it is. */
export interface IntegrationFieldRecord {
  /** The id of the field, the same in all records of the connection. */
  readonly id: string;
  /** The field's key in the ATS. */
  readonly key: string | null;
  /** The field's name in the ATS. */
  readonly label: string | null;
  /** Whether the ATS or the customer defines the field. */
  readonly type: "DEFAULT" | "CUSTOM" | (string & {}) | null;
  /** The value as the ATS has it; null when there is none. */
  readonly value: unknown;
}

/** A conversation with a candidate about an application. */
export interface InterviewRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** When the ATS says the record was created. */
  readonly createdAt: string | null;
  /** When the ATS says the record was last updated. */
  readonly updatedAt: string | null;
  /** What the interview is called. */
  readonly title: string | null;
  /** When the interview begins. */
  readonly startsAt: string | null;
  /** When the interview ends. */
  readonly endsAt: string | null;
  /** Where the interview takes place. */
  readonly location: Location | null;
  /** The address of the video conference. */
  readonly videoConferenceUrl: string | null;
  /** Whether the interview was called off. */
  readonly canceled: boolean | null;
  /** The stage of the job's workflow to which the interview belongs. */
  readonly stageId: string | null;
  /** Who interviews. */
  readonly interviewers: UserMention[];
  /** The id of the application. */
  readonly applicationId: string | null;
  /** The application that the interview is about. */
  readonly application: {
    /** The id that the connection uses for the record. */
    readonly id: string;
    /** The id in the ATS itself. */
    readonly remoteId: string | null;
    /** How the application ended; PENDING while it has not. */
    readonly outcome: "PENDING" | "HIRED" | "DECLINED" | (string & {}) | null;
    /** Why the application was rejected, as the ATS words it. */
    readonly rejectionReasonName: string | null;
    /** The candidate who is interviewed. */
    readonly candidate: CandidateMention | null;
    /** The job that the application is for. */
    readonly job: JobMention | null;
  } | null;
}

/** A vacancy. */
export interface JobRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** Where a person opens the record in the ATS. */
  readonly remoteUrl: string | null;
  /** Custom fields as the connection maps them; empty if none. */
  readonly customFields: Record<string, unknown>;
  /** Fields of the ATS that the customer passes through as they are; empty if none. */
  readonly integrationFields: IntegrationField[];
  /** When the ATS says the record was created. */
  readonly createdAt: string | null;
  /** When the ATS says the record was last updated. */
  readonly updatedAt: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** The title of the job. */
  readonly title: string | null;
  /** The requisition code that people use for the job. */
  readonly requisitionCode: string | null;
  /** What the job is about. */
  readonly description: UntrustedHtml | null;
  /** Whether the job is open. */
  readonly status: "OPEN" | "CLOSED" | "DRAFT" | "ARCHIVED" | (string & {}) | null;
  /** Publish a job only by status and visibility together. */
  readonly visibility: "PUBLIC" | "INTERNAL" | "UNLISTED" | "CONFIDENTIAL" | (string & {}) | null;
  /** The kind of employment. */
  readonly employmentType: "FULL_TIME" | "PART_TIME" | "CONTRACT" | "SEASONAL" | "INTERNSHIP" | (string & {}) | null;
  /** Whether people work on site. */
  readonly remoteWorkStatus: "REMOTE" | "HYBRID" | "TEMPORARY" | "ON_SITE" | (string & {}) | null;
  /** The field of work, in the words of the ATS. */
  readonly category: string | null;
  /** The department, in the words of the ATS. */
  readonly department: string | null;
  /** The experience that is asked for, in the words of the ATS. */
  readonly experienceLevel: string | null;
  /** How many hours a week. */
  readonly weeklyHours: number | null;
  /** What the job pays. */
  readonly salary: {
    /** The salary, where it is one figure. */
    readonly amount: number | null;
    /** The least salary. */
    readonly from: number | null;
    /** The most salary. */
    readonly to: number | null;
    /** Usually ISO 4217. */
    readonly currency: string | null;
    /** The time for which the salary is paid. */
    readonly period: "YEAR" | "MONTH" | "TWO_WEEKS" | "WEEK" | "DAY" | "HOUR" | (string & {}) | null;
  } | null;
  /** Where the work is done. */
  readonly location: Location | null;
  /** The public page of the job. */
  readonly postUrl: string | null;
  /** When the job was opened. */
  readonly openedAt: string | null;
  /** May lie in the future: a planned end. */
  readonly closedAt: string | null;
  /** The job's own stages: the right source of stage ids. */
  readonly stages: Stage[];
  /** What applicants are asked. */
  readonly screeningQuestions: ScreeningQuestion[];
  /** The advertisements of the job. */
  readonly postings: {
    /** The id that the connection uses for the record. */
    readonly id: string;
    /** The id in the ATS itself. */
    readonly remoteId: string | null;
    /** The title of the advertisement. */
    readonly title: string | null;
    /** The text of the advertisement. */
    readonly description: UntrustedHtml | null;
    /** Whether the advertisement is active. */
    readonly status: "ACTIVE" | "INACTIVE" | "DRAFT" | (string & {}) | null;
    /** Who can see the advertisement. */
    readonly visibility: "PUBLIC" | "INTERNAL" | "UNLISTED" | "CONFIDENTIAL" | (string & {}) | null;
    /** The public page of the advertisement. */
    readonly url: string | null;
  }[];
  /** Who works on the job, each person once with all roles. */
  readonly hiringTeam: {
    /** The id that the connection uses for the record. */
    readonly id: string;
    /** The id in the ATS itself. */
    readonly remoteId: string | null;
    /** The first name. */
    readonly firstName: string | null;
    /** The last name. */
    readonly lastName: string | null;
    /** The e-mail address. */
    readonly email: string | null;
    /** The roles of the person on the job. */
    readonly roles: {
      /** The id in the ATS itself. */
      readonly remoteId: string | null;
      /** The role's name in the ATS. */
      readonly label: string | null;
      /** What the role amounts to, whatever the customer calls it. */
      readonly type:
        | "HIRING_MANAGER"
        | "RECRUITER"
        | "COORDINATOR"
        | "SOURCER"
        | "INTERVIEWER"
        | "ADMIN"
        | (string & {})
        | null;
      /** Where the role applies: in the whole ATS, or on one job. */
      readonly scope: "SYSTEM" | "JOB" | (string & {}) | null;
    }[];
  }[];
}

/** A job as an application mentions it. */
export interface JobMentionRecord {
  /** The id that the connection uses for the record. */
  readonly id: string;
  /** The id in the ATS itself. */
  readonly remoteId: string | null;
  /** The title of the job. */
  readonly title: string | null;
}

/** A stage, the jobs that have it, and whether an application can be moved into it. */
export interface ListedStageRecord {
  /** The id that the connection uses for the record. */
  readonly id: string;
  /** The id in the ATS itself. */
  readonly remoteId: string | null;
  /** The name of the stage. */
  readonly name: string | null;
  /** Whether the stage is in use. */
  readonly status: "ACTIVE" | "INACTIVE" | (string & {}) | null;
  /** The position in the job's workflow, where the ATS has one. */
  readonly index: number | null;
  /** Custom fields as the connection maps them; empty if none. */
  readonly customFields: Record<string, unknown>;
  /** The jobs that have this stage, of those asked for; a move needs a stage of the application's job. */
  readonly jobIds: string[];
  /** False when no application can be moved here: leave it out of a picker. */
  readonly movable: boolean;
  /** Why applications cannot be moved to it; null when they can. */
  readonly notMovableReason: string | null;
}

/** A postal address, or the part of it that is known. */
export interface LocationRecord {
  /** The first line of the street. */
  readonly street1: string | null;
  /** The second line of the street. */
  readonly street2: string | null;
  /** The city. */
  readonly city: string | null;
  /** The state or region. */
  readonly state: string | null;
  /** The postal code. */
  readonly zipCode: string | null;
  /** ISO 3166-1 alpha-2 where it could be mapped, else as the ATS has it. */
  readonly country: string | null;
  /** The address as one text. */
  readonly raw: string | null;
}

/** A note as it is stored in the ATS. */
export interface NoteRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** When the ATS says the record was created. */
  readonly createdAt: string | null;
  /** When the ATS says the record was last updated. */
  readonly updatedAt: string | null;
  /** The id of the candidate. */
  readonly candidateId: string | null;
  /** Null when the note belongs to the candidate only. */
  readonly applicationId: string | null;
  /** The heading of the note. */
  readonly title: string | null;
  /** The text of the note. */
  readonly content: UntrustedHtml | null;
  /** Whether only some users see it in the ATS; null when not known. */
  readonly private: boolean | null;
  /** The id of the user who wrote the note. */
  readonly authorId: string | null;
  /** Who wrote the note. */
  readonly author: UserMention | null;
}

/** Plain text, or { text } or { html }. */
export type NoteInput =
  | string
  | {
      /** Plain text. */
      readonly text: string;
    }
  | {
      /** HTML. */
      readonly html: string;
    };

/** An offer of employment, made on an application. */
export interface OfferRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** When the ATS says the record was created. */
  readonly createdAt: string | null;
  /** When the ATS says the record was last updated. */
  readonly updatedAt: string | null;
  /** Custom fields as the connection maps them; empty if none. */
  readonly customFields: Record<string, unknown>;
  /** Fields of the ATS that the customer passes through as they are; empty if none. */
  readonly integrationFields: IntegrationField[];
  /** Goes from DRAFT over APPROVED and SENT to ACCEPTED or DECLINED, or ends as ABANDONED. Most ATS lack APPROVED. */
  readonly status: "DRAFT" | "APPROVED" | "SENT" | "ACCEPTED" | "DECLINED" | "ABANDONED" | (string & {}) | null;
  /** The first day of employment. */
  readonly employmentStartsOn: string | null;
  /** The id of the application that the offer was made on. */
  readonly applicationId: string | null;
  /** Who gets the offer. */
  readonly candidate: CandidateMention | null;
  /** The job that is offered. */
  readonly job: JobMention | null;
}

/** A record of a batch that could not be read, or that the ATS left out. */
export interface OmissionRecord {
  /** The job's id in the ATS. */
  readonly remoteId: string;
  /** Why the job is missing: the ATS did not answer it, or it could not be read. */
  readonly reason: "not-answered" | "unreadable";
  /** Where in the record the reader gave up; null when it was not answered. */
  readonly path: string | null;
}

/** A phone number of a person, as it was typed. */
export interface PhoneNumberRecord {
  /** The number, as it was typed. */
  readonly number: string;
  /** The kind of number, in the ATS's words. */
  readonly type: string | null;
}

/** Where the fields of a record came from. */
export interface ProvenanceRecord {
  /** The request that brought it, such as `GET /ats/jobs`; null where the record came in no list. */
  readonly route: string | null;
  /** The name of the mapping in the adapter's sources. */
  readonly mapping: string;
  /** The places in the wire record that each field follows from; none where the mapping takes nothing from there. */
  readonly fields: Record<string, string[]>;
}

/** The command was carried out. */
export interface ReceiptRecord {
  /** What the limitations, the aggregator or the ATS had to say. */
  readonly warnings: Warning[];
  /**
   * How it is known that the command ran: its answer, a read after a lost answer, or the ledger of an earlier call.
   */
  readonly settledBy: SettledBy;
}

/** Why an application is rejected, as the ATS words it. */
export interface RejectionReasonRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** The reason, in the ATS's words. */
  readonly name: string | null;
}

/** A candidate's résumé; `attachment` is null when there is none. */
export interface ResumeRecord {
  /** The résumé; null when there is none. */
  readonly attachment: Attachment | null;
  /** How many other files there are. */
  readonly others: number;
}

/** A role that users can have. */
export interface RoleRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** The role's name in the ATS. */
  readonly label: string | null;
  /** What the role amounts to, whatever the customer calls it. */
  readonly type:
    | "HIRING_MANAGER"
    | "RECRUITER"
    | "COORDINATOR"
    | "SOURCER"
    | "INTERVIEWER"
    | "ADMIN"
    | (string & {})
    | null;
  /** Where the role applies: in the whole ATS, or on one job. */
  readonly scope: "SYSTEM" | "JOB" | (string & {}) | null;
}

/** What an interviewer found out about a candidate, question by question. */
export interface ScorecardRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** When the ATS says the record was created. */
  readonly createdAt: string | null;
  /** When the ATS says the record was last updated. */
  readonly updatedAt: string | null;
  /** The id of the candidate. */
  readonly candidateId: string | null;
  /** The id of the application. */
  readonly applicationId: string | null;
  /** The id of the interview. */
  readonly interviewId: string | null;
  /** The id of the user who filled in the scorecard. */
  readonly authorId: string | null;
  /** Who filled in the scorecard. */
  readonly author: UserMention | null;
  /** The questions, each with its answer. */
  readonly responses: ScorecardResponse[];
}

/** One choice of a select question. */
export interface ScorecardChoiceRecord {
  /** The text of the choice. */
  readonly label: string;
  /** The id in the ATS itself. */
  readonly remoteId: string | null;
}

/** One question of a scorecard, with its answer. */
export interface ScorecardResponseRecord {
  /** The question. */
  readonly label: string | null;
  /** The id in the ATS itself. */
  readonly remoteId: string | null;
  /** What is said about the question. */
  readonly description: string | null;
  /** Whether the question must be answered. */
  readonly required: boolean | null;
  /** The kind of answer. */
  readonly type: "TEXT" | "SINGLE_SELECT" | "MULTI_SELECT" | "BOOLEAN" | "NUMBER" | "DATE" | (string & {});
  /** The choices of a select question; empty for the others. */
  readonly options: ScorecardChoice[];
  /** Text, a choice, several choices, yes or no, a number, or a day; null when not answered. */
  readonly answer: string | number | boolean | ScorecardChoice | ScorecardChoice[] | null;
}

/** What an applicant answered to a screening question. */
export interface ScreeningAnswerRecord {
  /** The question that was answered. */
  readonly question: {
    /** The question's id in the ATS. */
    readonly remoteId: string | null;
    /** The question. */
    readonly title: string | null;
    /** The kind of answer. */
    readonly type: string;
  };
  /** Text, number, yes or no, an ISO date, a choice, or several choices; null when not answered. */
  readonly answer: string | number | boolean | string[] | null;
  /** The answer as the ATS has it; there when it could not be read as an answer of its type. */
  readonly raw?: unknown;
}

/** A question that a job asks its applicants. */
export interface ScreeningQuestionRecord {
  /** The id that the connection uses for the record. */
  readonly id: string;
  /** The id in the ATS itself. */
  readonly remoteId: string | null;
  /** The question. */
  readonly title: string | null;
  /** What is said about the question. */
  readonly description: UntrustedHtml | null;
  /** The kind of question that the law of equal opportunity asks for; null for the others. */
  readonly category: "EEO" | "DEMOGRAPHIC" | (string & {}) | null;
  /** The position among the job's questions. */
  readonly index: number | null;
  /** Whether the question must be answered. */
  readonly required: boolean | null;
  /** The kind of answer. */
  readonly type:
    | "TEXT"
    | "NUMBER"
    | "FILE"
    | "SINGLE_SELECT"
    | "MULTI_SELECT"
    | "BOOLEAN"
    | "DATE"
    | "INFORMATION"
    | "UNKNOWN"
    | (string & {});
  /** How the ATS shows the question. */
  readonly displayType:
    | "SINGLE_LINE"
    | "MULTI_LINE"
    | "EMAIL"
    | "URL"
    | "SLIDER"
    | "FIELD"
    | "DROPDOWN"
    | "RADIO"
    | (string & {})
    | null;
  /** The most characters of a text; null for no limit. */
  readonly maxLength: number | null;
  /** The smallest number; null for no limit. */
  readonly min: number | null;
  /** The largest number; null for no limit. */
  readonly max: number | null;
  /** The media types of a file; null for any. */
  readonly contentTypes: string[] | null;
  /** The largest size of a file, in bytes; null for no limit. */
  readonly maxFileBytes: number | null;
  /** The question as the ATS has it; only of the type `UNKNOWN`. */
  readonly rawFormat?: unknown;
  /** The choices of a select question; empty for the others. */
  readonly options: {
    /** The id that the connection uses for the record. */
    readonly id: string;
    /** The id in the ATS itself. */
    readonly remoteId: string | null;
    /** The text of the choice. */
    readonly name: string | null;
  }[];
  /** Ask only when that question was answered with one of these. */
  readonly precondition: {
    /** The id of the question that comes before. */
    readonly questionId: string;
    /** The answers to it on which this one is asked. */
    readonly answers: (string | boolean)[];
  } | null;
}

/** A profile of a person in a social network. */
export interface SocialProfileRecord {
  /** The address of the profile. */
  readonly url: string | null;
  /** The network, in the ATS's words. */
  readonly type: string | null;
  /** The name in the network. */
  readonly username: string | null;
}

/** A step of a job's hiring workflow. */
export interface StageRecord {
  /** The id that the connection uses for the record. */
  readonly id: string;
  /** The id in the ATS itself. */
  readonly remoteId: string | null;
  /** The name of the stage. */
  readonly name: string | null;
  /** Whether the stage is in use. */
  readonly status: "ACTIVE" | "INACTIVE" | (string & {}) | null;
  /** The position in the job's workflow, where the ATS has one. */
  readonly index: number | null;
  /** Custom fields as the connection maps them; empty if none. */
  readonly customFields: Record<string, unknown>;
}

/** A file of a candidate, of which the aggregator keeps a copy. */
export interface SyncedAttachmentRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** When the ATS says the record was created. */
  readonly createdAt: string | null;
  /** When the ATS says the record was last updated. */
  readonly updatedAt: string | null;
  /** The id of the candidate. */
  readonly candidateId: string | null;
  /** Null when the file belongs to the candidate only. */
  readonly applicationId: string | null;
  /** What the file is for. */
  readonly type: "CV" | "COVER_LETTER" | "OTHER" | (string & {}) | null;
  /** The file's name with its extension. */
  readonly fileName: string | null;
  /** Where the copy lies (`store` is `s3` so far); null while there is none. */
  readonly content: {
    /** The kind of storage; `s3` so far. */
    readonly store: string;
    /** The bucket that holds the copy. */
    readonly bucket: string;
    /** The key of the copy in its bucket. */
    readonly key: string;
  } | null;
}

/** A label that candidates can carry. */
export interface TagRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** The text of the label. */
  readonly name: string | null;
}

/** A label on a candidate. */
export interface TagMentionRecord {
  /** The id that the connection uses for the record. */
  readonly id: string;
  /** The id in the ATS itself. */
  readonly remoteId: string | null;
  /** The text of the label. */
  readonly name: string | null;
}

/** HTML from the ATS, to be sanitised before it is shown. */
export interface UntrustedHtmlRecord {
  /** The HTML as it came. Sanitise it before you show it. */
  readonly untrustedHtml: string;
}

/** A person who works with the ATS. */
export interface UserRecord {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  readonly id: string;
  /** The id in the ATS itself; may be a composite. */
  readonly remoteId: string | null;
  /** When the connection last saw a change of the record itself. */
  readonly changedAt: string;
  /** When the record was found to be gone; only with `includeDeleted`. */
  readonly deletedAt: string | null;
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  readonly raw?: unknown;
  /** Where each field came from; only when asked for with `provenance: true`. */
  readonly provenance?: Provenance | undefined;
  /** The first name. */
  readonly firstName: string | null;
  /** The last name. */
  readonly lastName: string | null;
  /** The e-mail address. */
  readonly email: string | null;
  /** Whether the user can sign in. */
  readonly status: "ACTIVE" | "INACTIVE" | (string & {}) | null;
  /** The user's roles in the ATS as a whole; those on a job are in its hiring team. */
  readonly roles: {
    /** The id in the ATS itself. */
    readonly remoteId: string | null;
    /** The role's name in the ATS. */
    readonly label: string | null;
    /** What the role amounts to, whatever the customer calls it. */
    readonly type:
      | "HIRING_MANAGER"
      | "RECRUITER"
      | "COORDINATOR"
      | "SOURCER"
      | "INTERVIEWER"
      | "ADMIN"
      | (string & {})
      | null;
    /** Where the role applies: in the whole ATS, or on one job. */
    readonly scope: "SYSTEM" | "JOB" | (string & {}) | null;
  }[];
}

/** A user of the ATS as another record mentions one: an author, an interviewer. */
export interface UserMentionRecord {
  /** The id that the connection uses for the record. */
  readonly id: string;
  /** The id in the ATS itself. */
  readonly remoteId: string | null;
  /** The first name. */
  readonly firstName: string | null;
  /** The last name. */
  readonly lastName: string | null;
  /** The e-mail address. */
  readonly email: string | null;
}

/** Something that went through but that a person should know about. */
export interface WarningRecord {
  /** The warning, in words for people. */
  readonly message: string;
  /** The id of the limitation that says so; null when the aggregator or ATS did. */
  readonly code: string | null;
}
