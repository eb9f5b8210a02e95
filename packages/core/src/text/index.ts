export { noteKey, sameNote } from "./same-note.ts";
export { sanitiseHtml, toText } from "./to-text.ts";
