/** Line breaks of every kind: carriage return, vertical tab, form feed, next line, line and paragraph separator. */
const lineBreaks = /\r\n?|[\u000b\u000c\u0085\u2028\u2029]/g;

/** Characters that no text needs and that some ATS reject: control characters besides tab and line feed. */
const controls = /[\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;

/** Characters that take no room on paper. */
const invisible = /[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Text as it can be stored: well-formed, one kind of line break, no control characters. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll(lineBreaks, "\n").replaceAll(controls, "");
}

/** Whether a text has nothing to read. */
export function isBlank(text: string): boolean {
  return text.replaceAll(invisible, "") === "";
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Plain text as HTML: markup in it is shown as text, and its lines stay lines. */
export function textToHtml(text: string): string {
  return text.replaceAll(/[&<>]/g, (character) => escapes[character]!).replaceAll("\n", "<br>");
}
