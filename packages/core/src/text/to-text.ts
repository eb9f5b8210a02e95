import { checkHtml } from "./html-bounds.ts";
import { isBlank } from "./plain-text.ts";

/** Loaded when the first text is read: most connections never read one. */
let loaded: typeof import("./html.ts") | undefined;
const html = async () => (loaded ??= await import("./html.ts"));

/**
 * Reduces HTML to what a note needs: paragraphs, line breaks, emphasis, headings, lists, tables, and links to http,
 * https and mailto. Everything else is dropped, and with it everything that could run.
 * @throws {InvalidInput} when it has more than 250,000 characters, 8,000 tags or 15,000 entities.
 */
export async function sanitiseHtml(given: string): Promise<string> {
  checkHtml(given);
  return (await html()).sanitise(given);
}

/**
 * A text from an ATS as a person reads it, whether it is HTML, HTML that was escaped, or plain text: lists with hyphens,
 * links with their address, one table row per line, entities decoded. Plain text keeps its lines.
 *
 * @example await toText(job.descriptionHtml) // "What you will do\n\n- Build things"
 * @throws {InvalidInput} when it has more than 250,000 characters, 8,000 tags or 15,000 entities.
 */
export async function toText(given: string | { readonly untrustedHtml: string }): Promise<string> {
  const text = typeof given === "string" ? given : given.untrustedHtml;
  checkHtml(text);
  return isBlank(text) ? "" : (await html()).readable(text);
}

/** Sanitised HTML and the same as text: what a note in HTML can become. */
export async function sanitisedForms(given: string): Promise<{ readonly html: string; readonly text: string }> {
  return (await html()).sanitisedForms(given);
}
