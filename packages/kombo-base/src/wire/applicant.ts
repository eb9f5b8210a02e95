import type { applications, InputOf } from "@anyats/core";
import { orNull } from "@anyats/http";
import { z } from "zod/mini";
import type { WireAttachmentInput, WireFile } from "./file.ts";
import { date, id, text } from "./pieces.ts";

type Input = InputOf<typeof applications.create>;
/** What creating an application and creating a candidate have in common. */
export type ApplicantInput = Omit<Input, "job" | "stage">;

/** The files of an applicant, read and checked. */
export interface ApplicantFiles {
  readonly attachments: readonly WireAttachmentInput[];
  /** The answers with files in the form that Kombo takes. */
  readonly answers: readonly { readonly questionId: string; readonly answer: WireAnswer }[];
}
/** An answer to a screening question as Kombo takes it. */
export type WireAnswer = string | number | boolean | readonly string[] | WireFile;

/** Leaves out what is not there: Kombo would treat null as a value. */
function present<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as Partial<T>;
}

function toWireCandidate(candidate: Input["candidate"]): object {
  const { location } = candidate;
  return present({
    first_name: candidate.firstName,
    last_name: candidate.lastName,
    email_address: candidate.email,
    additional_email_addresses: candidate.additionalEmails?.map(({ type, address }) => ({
      type,
      email_address: address,
    })),
    phone_number: candidate.phone,
    additional_phone_numbers: candidate.additionalPhones?.map(({ type, number }) => ({ type, phone_number: number })),
    company: candidate.company,
    title: candidate.title,
    location:
      location &&
      present({
        country: location.country,
        city: location.city,
        state: location.state,
        street_1: location.street1,
        zip_code: location.zipCode,
      }),
    gender: candidate.gender,
    availability_date: candidate.availableOn,
    salary_expectations: candidate.salaryExpectation,
    social_links: candidate.socialLinks?.map((url) => ({ url })),
  });
}

/** The body of an applicant. Source: Kombo's API reference, create application. */
export function toWireApplicant(input: ApplicantInput, files: ApplicantFiles): object {
  const { candidate, sourcedBy, consent, remoteFields } = input;
  return present({
    candidate: toWireCandidate(candidate),
    attachments: files.attachments.length > 0 ? files.attachments : undefined,
    screening_question_answers:
      files.answers.length > 0
        ? files.answers.map(({ questionId, answer }) => ({ question_id: questionId, answer }))
        : undefined,
    sourced_by: sourcedBy && { user_id: "userId" in sourcedBy ? sourcedBy.userId : `remote:${sourcedBy.userRemoteId}` },
    gdpr_consent: consent && present({ given: consent.given, expires_at: consent.expiresOn }),
    remote_fields: remoteFields,
  });
}

/** The application that Kombo gives back, as far as the receipt needs it. */
export const wireCreatedApplication = z.object({
  id,
  remote_id: text,
  candidate_id: text,
  candidate: orNull(z.looseObject({ id: z.string() })),
});

/** The candidate that Kombo gives back, likewise. */
export const wireCreatedCandidate = z.object({
  id,
  remote_id: text,
  // Without one that cannot be read, a former application would pass for the new one.
  applications: orNull(
    z.array(z.object({ id: z.string(), job: z.nullish(z.looseObject({ id: z.string() })), remote_created_at: date })),
  ),
});
