import { z } from "zod";

/** A nullable key that may also be missing: both mean "nothing is known". */
export const text = z.string().nullish();
export const number = z.number().nullish();
export const flag = z.boolean().nullish();
/** A date as it came; it is put into canonical form by the mapping. */
export const date = z.string().nullish();

/** A list that may be missing or null. */
export function list<Item extends z.ZodType>(item: Item) {
  return z.array(item).nullish();
}

/** A nested record that may be missing or null. */
export function maybe<Shape extends z.ZodRawShape>(shape: Shape) {
  return z.object(shape).nullish();
}

export const customFields = z.record(z.string(), z.unknown()).nullish();

export const integrationFields = list(
  z.object({ id: z.string(), key: text, type: text, label: text, value: z.unknown().optional() }),
);

/** What every record has. Source: Kombo's API reference, ATS models. */
export const recordShape = { id: z.string().min(1), remote_id: text, changed_at: z.string(), remote_deleted_at: date };

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
  id: z.string().min(1),
  remote_id: text,
  name: text,
  status: text,
  index: number,
  custom_fields: customFields,
});

export const mention = z.object({ id: z.string().min(1), remote_id: text, name: text });

export const personShape = {
  first_name: text,
  last_name: text,
  email_addresses: list(z.object({ email_address: text, type: text })),
  phone_numbers: list(z.object({ phone_number: text, type: text })),
  social_media: list(z.object({ link: text, type: text, username: text })),
  source: text,
  tags: list(mention),
};
