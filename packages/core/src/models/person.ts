import { z } from "zod";
import { personal } from "./personal.ts";
import type * as records from "./records.generated.ts";

/** An e-mail address of a person. */
export const EmailAddress = z.object({
  /** The address, as it was entered. */
  address: personal(z.string()),
  /** The kind of address, in the ATS's words. */
  type: personal(z.string()).nullable(),
});
export interface EmailAddress extends records.EmailAddressRecord {}
/** A phone number of a person, as it was typed. */
export const PhoneNumber = z.object({
  /** The number, as it was typed. */
  number: personal(z.string()),
  /** The kind of number, in the ATS's words. */
  type: personal(z.string()).nullable(),
});
export interface PhoneNumber extends records.PhoneNumberRecord {}
/** A profile of a person in a social network. */
export const SocialProfile = z.object({
  /** The address of the profile. */
  url: personal(z.string()).nullable(),
  /** The network, in the ATS's words. */
  type: personal(z.string()).nullable(),
  /** The name in the network. */
  username: personal(z.string()).nullable(),
});
export interface SocialProfile extends records.SocialProfileRecord {}
/** A label on a candidate. */
export const TagMention = z.object({
  /** The id that the connection uses for the record. */
  id: z.string(),
  /** The id in the ATS itself. */
  remoteId: z.string().nullable(),
  /** The text of the label. */
  name: personal(z.string()).nullable(),
});
export interface TagMention extends records.TagMentionRecord {}

/** The fields of a person that a candidate and a candidate's mention share. */
export const personFields = {
  /** The first name. */
  firstName: personal(z.string()).nullable(),
  /** The last name. */
  lastName: personal(z.string()).nullable(),
  /** The e-mail addresses, as they were entered. */
  emailAddresses: z.array(EmailAddress),
  /** The phone numbers, as they were typed. */
  phoneNumbers: z.array(PhoneNumber),
  /** The profiles in social networks. */
  socialProfiles: z.array(SocialProfile),
  /** Where the candidate came from, in the ATS's words. */
  source: personal(z.string()).nullable(),
  /** The labels on the candidate. */
  tags: z.array(TagMention),
} as const;
