import { z } from "zod";
import { Attachment, Resume } from "../models/attachment.ts";
import { Candidate } from "../models/candidate.ts";
import { CustomFieldDefinition, CustomFieldUpdates, CustomFieldValue } from "../models/custom-field.ts";
import { EnhancedCandidate } from "../models/enhanced-candidate.ts";
import { FileInput } from "../models/file.ts";
import { CandidateReference, Id, JobReference, StageReference } from "../models/identity.ts";
import { NoteActionType, NoteInput } from "../models/note.ts";
import { personal } from "../models/personal.ts";
import { PhoneGrade } from "../models/phone-grade.ts";
import { Receipt, receiptFields } from "../models/receipt.ts";
import { emailAddress, visibleLine } from "../models/text-input.ts";
import { countDigits } from "../phones/phone-text.ts";
import { CandidateInput, applicationInputFields } from "./candidate-input.ts";
import { recordLookup } from "./record-lookup.ts";
import { remoteFields } from "./remote-fields.ts";
import { resultLinkFields } from "./result-link-input.ts";
import { listOf, streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** A tag by its name. */
export const TagName = visibleLine(255);

/** Candidates, with their files, tags and custom fields. */
export const candidates = resource("candidates", {
  /** Stream the candidates. */
  stream: {
    kind: "stream",
    effect: "reads",
    summary: "Stream the candidates.",
    details:
      "`updatedAfter` gives candidates whose own fields changed, who gained or lost a tag, or one of whose applications changed. A change of a stage's or a job's own fields does not count. A deletion shows only with `includeDeleted`.",
    sourceName: "_stream_candidates(updated_after)",
    input: z.strictObject({
      ...streamFilterFields,
      email: personal(emailAddress())
        .optional()
        .describe("Only candidates with this e-mail address, whatever its case."),
      firstName: personal(visibleLine(255)).optional(),
      lastName: personal(visibleLine(255)).optional(),
      jobIds: listOf(Id).optional().describe("Only candidates who applied to one of these jobs."),
    }),
    output: Candidate,
  },

  /** Get one candidate by id or by the id in the ATS. */
  get: {
    kind: "query",
    effect: "reads",
    summary: "Get one candidate by id or by the id in the ATS.",
    sourceName: "_get_candidate_by_id(candidate_id)",
    input: recordLookup,
    output: Candidate,
  },

  /** Find candidates by name, e-mail address or phone number. */
  find: {
    kind: "query",
    effect: "reads",
    summary: "Find candidates by name, e-mail address or phone number.",
    details:
      "All details that are given must match. Where the ATS or the aggregator cannot filter by a detail, the records are read and compared here; `how` says which way was taken and `compared` what it cost.",
    sourceName: "_find_candidates_by_details(first_name, last_name, email, phone)",
    input: z
      .strictObject({
        firstName: personal(visibleLine(255)).optional(),
        lastName: personal(visibleLine(255)).optional(),
        email: personal(emailAddress()).optional(),
        phone: personal(z.string().refine((value) => countDigits(value) >= 6, "must have at least six digits"))
          .optional()
          .describe(
            "Compared by the numbering plan of its country. Give the country code, or set `defaultCountry` on the connection.",
          ),
        limit: z.int().min(1).max(1000).default(100).describe("Stop after so many matches."),
        compareAtMost: z
          .int()
          .min(1)
          .default(100_000)
          .describe("Read at most so many records where nothing but reading them all can find the candidate."),
      })
      .refine(
        ({ firstName, lastName, email, phone }) =>
          [firstName, lastName, email, phone].some((detail) => detail !== undefined),
        "must give at least one of firstName, lastName, email, phone",
      ),
    output: z
      .object({
        candidates: z.array(Candidate).describe("The matches; with `phone`, those that match for sure come first."),
        phoneMatches: z
          .array(z.object({ candidateId: z.string(), grade: PhoneGrade.exclude(["different"]) }))
          .describe(
            "How surely the phone number of each candidate matches, in the order of `candidates`: `same`, or `perhaps` where a country code or an extension is missing. Empty without `phone`.",
          ),
        how: z.enum(["filtered-by-the-server", "compared-here"]),
        compared: z.number().describe("How many records were read and compared here."),
        complete: z.boolean().describe("False when the search stopped at `limit` or `compareAtMost`."),
      })
      .describe("The matches, and how they were found."),
  },

  /** Get one candidate joined with what only the ATS's own API knows of the person. */
  getEnhanced: {
    kind: "query",
    effect: "reads",
    summary: "Get one candidate joined with what only the ATS's own API knows of the person.",
    input: recordLookup,
    output: EnhancedCandidate,
  },

  /** Get a candidate's résumé: where to fetch it. */
  getResume: {
    kind: "query",
    effect: "reads",
    summary: "Get a candidate's résumé: where to fetch it.",
    sourceName: "_get_resume_for_candidate_id(candidate_id)",
    input: z.strictObject({ candidate: CandidateReference }),
    output: Resume,
  },

  /** Add a note to a candidate's record. */
  addNote: {
    kind: "command",
    effect: "creates",
    summary: "Add a note to a candidate's record.",
    sourceName: "_add_note_to_candidate(candidate, note, note_action_type)",
    input: z.strictObject({ candidate: CandidateReference, note: NoteInput, actionType: NoteActionType }),
    output: Receipt,
  },

  /** Attach a file to a candidate. */
  addAttachment: {
    kind: "command",
    effect: "creates",
    summary: "Attach a file to a candidate.",
    sourceName: "_add_attachment_to_candidate(filename, candidate_id, pdf_b64)",
    input: z.strictObject({ candidate: CandidateReference, file: FileInput, remoteFields }),
    output: Receipt,
  },

  /** List the custom fields that candidates can have. */
  listCustomFields: {
    kind: "query",
    effect: "reads",
    summary: "List the custom fields that candidates can have.",
    sourceName: "_get_candidate_custom_fields()",
    input: z.strictObject({
      refresh: z
        .boolean()
        .default(false)
        .describe("Read the definitions again instead of those kept on the connection."),
    }),
    output: z.array(CustomFieldDefinition),
  },

  /** Get the custom fields of one candidate, with their values. */
  getCustomFieldValues: {
    kind: "query",
    effect: "reads",
    summary: "Get the custom fields of one candidate, with their values.",
    input: z.strictObject({ candidate: CandidateReference }),
    output: z.array(CustomFieldValue),
  },

  /** Set custom fields of one candidate, all or none of them. */
  updateCustomFields: {
    kind: "command",
    effect: "idempotent",
    summary: "Set custom fields of one candidate, all or none of them.",
    details: "Checked against the customer's definitions before anything is sent; all problems are reported at once.",
    sourceName: "_update_candidate_custom_fields(candidate, updates)",
    input: z.strictObject({ candidate: CandidateReference, updates: CustomFieldUpdates }),
    output: Receipt,
  },

  /** Create a candidate with one application; applications.create does the same and is the better choice. */
  create: {
    kind: "command",
    effect: "creates",
    summary: "Create a candidate with one application; applications.create does the same and is the better choice.",
    details:
      "A person who is known by the e-mail address is not created again: the application goes to that candidate.",
    input: z.strictObject({
      candidate: CandidateInput,
      job: JobReference.describe("The job that the candidate applies to: its id, or the record."),
      stage: StageReference.optional().describe("Absent: the job's first stage."),
      ...applicationInputFields,
    }),
    output: z
      .object({
        candidateId: z.string(),
        remoteId: z.string().nullable().describe("The candidate's id in the ATS."),
        applicationId: z.string().nullable().describe("The application to that job; null when the answer shows none."),
        ...receiptFields,
      })
      .describe("The ids of the new candidate and its application."),
  },

  /** List the files of a candidate and of all the candidate's applications: where to fetch each. */
  listAttachments: {
    kind: "query",
    effect: "reads",
    summary: "List the files of a candidate and of all the candidate's applications: where to fetch each.",
    details: "Read live from the ATS.",
    input: z.strictObject({ candidate: CandidateReference }),
    output: z.array(Attachment),
  },

  /** Give a candidate a tag; the tag is made when there is none of that name. */
  addTag: {
    kind: "command",
    effect: "idempotent",
    summary: "Give a candidate a tag; the tag is made when there is none of that name.",
    input: z.strictObject({ candidate: CandidateReference, tag: TagName.describe("The tag's name."), remoteFields }),
    output: Receipt,
  },

  /** Take a tag from a candidate; it also succeeds when the candidate does not carry it. */
  removeTag: {
    kind: "command",
    effect: "idempotent",
    summary: "Take a tag from a candidate; it also succeeds when the candidate does not carry it.",
    input: z.strictObject({ candidate: CandidateReference, tag: TagName.describe("The tag's name."), remoteFields }),
    output: Receipt,
  },

  /** Add a link to a result to a candidate; where there is an application, add it there. */
  addResultLink: {
    kind: "command",
    effect: "creates",
    summary: "Add a link to a result to a candidate; where there is an application, add it there.",
    details:
      "Where the ATS has no such links, the aggregator uses other fields. Nothing reads result links back: a lost answer ends in `OutcomeUnknown`.",
    input: z.strictObject({ candidate: CandidateReference, ...resultLinkFields }),
    output: Receipt,
  },

  /** Erase a person's data in the ATS for good; it also succeeds when that was done before. */
  erase: {
    kind: "command",
    effect: "idempotent",
    summary: "Erase a person's data in the ATS for good; it also succeeds when that was done before.",
    details: "What the ATS must keep by law may stay there without the person's name. A copy of yours is not touched.",
    input: z.strictObject({ candidate: CandidateReference }),
    output: Receipt,
  },
});
