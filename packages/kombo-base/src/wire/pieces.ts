import { z } from "zod/mini";

/** A nullable key that may also be missing: both mean "nothing is known". */
export const text = z.nullish(z.string());
export const number = z.nullish(z.number());
export const flag = z.nullish(z.boolean());
/** A date as it came; it is put into canonical form by the mapping. */
export const date = z.nullish(z.string());

/** A list that may be missing or null. */
export function list<Item extends z.core.$ZodType>(item: Item) {
  return z.nullish(z.array(item));
}

/** A nested record that may be missing or null. */
export function maybe<Shape extends z.core.$ZodShape>(shape: Shape) {
  return z.nullish(z.object(shape));
}

export const customFields = z.nullish(z.record(z.string(), z.unknown()));

export const integrationFields = list(
  z.object({ id: z.string(), key: text, type: text, label: text, value: z.optional(z.unknown()) }),
);

/** What every record has. Source: Kombo's API reference, ATS models. */
export const recordShape = {
  id: z.string().check(z.minLength(1)),
  remote_id: text,
  changed_at: z.string(),
  remote_deleted_at: date,
};

export const location = maybe({
  city: text,
  country: text,
  raw: text,
  state: text,
  street_1: text,
  street_2: text,
  zip_code: text,
});

export const stage = z.object({
  id: z.string().check(z.minLength(1)),
  remote_id: text,
  name: text,
  status: text,
  index: number,
  custom_fields: customFields,
});

export const mention = z.object({ id: z.string().check(z.minLength(1)), remote_id: text, name: text });

export const personShape = {
  first_name: text,
  last_name: text,
  email_addresses: list(z.object({ email_address: text, type: text })),
  phone_numbers: list(z.object({ phone_number: text, type: text })),
  social_media: list(z.object({ link: text, type: text, username: text })),
  source: text,
  tags: list(mention),
};
