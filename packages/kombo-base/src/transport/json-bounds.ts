/** How deep an answer may be nested. Kombo's own need ten; what is deeper breaks whoever walks through it. */
const deepest = 1_000;

/**
 * How many objects and lists an answer may hold: a thousand for each record of a full page. One takes two characters and
 * a hundred bytes of memory, so the size of the text alone does not bound what it becomes.
 */
const most = 250_000;

/** The place of the quotation mark that ends a string; beyond the end where none does. */
function endOfString(text: string, begin: number): number {
  for (let at = text.indexOf('"', begin + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let first = at;
    while (text[first - 1] === "\\") first -= 1;
    if ((at - first) % 2 === 0) return at;
  }
  return text.length;
}

/** Whether JSON is nested deeper, or holds more, than is read. Looks at the text alone, a quarter as long as parsing it. */
export function holdsTooMuch(text: string): boolean {
  let depth = 0;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x22) at = endOfString(text, at);
    else if (character === 0x5b || character === 0x7b) {
      depth += 1;
      count += 1;
      if (depth > deepest || count > most) return true;
    } else if (character === 0x5d || character === 0x7d) depth -= 1;
  }
  return false;
}
