import type { z } from "zod/mini";
import type { AdapterFacts } from "./adapter.ts";
import { InvalidInput } from "../errors/invalid-input.ts";
import type { NoteInput } from "../models/note.ts";
import { mostHtml, tooLong, tooMuchHtml } from "../text/html-bounds.ts";
import { isBlank, plainText, textToHtml } from "../text/plain-text.ts";
import { sanitisedForms } from "../text/to-text.ts";

/** What an adapter says of the notes of its ATS. */
export type NoteFacts = Pick<AdapterFacts, "noteFormat" | "noteMaxLength">;

/** The text of a note, as a handler gets it. */
export type NoteText = z.output<typeof NoteInput>;

/** The most characters of a note where the adapter knows no limit. */
const defaultMaxLength = 100_000;

function refuse(message: string): never {
  throw new InvalidInput("The note", [{ path: "note", message }]);
}

/**
 * Turns a note into what the ATS stores. HTML is reduced to a safe set of elements or, where the ATS takes plain text
 * only, becomes readable text; plain text is escaped where the ATS takes HTML, and keeps its lines.
 * @param facts The format that the adapter declares, and the most characters (UTF-16 units of what is stored).
 * @throws {InvalidInput} when nothing is left of it, or when it is too long.
 */
export async function toNoteContent(note: NoteText, facts: NoteFacts): Promise<string> {
  const { noteFormat, noteMaxLength = defaultMaxLength } = facts;
  const given = "html" in note ? note.html : note.text;
  const tooMuch = "html" in note ? tooMuchHtml(given) : given.length > mostHtml ? tooLong : undefined;
  if (tooMuch !== undefined) refuse(tooMuch);
  const content = "html" in note ? await fromHtml(given, noteFormat) : fromText(given, noteFormat);
  if (content.length <= noteMaxLength) return content;
  return refuse(`must have at most ${noteMaxLength} characters, and has ${content.length} in the form that is stored`);
}

async function fromHtml(given: string, format: NoteFacts["noteFormat"]): Promise<string> {
  const { html, text } = await sanitisedForms(given);
  if (isBlank(text.replaceAll("---", ""))) refuse("must not be empty: nothing is left of it without its markup");
  return format === "html" ? html : text;
}

function fromText(given: string, format: NoteFacts["noteFormat"]): string {
  const text = plainText(given);
  if (isBlank(text)) refuse("must not be empty");
  return format === "html" ? textToHtml(text) : text;
}
