import type { Location } from "@anyats/core";
import { z } from "zod/mini";
import { link, text, type Link } from "../reading/values.ts";

/** `res.partner`, the contact behind a person or a place: the only record with an address. */
export const wirePartner = z.looseObject({
  id: z.int(),
  street: text,
  street2: text,
  city: text,
  zip: text,
  state_id: link,
  country_id: link,
});

export type Partners = ReadonlyMap<number, z.output<typeof wirePartner>>;

/** The address of a contact; null where it has none. */
export function locationOf(partner: Link, partners: Partners): Location | null {
  const contact = partner ? partners.get(partner.id) : undefined;
  if (!contact) return null;
  const { street, street2, city, zip, state_id, country_id } = contact;
  const [state, country] = [state_id?.label ?? null, country_id?.label ?? null];
  if ([street, street2, city, zip, state, country].every((part) => part === null)) return null;
  return { street1: street, street2, city, state, zipCode: zip, country, raw: null };
}
