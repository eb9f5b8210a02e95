import { z } from "zod";
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
  personal(z.string()).transform((text) => ({ text })),
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
export const NoteActionType = z.string().min(1).max(255).optional();

/** A note as it is stored in the ATS. */
export const Note = z.object({
  ...datedRecordFields,
  /** The id of the candidate. */
  candidateId: z.string().nullable(),
  /** Null when the note belongs to the candidate only. */
  applicationId: z.string().nullable(),
  /** The heading of the note. */
  title: personal(z.string()).nullable(),
  /** The text of the note. */
  content: personal(UntrustedHtml).nullable(),
  /** Whether only some users see it in the ATS; null when not known. */
  private: z.boolean().nullable(),
  /** The id of the user who wrote the note. */
  authorId: z.string().nullable(),
  /** Who wrote the note. */
  author: UserMention.nullable(),
});
export interface Note extends records.NoteRecord {}
