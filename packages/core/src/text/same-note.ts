import { tooMuchHtml } from "./html-bounds.ts";
import { toText } from "./to-text.ts";

const collapsed = (text: string): string => text.replaceAll(/\s+/g, " ").trim();

/**
 * The forms in which an ATS may give back a note: as it was written, or wrapped in markup of its own, or escaped. An
 * empty text is not a form: a text that is all markup would be found in every empty note.
 */
async function formsOf(content: string): Promise<readonly string[]> {
  const forms = tooMuchHtml(content) === undefined ? [content, await toText(content)] : [content];
  return forms.map(collapsed).filter((form) => form !== "");
}

/** How often markup may be escaped in an escaped text, at most. */
const mostEscaped = 3;

/** A text that is equal for any two notes that `sameNote` treats as the same: by it, like writes are counted. */
export async function noteKey(content: string): Promise<string> {
  let text = content;
  for (let nth = 0; nth < mostEscaped && tooMuchHtml(text) === undefined; nth += 1) {
    const without = await toText(text);
    if (collapsed(without) === "" || without === text) break;
    text = without;
  }
  return collapsed(text);
}

/**
 * Whether a stored note reads like one that was written. An ATS may put paragraphs around it or escape it: so the
 * texts are compared, as they stand and without markup. One that is longer than any markup would make it is not read:
 * a person who writes notes in the ATS could make that take minutes.
 */
export async function sameNote(written: string): Promise<(stored: string) => Promise<boolean>> {
  const wanted = new Set(await formsOf(written));
  const longest = 10 * written.length + 2_000;
  return async (stored) =>
    stored.length <= longest &&
    (wanted.has(collapsed(stored)) || (await formsOf(stored)).some((form) => wanted.has(form)));
}
