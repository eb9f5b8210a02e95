import { z } from "zod";
import { dateInput } from "../query.ts";

/** A file: base64 with its type, or an address from which Kombo fetches it. */
export const fileInput = z
  .object({
    name: z.string().min(1),
    content_type: z
      .string()
      // No type with a plus sign, such as `image/svg+xml` (documented).
      .regex(/^[\w.-]+\/[\w.-]+$/)
      .optional(),
    data: z.base64().optional(),
    data_url: z.url().optional(),
  })
  .refine((file) => (file.data === undefined) !== (file.data_url === undefined), "Give either data or data_url")
  .refine((file) => file.data === undefined || file.content_type !== undefined, "content_type is required with data");
export type FileInput = z.output<typeof fileInput>;

const attachmentType = z.enum(["CV", "COVER_LETTER", "OTHER"]);
export const attachmentInput = z.intersection(fileInput, z.object({ type: attachmentType }));
export type AttachmentInput = z.output<typeof attachmentInput>;

const kind = z.enum(["PERSONAL", "WORK", "OTHER"]);

/** Keyed by tool. No key of Avionté is known, so nothing in it has an effect there. */
export const remoteFields = z.record(z.string(), z.unknown()).optional();

const candidateInput = z.object({
  first_name: z.string().min(1),
  last_name: z.string().min(1),
  email_address: z.email(),
  additional_email_addresses: z.array(z.object({ type: kind, email_address: z.email() })).default([]),
  company: z.string().optional(),
  title: z.string().optional(),
  phone_number: z.string().optional(),
  additional_phone_numbers: z.array(z.object({ type: kind, phone_number: z.string() })).default([]),
  location: z
    .object({
      country: z.string().regex(/^[A-Z]{2}$/),
      city: z.string().optional(),
      state: z.string().optional(),
      street_1: z.string().optional(),
      zip_code: z.string().optional(),
    })
    .optional(),
  gender: z.enum(["MALE", "FEMALE", "OTHER"]).optional(),
  availability_date: z.string().regex(dateInput).optional(),
  salary_expectations: z.object({ period: z.enum(["MONTH", "YEAR"]), amount: z.number() }).optional(),
  social_links: z.array(z.object({ url: z.url() })).default([]),
});
export type CandidateInput = z.output<typeof candidateInput>;

const answerInput = z.object({ question_id: z.string(), answer: z.unknown() });
export type AnswerInput = z.output<typeof answerInput>;

/** What creating an application and creating a candidate have in common. */
export const applicantInput = {
  candidate: candidateInput,
  attachments: z.array(attachmentInput).default([]),
  source: z
    .object({ name: z.string().optional(), unified_key: z.string().optional(), id: z.string().optional() })
    .optional(),
  sourced_by: z.object({ user_id: z.string() }).optional(),
  gdpr_consent: z
    .object({ expires_at: z.string().regex(dateInput).optional(), given: z.boolean().optional() })
    .optional(),
  remote_fields: remoteFields,
  screening_question_answers: z.array(answerInput).default([]),
};

const applicant = z.object(applicantInput);
export type ApplicantInput = z.output<typeof applicant>;
