import { z } from "zod";
import { personal } from "./personal.ts";
import { datedRecordFields } from "./record.ts";
import { UntrustedHtml } from "./untrusted-html.ts";
import { UserMention } from "./user.ts";

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
    personal(z.string()).transform((text) => ({ text })),
    z.strictObject({ text: personal(z.string()) }),
    z.strictObject({ html: personal(z.string()) }),
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

/** A note as it is stored in the ATS. */
export const Note = z
  .object({
    ...datedRecordFields,
    /** The id of the candidate. */
    candidateId: z.string().nullable().describe("The id of the candidate."),
    /** Null when the note belongs to the candidate only. */
    applicationId: z.string().nullable().describe("Null when the note belongs to the candidate only."),
    /** The heading of the note. */
    title: personal(z.string()).nullable().describe("The heading of the note."),
    /** The text of the note. */
    content: personal(UntrustedHtml).nullable().describe("The text of the note."),
    /** Whether only some users see it in the ATS; null when not known. */
    private: z.boolean().nullable().describe("Whether only some users see it in the ATS; null when not known."),
    /** The id of the user who wrote the note. */
    authorId: z.string().nullable().describe("The id of the user who wrote the note."),
    /** Who wrote the note. */
    author: UserMention.nullable().describe("Who wrote the note."),
  })
  .describe("A note as it is stored in the ATS.");
export type Note = Readonly<z.output<typeof Note>>;
