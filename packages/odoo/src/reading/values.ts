import { InstantInput, ownIds, toDay } from "@anyats/core";
import { entries, orElse, orNull } from "@anyats/http";
import { z } from "zod/mini";

/** Odoo writes `false` for what is empty, whatever the type. */
const textOrNothing = z.optional(z.union([z.string(), z.literal(false), z.null()]));
const orNothing = z.transform((value: z.output<typeof textOrNothing>) =>
  typeof value === "string" && value !== "" ? value : null,
);
export const text = z.pipe(orElse(textOrNothing, null), orNothing);
/** The same where it decides about a write: one of another form cannot be read. */
export const readableText = z.pipe(textOrNothing, orNothing);

export const number = orNull(z.number());
export const flag = orElse(z.optional(z.boolean()), false);

/** UTC without a zone. What is not a date is as good as empty. */
export const instant = z.pipe(
  orElse(z.nullish(z.union([z.literal(false), InstantInput])), null),
  z.transform((value) => value || null),
);

const calendarDay = z.pipe(z.pipe(z.string(), z.transform(toDay)), z.string());
/** A calendar day; `false` where there is none. What the calendar does not have is as good as empty. */
export const day = z.pipe(
  orElse(z.nullish(z.union([z.literal(false), calendarDay])), null),
  z.transform((value) => value || null),
);

/** Another record: `[7, "Ben Ode"]`, or `false`. */
export const link = z.pipe(
  orElse(z.optional(z.union([z.tuple([z.int(), z.unknown()]), z.literal(false), z.null()])), null),
  z.transform((value) => (value ? { id: value[0], label: typeof value[1] === "string" ? value[1] : null } : null)),
);
export type Link = z.output<typeof link>;

export const list = <Item extends z.core.$ZodType>(item: Item) =>
  z.pipe(
    entries(item),
    z.transform((value) => value ?? []),
  );
export const links = list(z.int());

/** What every record carries. Without an id and the time of its last change no record can be kept. */
export const wireRecord = {
  id: z.int(),
  create_date: instant,
  write_date: InstantInput,
  active: orNull(z.boolean()),
} as const;

/** The fields of every record. */
export const recordNames = ["id", "create_date", "write_date", "active"] as const;

interface Dated {
  readonly id: number;
  readonly create_date: string | null;
  readonly write_date: string;
}

/** There is no aggregator between: both ids are Odoo's own. A deletion leaves nothing behind. */
export const mention = (id: number) => ownIds(String(id));

export const small = ({ id, write_date }: Pick<Dated, "id" | "write_date">) => ({
  ...mention(id),
  changedAt: write_date,
  deletedAt: null,
});

export const dated = (wire: Dated) => ({
  ...small(wire),
  createdAt: wire.create_date,
  updatedAt: wire.write_date,
});

/** The latest of some instants. */
export const latest = (...instants: readonly string[]): string =>
  instants.reduce((one, other) => (one > other ? one : other));

/** A name is one text in Odoo: the last word is the last name, and a single word the first. */
export function splitName(name: string | null): { firstName: string | null; lastName: string | null } {
  const words = (name ?? "").split(/\s+/).filter((word) => word !== "");
  if (words.length < 2) return { firstName: words[0] ?? null, lastName: null };
  return { firstName: words.slice(0, -1).join(" "), lastName: words.at(-1)! };
}
