import { z } from "zod/mini";
import { FileInput } from "../models/file.ts";
import { Id, RemoteId } from "../models/identity.ts";
import { Day } from "../models/instant.ts";
import { personal } from "../models/personal.ts";
import { emailAddress, line, profileLink, visibleLine } from "../models/text-input.ts";
import { remoteFields } from "./remote-fields.ts";
import type * as records from "../models/records.generated.ts";

const contactType = z.enum(["PERSONAL", "WORK", "OTHER"]);

/** A person to be entered as a candidate. */
export const CandidateInput = z.strictObject({
  /** The first name. */
  firstName: personal(visibleLine(255)),
  /** The last name. */
  lastName: personal(visibleLine(255)),
  /** The e-mail address. */
  email: personal(emailAddress()),
  /** Further e-mail addresses. */
  additionalEmails: z.optional(
    z
      .array(
        z.strictObject({
          /** The kind of address. */
          type: contactType,
          /** The address. */
          address: personal(emailAddress()),
        }),
      )
      .check(z.maxLength(100)),
  ),
  /** The phone number. */
  phone: z.optional(personal(visibleLine(100))),
  /** Further phone numbers. */
  additionalPhones: z.optional(
    z
      .array(
        z.strictObject({
          /** The kind of number. */
          type: contactType,
          /** The number. */
          number: personal(visibleLine(100)),
        }),
      )
      .check(z.maxLength(100)),
  ),
  /** The present employer. */
  company: z.optional(personal(line(255))),
  /** The present job title. */
  title: z.optional(personal(line(255))),
  /** Where the candidate lives. */
  location: z.optional(
    personal(
      z.strictObject({
        /** ISO 3166-1 alpha-2, such as US. */
        country: z.string().check(z.regex(/^[A-Z]{2}$/, "must be a two-letter country code such as US")),
        /** The city. */
        city: z.optional(line(255)),
        /** The state or region. */
        state: z.optional(line(255)),
        /** The first line of the street. */
        street1: z.optional(line(255)),
        /** The postal code. */
        zipCode: z.optional(line(255)),
      }),
    ),
  ),
  /** The candidate's gender, where the law allows to ask for it. */
  gender: z.optional(personal(z.enum(["MALE", "FEMALE", "OTHER"]))),
  /** The first day on which the candidate can work. */
  availableOn: z.optional(Day),
  /** What the candidate wants to earn. */
  salaryExpectation: z.optional(
    personal(
      z.strictObject({
        /** The time for which the amount is paid. */
        period: z.enum(["MONTH", "YEAR"]),
        /** The amount, in the currency of the job. */
        amount: z.number().check(z.nonnegative()),
      }),
    ),
  ),
  /** Addresses of profiles in social networks. */
  socialLinks: z.optional(z.array(personal(profileLink())).check(z.maxLength(100))),
});
export type CandidateInput = records.CandidateInput;

/** An answer to one screening question, in the form that the question's type asks for. */
export const ScreeningAnswerInput = z.strictObject({
  /** The id of the question. */
  questionId: Id,
  /** Text, number, yes or no, an ISO date, an option's id, several options' ids, or a file. */
  answer: personal(z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), FileInput])),
});

/** What goes with an application besides the candidate and the job. */
export const applicationInputFields = {
  /** The first of type `CV` becomes the résumé. */
  attachments: z.optional(z.array(FileInput).check(z.maxLength(100))),
  /** Answers to the job's screening questions. */
  screeningAnswers: z.optional(z.array(ScreeningAnswerInput).check(z.maxLength(500))),
  /** The user who found the candidate. */
  sourcedBy: z.optional(
    z.union([
      z.strictObject({
        /** The user's id. */
        userId: Id,
      }),
      z.strictObject({
        /** The user's id in the ATS. */
        userRemoteId: RemoteId,
      }),
    ]),
  ),
  /** Send it although the person has an open application to the job; the ATS decides. */
  reapply: z.optional(z.boolean()),
  /** Whether the candidate agreed to the processing of personal data. */
  consent: z.optional(
    z.strictObject({
      /** Whether consent was given. */
      given: z.optional(z.boolean()),
      /** The last day of the consent. */
      expiresOn: z.optional(Day),
    }),
  ),
  remoteFields,
} as const;
