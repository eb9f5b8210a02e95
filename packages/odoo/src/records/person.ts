import { z } from "zod/mini";
import { link, mention, splitName, text } from "../reading/values.ts";

/** The fields of a person, wherever a version of Odoo keeps them. */
export const wirePerson = {
  partner_name: text,
  email_from: text,
  email_normalized: text,
  partner_phone: text,
  partner_mobile: text,
  linkedin_profile: text,
} as const;
const schema = z.object(wirePerson);
export type WirePerson = z.output<typeof schema>;

export const personNames = Object.keys(wirePerson);

/** `"Ann" <ann@x.example>` is one address with a name around it. */
const addressOf = ({ email_from, email_normalized }: WirePerson): string | null =>
  email_from?.includes("<") ? (email_normalized ?? email_from) : email_from;

/** The person's fields in the words of the field. */
export function person(wire: WirePerson) {
  const address = addressOf(wire);
  const phones = [wire.partner_phone, wire.partner_mobile].filter((number) => number !== null);
  return {
    ...splitName(wire.partner_name),
    emailAddresses: address === null ? [] : [{ address, type: null }],
    phoneNumbers: [...new Set(phones)].map((number) => ({ number, type: null })),
    socialProfiles:
      wire.linkedin_profile === null ? [] : [{ url: wire.linkedin_profile, type: "LINKEDIN", username: null }],
  };
}

export const wireUser = z.looseObject({ id: z.int(), name: text, email: text, login: text, partner_id: link });
type WireUser = z.output<typeof wireUser>;
export type Users = ReadonlyMap<number, WireUser>;

/** The login is an e-mail address where the user has no other. */
export const emailOf = ({
  email,
  login,
}: {
  readonly email: string | null;
  readonly login: string | null;
}): string | null => email ?? (login?.includes("@") ? login : null);

/** A user as other records mention one; null for one that is not known. */
export const userMention = (user: WireUser | undefined) =>
  user ? { ...mention(user.id), ...splitName(user.name), email: emailOf(user) } : null;
