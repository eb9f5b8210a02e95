import { z } from "zod/mini";
import { personal } from "./personal.ts";
import type * as records from "./records.generated.ts";

/** An e-mail address of a person. */
export const EmailAddress = z.object({
  /** The address, as it was entered. */
  address: personal(z.string()),
  /** The kind of address, in the ATS's words. */
  type: z.nullable(personal(z.string())),
});
export interface EmailAddress extends records.EmailAddressRecord {}
/** A phone number of a person, as it was typed. */
export const PhoneNumber = z.object({
  /** The number, as it was typed. */
  number: personal(z.string()),
  /** The kind of number, in the ATS's words. */
  type: z.nullable(personal(z.string())),
});
export interface PhoneNumber extends records.PhoneNumberRecord {}
/** A profile of a person in a social network. */
export const SocialProfile = z.object({
  /** The address of the profile. */
  url: z.nullable(personal(z.string())),
  /** The network, in the ATS's words. */
  type: z.nullable(personal(z.string())),
  /** The name in the network. */
  username: z.nullable(personal(z.string())),
});
export interface SocialProfile extends records.SocialProfileRecord {}
/** A label on a candidate. */
export const TagMention = z.object({
  /** The id that the connection uses for the record. */
  id: z.string(),
  /** The id in the ATS itself. */
  remoteId: z.nullable(z.string()),
  /** The text of the label. */
  name: z.nullable(personal(z.string())),
});
export interface TagMention extends records.TagMentionRecord {}

/** The fields of a person that a candidate and a candidate's mention share. */
export const personFields = {
  /** The first name. */
  firstName: z.nullable(personal(z.string())),
  /** The last name. */
  lastName: z.nullable(personal(z.string())),
  /** The e-mail addresses, as they were entered. */
  emailAddresses: z.array(EmailAddress),
  /** The phone numbers, as they were typed. */
  phoneNumbers: z.array(PhoneNumber),
  /** The profiles in social networks. */
  socialProfiles: z.array(SocialProfile),
  /** Where the candidate came from, in the ATS's words. */
  source: z.nullable(personal(z.string())),
  /** The labels on the candidate. */
  tags: z.array(TagMention),
} as const;
