import sanitize from "sanitize-html";
import { asHtml, blocks } from "./forms.ts";
import { plainText } from "./plain-text.ts";
import { TextWriter } from "./text-writer.ts";

/** The deepest nesting that is kept. A note needs little, and deeper nesting only serves to exhaust a parser. */
const deepest = 40;

/** Elements whose content is not text: it is dropped with them. */
const withoutText = `script style textarea option noscript template title iframe object svg math xmp`.split(" ");

const allowed = `p div br hr blockquote pre code h1 h2 h3 h4 h5 h6 strong b em i u s sub sup a ul ol li
  table caption thead tbody tfoot tr th td`.split(/\s+/);

/** Blocks that are not allowed become `div` or `ul`: dropped, they would run the words on both sides together. */
const replaced = Object.fromEntries(
  [...blocks]
    .filter((tag) => !allowed.includes(tag) && !withoutText.includes(tag))
    .map((tag) => [tag, () => ({ tagName: tag === "menu" || tag === "dir" ? "ul" : "div", attribs: {} })]),
);

/** An address outside the ATS. `https:/logout` is not one: a browser takes it as a path of the page it stands on. */
const elsewhere = /^(?:https?:\/\/[^\s/\\?#]|mailto:)/i;

const options: sanitize.IOptions = {
  allowedTags: allowed,
  allowedAttributes: { a: ["href"], td: ["colspan", "rowspan"], th: ["colspan", "rowspan"] },
  allowedSchemes: ["http", "https", "mailto"],
  allowProtocolRelative: false,
  nonTextTags: withoutText,
  nestingLimit: deepest,
  parseStyleAttributes: false,
  transformTags: {
    ...replaced,
    a: (tagName, { href = "" }) => {
      const address = href.trim();
      // Of a link that leads nowhere, the text is kept: no element of the name `text` is allowed.
      return elsewhere.test(address) ? { tagName, attribs: { href: address } } : { tagName: "text", attribs: {} };
    },
    td: (tagName, attributes) => ({ tagName, attribs: spans(attributes) }),
    th: (tagName, attributes) => ({ tagName, attribs: spans(attributes) }),
  },
};

function spans(attributes: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => /^\d{1,3}$/.test(value)));
}

/** `<jane@example.com>` and `<https://example.com>`: addresses that HTML would drop as unknown elements. */
const addressInBrackets = /<(?=[^\s<>@/"'=]{1,64}@[^\s<>@/"'=]{1,255}>|https?:\/\/[^\s<>"']{1,2000}>)/gi;

/**
 * HTML with only what a note needs. Control characters are dropped before and after: they may be written as entities.
 * The caller has checked its length and its tags.
 */
export function sanitise(html: string): string {
  let depth = 0;
  let apart = false;
  const safe = sanitize(plainText(html).replaceAll(addressInBrackets, "&lt;"), {
    ...options,
    // What is nested too deep loses its tags: its words stay apart.
    onOpenTag: (tag) => {
      depth += 1;
      apart ||= depth > deepest && blocks.has(tag);
    },
    onCloseTag: (tag) => {
      apart ||= depth > deepest && blocks.has(tag);
      depth -= 1;
    },
    textFilter: (text) => {
      const separated = apart ? ` ${text}` : text;
      apart = false;
      return separated;
    },
  });
  return plainText(safe).trim();
}

/** The sanitiser decodes every entity and writes these four only. */
function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

/** One piece of sanitised HTML: a tag with its attributes, or the text between two tags. */
const piece = /<(\/?)([a-z][a-z0-9]*)((?: [a-z]+="[^"]*")*) ?\/?>|([^<]+)/g;

/** Sanitised HTML as readable text. */
function sanitisedToText(html: string): string {
  const writer = new TextWriter();
  for (const [, closing, tag, attributes = "", text] of html.matchAll(piece)) {
    if (text !== undefined) writer.write(decoded(text));
    else if (tag !== undefined && closing === "/") writer.close(tag);
    else if (tag !== undefined) writer.open(tag, decoded(/ href="([^"]*)"/.exec(attributes)?.[1] ?? ""));
  }
  return writer.text;
}

const read = (html: string): string => sanitisedToText(sanitise(html));

/** Sanitised HTML and the same as text. The caller has checked its length and its tags. */
export function sanitisedForms(given: string): { readonly html: string; readonly text: string } {
  const html = sanitise(given);
  return { html, text: sanitisedToText(html) };
}

/** A text of any form as readable text. The caller has checked its length and its tags. */
export function readable(text: string): string {
  return read(asHtml(plainText(text), read));
}
