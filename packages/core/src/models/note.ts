import { z } from "zod";

/** How an ATS stores the text of a note. */
export const NoteFormat = z.enum(["html", "plain"]);
export type NoteFormat = z.output<typeof NoteFormat>;

/**
 * The text of a note. A bare string is plain text. The adapter declares what the ATS stores and the text is turned
 * into that: HTML is reduced to a safe set of elements, plain text is escaped, HTML becomes readable text where only
 * text is taken.
 */
export const NoteInput = z
  .union([
    z.string().transform((text) => ({ text })),
    z.strictObject({ text: z.string() }),
    z.strictObject({ html: z.string() }),
  ])
  .describe("Plain text, or { text } or { html }.");
export type NoteInput = z.input<typeof NoteInput>;

/** The kind of a note where the ATS has several (Bullhorn's note action, Avionté's activity type). */
export const NoteActionType = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .describe("The kind of note, where the ATS has several.");
