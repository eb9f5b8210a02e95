/** Characters that no note needs and that some ATS refuse: control characters besides tab and line break. */
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Characters that take no room on paper. */
const invisible = /[\s\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

/** Text as it can be stored: well-formed, one kind of line break, no control characters. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll(/\r\n?/g, "\n").replaceAll(controls, "");
}

/** Whether there is nothing to read in a text. */
export function isBlank(text: string): boolean {
  return text.replaceAll(invisible, "") === "";
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Plain text as HTML: nothing in it is markup, and its lines stay lines. */
export function textToHtml(text: string): string {
  return text.replaceAll(/[&<>]/g, (character) => escapes[character]!).replaceAll("\n", "<br>");
}
