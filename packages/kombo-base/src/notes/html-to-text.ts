import { sanitiseHtml } from "./sanitise-html.ts";
import { TextWriter } from "./text-writer.ts";

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/** The sanitiser decodes every entity and writes these four only. */
function decoded(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot);/g, (_entity, name: string) => entities[name]!);
}

/** One piece of sanitised HTML: a tag with its attributes, or the text between two tags. */
const piece = /<(\/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*) ?\/?>|([^<]+)/g;

/** Sanitised HTML as readable text. */
export function sanitisedToText(html: string): string {
  const writer = new TextWriter();
  for (const [, closing, tag, attributes = "", text] of html.matchAll(piece)) {
    if (text !== undefined) writer.write(decoded(text));
    else if (tag !== undefined && closing === "/") writer.close(tag);
    else if (tag !== undefined) writer.open(tag, decoded(/ href="([^"]*)"/.exec(attributes)?.[1] ?? ""));
  }
  return writer.text;
}

/**
 * HTML as readable text: lists with hyphens, links with their address, a table row per line, entities decoded.
 * @throws {InvalidInput} when it has more than 250,000 characters.
 */
export async function htmlToText(html: string): Promise<string> {
  return sanitisedToText(await sanitiseHtml(html));
}
