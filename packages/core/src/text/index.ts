export { toNoteContent, type NoteFacts, type NoteText } from "./note-content.ts";
export { sameNote } from "./same-note.ts";
export { sanitiseHtml, toText } from "./to-text.ts";
