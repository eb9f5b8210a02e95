/** A piece of HTML: what `markup` made, and nothing else may be put into a page as it is. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may be put into a template: text is escaped, nothing is left out, a list is strung together. */
export type Content = Html | string | number | null | undefined | false | readonly Content[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Text as nothing but text, in an element or in a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.toWellFormed().replaceAll(/[&<>"']/g, (character) => entities[character]!);
}

function render(content: Content): string {
  if (content instanceof Html) return content.text;
  if (Array.isArray(content)) return (content as readonly Content[]).map(render).join("");
  return content === null || content === undefined || content === false ? "" : escapeHtml(String(content));
}

/** A template whose values are escaped: what an adapter's author wrote stays text. Its own indentation is left out. */
export function markup(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  return new Html(
    parts.map((part, at) => part.replaceAll(/\n\s*/g, "\n") + (at < values.length ? render(values[at]) : "")).join(""),
  );
}

/** An id that may be broken into lines where its words end. */
export function breakable(id: string): Html {
  return markup`${id.split(/(?<=[._/])|(?<=[a-z])(?=[A-Z])/).map((word, at) => [at > 0 && new Html("<wbr>"), word])}`;
}
