import { z } from "zod/mini";
import { personal } from "./personal.ts";
import { datedRecordFields } from "./record.ts";
import { UntrustedHtml } from "./untrusted-html.ts";
import { UserMention } from "./user.ts";
import type * as records from "./records.generated.ts";

/** How an ATS stores the text of a note. */
export const NoteFormat = z.enum(["html", "plain"]);
export type NoteFormat = z.output<typeof NoteFormat>;

/**
 * Plain text, or { text } or { html }.
 *
 * A bare string is plain text. The adapter declares what the ATS stores and the text is turned into
 * that: HTML is reduced to a safe set of elements, plain text is escaped, HTML becomes readable text where only text is
 * taken.
 */
export const NoteInput = z.union([
  z.pipe(
    personal(z.string()),
    z.transform((text) => ({ text })),
  ),
  z.strictObject({
    /** Plain text. */
    text: personal(z.string()),
  }),
  z.strictObject({
    /** HTML. */
    html: personal(z.string()),
  }),
]);
export type NoteInput = records.NoteInput;

/**
 * The kind of note, where the ATS has several.
 *
 * It is Bullhorn's note action and Avionté's activity type.
 */
export const NoteActionType = z.optional(z.string().check(z.minLength(1), z.maxLength(255)));

/** A note as it is stored in the ATS. */
export const Note = z.object({
  ...datedRecordFields,
  /** The id of the candidate. */
  candidateId: z.nullable(z.string()),
  /** Null when the note belongs to the candidate only. */
  applicationId: z.nullable(z.string()),
  /** The heading of the note. */
  title: z.nullable(personal(z.string())),
  /** The text of the note. */
  content: z.nullable(personal(UntrustedHtml)),
  /** Whether only some users see it in the ATS; null when not known. */
  private: z.nullable(z.boolean()),
  /** The id of the user who wrote the note. */
  authorId: z.nullable(z.string()),
  /** Who wrote the note. */
  author: z.nullable(UserMention),
});
export interface Note extends records.NoteRecord {}
