import { z } from "zod";
import { FileInput } from "../models/file.ts";
import { Id, RemoteId } from "../models/identity.ts";
import { Day } from "../models/instant.ts";
import { personal } from "../models/personal.ts";
import { emailAddress, line, profileLink, visibleLine } from "../models/text-input.ts";
import { remoteFields } from "./remote-fields.ts";

const contactType = z.enum(["PERSONAL", "WORK", "OTHER"]);

/** A person to be entered as a candidate. */
export const CandidateInput = z.strictObject({
  firstName: personal(visibleLine(255)),
  lastName: personal(visibleLine(255)),
  email: personal(emailAddress()),
  additionalEmails: z.array(z.strictObject({ type: contactType, address: personal(emailAddress()) })).optional(),
  phone: personal(visibleLine(100)).optional(),
  additionalPhones: z.array(z.strictObject({ type: contactType, number: personal(visibleLine(100)) })).optional(),
  company: personal(line(255)).optional(),
  title: personal(line(255)).optional(),
  location: personal(
    z.strictObject({
      country: z.string().regex(/^[A-Z]{2}$/, "must be a two-letter country code such as US"),
      city: line(255).optional(),
      state: line(255).optional(),
      street1: line(255).optional(),
      zipCode: line(255).optional(),
    }),
  ).optional(),
  gender: personal(z.enum(["MALE", "FEMALE", "OTHER"])).optional(),
  availableOn: Day.optional(),
  salaryExpectation: personal(
    z.strictObject({ period: z.enum(["MONTH", "YEAR"]), amount: z.number().nonnegative() }),
  ).optional(),
  socialLinks: z.array(personal(profileLink())).optional(),
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
  reapply: z
    .boolean()
    .optional()
    .describe("Send it although the person has an open application to the job; the ATS decides."),
  consent: z.strictObject({ given: z.boolean().optional(), expiresOn: Day.optional() }).optional(),
  remoteFields,
} as const;
