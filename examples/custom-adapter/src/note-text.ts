import { InvalidInput, type InputOf, type applications } from "@anyats/core";
import sanitizeHtml from "sanitize-html";

const block = /<\/(p|div|li|h[1-6]|tr|blockquote)>|<br\s*\/?>/gi;
const entities: Readonly<Record<string, string>> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"' };

/** Rowan stores plain text: HTML becomes what a reader would see of it. @throws {InvalidInput} when that is nothing. */
export function noteText(note: InputOf<typeof applications.addNote>["note"]): string {
  const text = "text" in note ? note.text : readable(note.html);
  if (text.trim() !== "") return text;
  throw new InvalidInput("The note", [{ path: "note", message: "must hold some text" }]);
}

function readable(html: string): string {
  const lines = html.replaceAll(block, (end) => `${end}\n`);
  const text = sanitizeHtml(lines, { allowedTags: [], allowedAttributes: {} });
  return text.replaceAll(/&(amp|lt|gt|quot);/g, (entity) => entities[entity]!).trim();
}
