export { htmlToText } from "./html-to-text.ts";
export { sanitiseHtml } from "./sanitise-html.ts";
export { toNoteContent, type NoteFacts, type NoteText } from "./to-note-content.ts";
