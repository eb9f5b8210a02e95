import { z } from "zod";
import { personal } from "./personal.ts";

/** An e-mail address of a person. */
export const EmailAddress = z.object({ address: personal(z.string()), type: personal(z.string()).nullable() });
/** A phone number of a person, as it was typed. */
export const PhoneNumber = z.object({ number: personal(z.string()), type: personal(z.string()).nullable() });
/** A profile of a person in a social network. */
export const SocialProfile = z.object({
  url: personal(z.string()).nullable(),
  type: personal(z.string()).nullable(),
  username: personal(z.string()).nullable(),
});
/** A label on a candidate. */
export const TagMention = z.object({
  id: z.string(),
  remoteId: z.string().nullable(),
  name: personal(z.string()).nullable(),
});

/** The fields of a person that a candidate and a candidate's mention share. */
export const personFields = {
  /** The first name. */
  firstName: personal(z.string()).nullable().describe("The first name."),
  /** The last name. */
  lastName: personal(z.string()).nullable().describe("The last name."),
  /** The e-mail addresses, as they were entered. */
  emailAddresses: z.array(EmailAddress).describe("The e-mail addresses, as they were entered."),
  /** The phone numbers, as they were typed. */
  phoneNumbers: z.array(PhoneNumber).describe("The phone numbers, as they were typed."),
  /** The profiles in social networks. */
  socialProfiles: z.array(SocialProfile).describe("The profiles in social networks."),
  /** Where the candidate came from, in the ATS's words. */
  source: personal(z.string()).nullable().describe("Where the candidate came from, in the ATS's words."),
  /** The labels on the candidate. */
  tags: z.array(TagMention).describe("The labels on the candidate."),
} as const;
