import { z } from "zod";
import { FileInput } from "../models/file.ts";
import { Id, RemoteId } from "../models/identity.ts";
import { Day } from "../models/instant.ts";
import { personal } from "../models/personal.ts";
import { remoteFields } from "./remote-fields.ts";

const contactType = z.enum(["PERSONAL", "WORK", "OTHER"]);

/** A person to be entered as a candidate. */
export const CandidateInput = z.strictObject({
  firstName: personal(z.string().min(1).max(255)),
  lastName: personal(z.string().min(1).max(255)),
  email: personal(z.email()),
  additionalEmails: z.array(z.strictObject({ type: contactType, address: personal(z.email()) })).optional(),
  phone: personal(z.string().min(1).max(100)).optional(),
  additionalPhones: z
    .array(z.strictObject({ type: contactType, number: personal(z.string().min(1).max(100)) }))
    .optional(),
  company: personal(z.string().max(255)).optional(),
  title: personal(z.string().max(255)).optional(),
  location: personal(
    z.strictObject({
      country: z.string().regex(/^[A-Z]{2}$/, "must be a two-letter country code such as US"),
      city: z.string().optional(),
      state: z.string().optional(),
      street1: z.string().optional(),
      zipCode: z.string().optional(),
    }),
  ).optional(),
  gender: personal(z.enum(["MALE", "FEMALE", "OTHER"])).optional(),
  availableOn: Day.optional(),
  salaryExpectation: personal(
    z.strictObject({ period: z.enum(["MONTH", "YEAR"]), amount: z.number().nonnegative() }),
  ).optional(),
  socialLinks: z.array(personal(z.url())).optional(),
});
export type CandidateInput = z.input<typeof CandidateInput>;

/** An answer to one screening question, in the form that the question's type asks for. */
export const ScreeningAnswerInput = z.strictObject({
  questionId: Id,
  answer: personal(z.union([z.string(), z.number(), z.boolean(), z.array(z.string()), FileInput])).describe(
    "Text, number, yes or no, an ISO date, an option's id, several options' ids, or a file.",
  ),
});

/** What goes with an application besides the candidate and the job. */
export const applicationInputFields = {
  attachments: z.array(FileInput).optional().describe("The first of type `CV` becomes the résumé."),
  screeningAnswers: z.array(ScreeningAnswerInput).optional(),
  sourcedBy: z
    .union([z.strictObject({ userId: Id }), z.strictObject({ userRemoteId: RemoteId })])
    .optional()
    .describe("The user who found the candidate."),
  consent: z.strictObject({ given: z.boolean().optional(), expiresOn: Day.optional() }).optional(),
  remoteFields,
} as const;
