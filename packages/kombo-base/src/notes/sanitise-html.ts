import { InvalidInput } from "@anyats/core";
import type { IOptions } from "sanitize-html";
import { plainText } from "./plain-text.ts";

/**
 * The most characters, markup included. Reading takes time, with the square of the depth, and nothing else goes on
 * meanwhile: at this length half a second in the worst case.
 */
export const mostHtml = 250_000;

/** The deepest nesting that is kept. A note needs little, and what is deeper only serves to exhaust a parser. */
const deepest = 40;

/** Elements whose content is no text: it goes with them. */
const withoutText = [
  "script",
  "style",
  "textarea",
  "option",
  "noscript",
  "template",
  "title",
  "iframe",
  "object",
  "svg",
  "math",
  "xmp",
];

const options: IOptions = {
  allowedTags: `p div br hr blockquote pre code h1 h2 h3 h4 h5 h6 strong b em i u s sub sup a ul ol li
    table caption thead tbody tfoot tr th td`.split(/\s+/),
  allowedAttributes: { a: ["href"], td: ["colspan", "rowspan"], th: ["colspan", "rowspan"] },
  allowedSchemes: ["http", "https", "mailto"],
  allowProtocolRelative: false,
  nonTextTags: withoutText,
  nestingLimit: deepest,
  parseStyleAttributes: false,
  // Of a link that leads nowhere only the text is kept.
  exclusiveFilter: ({ tag, attribs }) => (tag === "a" && attribs["href"] === undefined ? "excludeTag" : false),
  transformTags: {
    // A relative address means nothing in an ATS.
    a: (tagName, { href = "" }) => {
      const address = href.trim();
      return { tagName, attribs: /^(https?|mailto):/i.test(address) ? { href: address } : {} };
    },
    td: (tagName, attributes) => ({ tagName, attribs: spans(attributes) }),
    th: (tagName, attributes) => ({ tagName, attribs: spans(attributes) }),
  },
};

function spans(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => /^\d{1,3}$/.test(value)));
}

/**
 * Reduces HTML to what a note needs: paragraphs, line breaks, emphasis, headings, lists, tables, and links to http,
 * https and mailto. Everything else goes, and with it everything that could run.
 * @throws {InvalidInput} when it has more than 250,000 characters.
 */
export async function sanitiseHtml(html: string): Promise<string> {
  if (html.length > mostHtml)
    throw new InvalidInput("The HTML", [{ path: "", message: `must have at most ${mostHtml} characters` }]);
  // Loaded when the first note is written: most connections never write one.
  const { default: sanitize } = await import("sanitize-html");
  return sanitize(plainText(html), options).trim();
}
