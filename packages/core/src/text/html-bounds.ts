import { InvalidInput } from "../errors/invalid-input.ts";

/** The most characters of HTML, markup included. */
export const mostHtml = 250_000;

/**
 * The most tags. A parser looks through all open elements for each one that ends, so the time grows with the square:
 * 8,000 elements in each other take 30 ms, 80,000 take two seconds.
 */
export const mostTags = 8_000;

/** The most entities. Each is decoded on its own: 15,000 take 15 ms, also where a text must be decoded twice. */
export const mostEntities = 15_000;

export const tooLong = `must have at most ${mostHtml} characters, markup included`;

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found += 1;
  return found;
}

/** What makes a text too much to be read as HTML; `undefined` when nothing does. */
export function tooMuchHtml(html: string): string | undefined {
  if (html.length > mostHtml) return tooLong;
  if (count(html, "<") > mostTags) return `must have at most ${mostTags} tags`;
  return count(html, "&") > mostEntities ? `must have at most ${mostEntities} entities` : undefined;
}

/** @throws {InvalidInput} when a text is too much to be read as HTML. */
export function checkHtml(html: string): void {
  const message = tooMuchHtml(html);
  if (message !== undefined) throw new InvalidInput("The HTML", [{ path: "", message }]);
}
