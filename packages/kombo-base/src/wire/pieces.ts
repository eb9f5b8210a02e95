import { entries, orNull } from "@anyats/http";
import { z } from "zod/mini";

/**
 * A nullable key that may also be missing: both mean "nothing is known". A value of another form costs itself and not the
 * record, here and below.
 */
export const text = orNull(z.string());
export const number = orNull(z.number());
export const flag = orNull(z.boolean());
/** A date as it came; it is put into canonical form by the mapping. */
export const date = orNull(z.string());

/** A list in which one that is missing would say something else: with an entry of another form, none of it is known. */
export const texts = orNull(z.array(z.string()));

/** A nested record that may be missing or null. */
export function maybe<Shape extends z.core.$ZodShape>(shape: Shape) {
  return orNull(z.object(shape));
}

export const customFields = orNull(z.record(z.string(), z.unknown()));

export const integrationFields = entries(
  z.object({ id: z.string(), key: text, type: text, label: text, value: z.optional(z.unknown()) }),
);

export const id = z.string().check(z.minLength(1));

/** What every record has. Source: Kombo's API reference, ATS models. */
export const recordShape = {
  id,
  remote_id: text,
  changed_at: z.string(),
  // Whatever stands here, the record is gone: the mapping reports what is not a date.
  remote_deleted_at: z.pipe(
    z.transform((value) => (value && typeof value !== "string" ? "unreadable" : value || null)),
    z.nullable(z.string()),
  ),
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

/** A value that decides about a write: a record in which it has another form is unreadable. */
export const readable = z.nullish(z.string());

/** Limitations go by a stage's id in the ATS: without it, the stage costs itself. */
export const stage = z.object({
  id,
  remote_id: readable,
  name: text,
  status: text,
  index: number,
  custom_fields: customFields,
});

export const mention = z.object({ id, remote_id: text, name: text });

export const personShape = {
  first_name: text,
  last_name: text,
  email_addresses: entries(z.object({ email_address: text, type: text })),
  phone_numbers: entries(z.object({ phone_number: text, type: text })),
  social_media: entries(z.object({ link: text, type: text, username: text })),
  source: text,
  tags: entries(mention),
};
