import { tooMuchHtml } from "./html-bounds.ts";

/** Elements that begin and end a line, or a cell. */
export const blocks: ReadonlySet<string> = new Set(
  `address article aside blockquote br caption center dd details dialog dir div dl dt fieldset figcaption figure footer
  form frameset h1 h2 h3 h4 h5 h6 header hgroup hr legend li listing main menu nav noframes ol optgroup p plaintext pre
  search section summary table tbody td tfoot th thead tr ul`.split(/\s+/),
);

/** Further elements by which HTML is told from plain text. */
const inline = new Set(
  `a abbr acronym audio b bdi bdo big body button cite code col colgroup data del dfn em embed font form head html i
  iframe img input ins kbd label link map mark meta meter nobr noscript object option output picture q s samp script
  select small source span strike strong style sub sup svg template textarea time title track tt u var video wbr`.split(
    /\s+/,
  ),
);

/** What stands between `<` and `>` in a tag: its attributes have values. `a <b and c> d` has none. */
const tag = /^\/?([a-z][a-z0-9]{0,15})(?:\s+[a-z_:@][\w:.-]*\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))*\s*\/?$/i;

/** The longest tag that is looked at: styles and addresses are long, and pictures within tags are longer. */
const longestTag = 4_000;

/** Whether a text has tags of HTML. Each `<` is looked at once, up to the next one or the next `>`. */
export function hasTags(text: string): boolean {
  for (let at = text.indexOf("<"); at >= 0;) {
    if (text.startsWith("!--", at + 1) || /^!doctype/i.test(text.slice(at + 1, at + 9))) return true;
    const next = text.indexOf("<", at + 1);
    const upTo = Math.min(next < 0 ? text.length : next, at + longestTag);
    const end = text.slice(at + 1, upTo).indexOf(">");
    const name = end < 0 ? undefined : tag.exec(text.slice(at + 1, at + 1 + end))?.[1]?.toLowerCase();
    if (name !== undefined && (blocks.has(name) || inline.has(name))) return true;
    at = next;
  }
  return false;
}

/** How often a text may have been escaped: once by the ATS and once on the way. */
const mostEscapings = 2;

/** `&lt;`, also written as a number, or escaped itself. */
const escapedTag = /&(?:amp;){0,2}(?:lt|#0{0,5}60|#x0{0,5}3c);/i;

/** What shows that tags are meant: a text about HTML may name a tag, but rarely closes one. */
const closing = /<\/[a-z]|<br[\s/>]/i;

/** Plain text as HTML. Entities stay as they are: a field that holds HTML may hold `R&amp;D` and no tag. */
const plainAsHtml = (text: string): string => `<pre>${text.replaceAll("<", "&lt;")}</pre>`;

/**
 * A text of any form as HTML. HTML stays as it is, escaped HTML is unescaped, plain text keeps its lines and whatever
 * looks like a tag.
 * @param decode Reads HTML without tags as text.
 */
export function asHtml(text: string, decode: (html: string) => string): string {
  let form = text;
  for (let unescaped = 0; unescaped < mostEscapings && !hasTags(form) && escapedTag.test(form); unescaped += 1) {
    const decoded = decode(plainAsHtml(form));
    const isHtml = tooMuchHtml(decoded) === undefined && hasTags(decoded) && closing.test(decoded);
    if (!isHtml && !escapedTag.test(decoded)) break;
    form = decoded;
  }
  return hasTags(form) ? form : plainAsHtml(form);
}
