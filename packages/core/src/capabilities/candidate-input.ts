import { z } from "zod";
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
  additionalEmails: z
    .array(
      z.strictObject({
        /** The kind of address. */
        type: contactType,
        /** The address. */
        address: personal(emailAddress()),
      }),
    )
    .max(100)
    .optional(),
  /** The phone number. */
  phone: personal(visibleLine(100)).optional(),
  /** Further phone numbers. */
  additionalPhones: z
    .array(
      z.strictObject({
        /** The kind of number. */
        type: contactType,
        /** The number. */
        number: personal(visibleLine(100)),
      }),
    )
    .max(100)
    .optional(),
  /** The present employer. */
  company: personal(line(255)).optional(),
  /** The present job title. */
  title: personal(line(255)).optional(),
  /** Where the candidate lives. */
  location: personal(
    z.strictObject({
      /** ISO 3166-1 alpha-2, such as US. */
      country: z.string().regex(/^[A-Z]{2}$/, "must be a two-letter country code such as US"),
      /** The city. */
      city: line(255).optional(),
      /** The state or region. */
      state: line(255).optional(),
      /** The first line of the street. */
      street1: line(255).optional(),
      /** The postal code. */
      zipCode: line(255).optional(),
    }),
  ).optional(),
  /** The candidate's gender, where the law allows to ask for it. */
  gender: personal(z.enum(["MALE", "FEMALE", "OTHER"])).optional(),
  /** The first day on which the candidate can work. */
  availableOn: Day.optional(),
  /** What the candidate wants to earn. */
  salaryExpectation: personal(
    z.strictObject({
      /** The time for which the amount is paid. */
      period: z.enum(["MONTH", "YEAR"]),
      /** The amount, in the currency of the job. */
      amount: z.number().nonnegative(),
    }),
  ).optional(),
  /** Addresses of profiles in social networks. */
  socialLinks: z.array(personal(profileLink())).max(100).optional(),
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
  attachments: z.array(FileInput).max(100).optional(),
  /** Answers to the job's screening questions. */
  screeningAnswers: z.array(ScreeningAnswerInput).max(500).optional(),
  /** The user who found the candidate. */
  sourcedBy: z
    .union([
      z.strictObject({
        /** The user's id. */
        userId: Id,
      }),
      z.strictObject({
        /** The user's id in the ATS. */
        userRemoteId: RemoteId,
      }),
    ])
    .optional(),
  /** Send it although the person has an open application to the job; the ATS decides. */
  reapply: z.boolean().optional(),
  /** Whether the candidate agreed to the processing of personal data. */
  consent: z
    .strictObject({
      /** Whether consent was given. */
      given: z.boolean().optional(),
      /** The last day of the consent. */
      expiresOn: Day.optional(),
    })
    .optional(),
  remoteFields,
} as const;
