import { z } from "zod/mini";
import { Attachment, Resume } from "../models/attachment.ts";
import { Candidate } from "../models/candidate.ts";
import { CustomFieldDefinition, CustomFieldUpdates, CustomFieldValue } from "../models/custom-field.ts";
import { EnhancedCandidate } from "../models/enhanced-candidate.ts";
import { FileInput } from "../models/file.ts";
import { CandidateReference, Id, JobReference, StageReference } from "../models/identity.ts";
import { NoteActionType, NoteInput } from "../models/note.ts";
import { personal } from "../models/personal.ts";
import { Receipt, receiptFields } from "../models/receipt.ts";
import { emailAddress, visibleLine } from "../models/text-input.ts";
import { countDigits } from "../phones/ascii-digits.ts";
import { CandidateInput, applicationInputFields } from "./candidate-input.ts";
import { recordLookup } from "./record-lookup.ts";
import { remoteFields } from "./remote-fields.ts";
import { resultLinkFields } from "./result-link-input.ts";
import { listOf, streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** The tag's name. */
export const TagName = visibleLine(255);

/** Candidates, with their files, tags and custom fields. */
export const candidates = resource("candidates", {
  /**
   * Stream the candidates.
   *
   * `updatedAfter` gives candidates whose own fields changed, who gained or lost a tag, or one of whose applications
   * changed. A change of a stage's or a job's own fields does not count. A deletion shows only with `includeDeleted`.
   */
  stream: {
    kind: "stream",
    effect: "reads",
    input: z.strictObject({
      ...streamFilterFields,
      /** Only candidates with this e-mail address, whatever its case. */
      email: z.optional(personal(emailAddress())),
      /** Only candidates with this first name. */
      firstName: z.optional(personal(visibleLine(255))),
      /** Only candidates with this last name. */
      lastName: z.optional(personal(visibleLine(255))),
      /** Only candidates who applied to one of these jobs. */
      jobIds: z.optional(listOf(Id)),
    }),
    output: Candidate,
  },

  /** Get one candidate by id or by the id in the ATS. */
  get: {
    kind: "query",
    effect: "reads",
    input: recordLookup,
    output: Candidate,
  },

  /**
   * Find candidates by name, e-mail address or phone number.
   *
   * All details that are given must match. Where the ATS or the aggregator cannot filter by a detail, the records are
   * read and compared here; `how` says which way was taken and `compared` what it cost.
   */
  find: {
    kind: "query",
    effect: "reads",
    input: z
      .strictObject({
        /** The first name. */
        firstName: z.optional(personal(visibleLine(255))),
        /** The last name. */
        lastName: z.optional(personal(visibleLine(255))),
        /** The e-mail address, whatever its case. */
        email: z.optional(personal(emailAddress())),
        /**
         * Compared by the numbering plan of its country. Give the country code, or set `defaultCountry` on the
         * connection.
         */
        phone: z.optional(
          personal(z.string().check(z.refine((value) => countDigits(value) >= 6, "must have at least six digits"))),
        ),
        /** Stop after so many matches. */
        limit: z._default(z.int().check(z.gte(1), z.lte(1000)), 100),
        /** Read at most so many records where nothing but reading them all can find the candidate. */
        compareAtMost: z._default(z.int().check(z.gte(1)), 100_000),
      })
      .check(
        z.refine(
          ({ firstName, lastName, email, phone }) =>
            [firstName, lastName, email, phone].some((detail) => detail !== undefined),
          "must give at least one of firstName, lastName, email, phone",
        ),
      ),
    /** The matches, and how they were found. */
    output: z.object({
      /** The matches; with `phone`, those that match for sure come first. */
      candidates: z.array(Candidate),
      /**
       * How surely the phone number of each candidate matches, in the order of `candidates`: `same`, or `perhaps`
       * where a country code or an extension is missing. Empty without `phone`.
       */
      phoneMatches: z.array(
        z.object({
          /** The id of the candidate. */
          candidateId: z.string(),
          /** How surely the number matches. */
          grade: z.enum(["same", "perhaps"]),
        }),
      ),
      /** Which way was taken. */
      how: z.enum(["filtered-by-the-server", "compared-here"]),
      /** How many records were read and compared here. */
      compared: z.number(),
      /** False when the search stopped at `limit` or `compareAtMost`. */
      complete: z.boolean(),
    }),
  },

  /** Get one candidate joined with what only the ATS's own API knows of the person. */
  getEnhanced: {
    kind: "query",
    effect: "reads",
    input: recordLookup,
    output: EnhancedCandidate,
  },

  /** Get a candidate's résumé: where to fetch it. */
  getResume: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({ candidate: CandidateReference }),
    output: Resume,
  },

  /** Add a note to a candidate's record. */
  addNote: {
    kind: "command",
    effect: "creates",
    input: z.strictObject({ candidate: CandidateReference, note: NoteInput, actionType: NoteActionType }),
    output: Receipt,
  },

  /** Attach a file to a candidate. */
  addAttachment: {
    kind: "command",
    effect: "creates",
    input: z.strictObject({ candidate: CandidateReference, file: FileInput, remoteFields }),
    output: Receipt,
  },

  /** List the custom fields that candidates can have. */
  listCustomFields: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({
      /** Read the definitions again instead of those kept on the connection. */
      refresh: z._default(z.boolean(), false),
    }),
    output: z.array(CustomFieldDefinition),
  },

  /** Get the custom fields of one candidate, with their values. */
  getCustomFieldValues: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({ candidate: CandidateReference }),
    output: z.array(CustomFieldValue),
  },

  /**
   * Set custom fields of one candidate, all or none of them.
   *
   * Checked against the customer's definitions before anything is sent; all problems are reported at once.
   */
  updateCustomFields: {
    kind: "command",
    effect: "idempotent",
    input: z.strictObject({ candidate: CandidateReference, updates: CustomFieldUpdates }),
    output: Receipt,
  },

  /**
   * Create a candidate with one application; applications.create does the same and is the better choice.
   *
   * A person who is known by the e-mail address is not created again: the application goes to that candidate.
   */
  create: {
    kind: "command",
    effect: "creates",
    input: z.strictObject({
      candidate: CandidateInput,
      /** The job that the candidate applies to: its id, or the record. */
      job: JobReference,
      /** Absent: the job's first stage. */
      stage: z.optional(StageReference),
      ...applicationInputFields,
    }),
    /** The ids of the new candidate and its application. */
    output: z.object({
      /** The id of the candidate. */
      candidateId: z.string(),
      /** The candidate's id in the ATS. */
      remoteId: z.nullable(z.string()),
      /** The application to that job; null when the answer shows none. */
      applicationId: z.nullable(z.string()),
      ...receiptFields,
    }),
  },

  /**
   * List the files of a candidate and of all the candidate's applications: where to fetch each.
   *
   * Read live from the ATS.
   */
  listAttachments: {
    kind: "query",
    effect: "reads",
    input: z.strictObject({ candidate: CandidateReference }),
    output: z.array(Attachment),
  },

  /** Give a candidate a tag; the tag is made when there is none of that name. */
  addTag: {
    kind: "command",
    effect: "idempotent",
    input: z.strictObject({ candidate: CandidateReference /** The tag's name. */, tag: TagName, remoteFields }),
    output: Receipt,
  },

  /** Take a tag from a candidate; it also succeeds when the candidate does not carry it. */
  removeTag: {
    kind: "command",
    effect: "idempotent",
    input: z.strictObject({ candidate: CandidateReference /** The tag's name. */, tag: TagName, remoteFields }),
    output: Receipt,
  },

  /**
   * Add a link to a result to a candidate; where there is an application, add it there.
   *
   * Where the ATS has no such links, the aggregator uses other fields. Nothing reads result links back: a lost answer
   * ends in `OutcomeUnknown`.
   */
  addResultLink: {
    kind: "command",
    effect: "creates",
    input: z.strictObject({ candidate: CandidateReference, ...resultLinkFields }),
    output: Receipt,
  },

  /**
   * Erase a person's data in the ATS for good; it also succeeds when that was done before.
   *
   * What the ATS must keep by law may stay there without the person's name. A copy of yours is not touched.
   */
  erase: {
    kind: "command",
    effect: "idempotent",
    input: z.strictObject({ candidate: CandidateReference }),
    output: Receipt,
  },
});
