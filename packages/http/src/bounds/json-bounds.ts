/**
 * How many objects and lists an answer may hold: some thousands for each record of a full page. One takes two characters
 * and a hundred bytes of memory, so the size of the text alone does not bound what it becomes.
 */
const most = 500_000;

/** The place of the quotation mark that ends a string; beyond the end where none does. */
function endOfString(text: string, begin: number): number {
  for (let at = text.indexOf('"', begin + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let first = at;
    while (text[first - 1] === "\\") first -= 1;
    if ((at - first) % 2 === 0) return at;
  }
  return text.length;
}

/** Whether JSON holds more than is read. Looks at the text alone, and only where it is long enough to hold so much. */
export function holdsTooMuch(text: string): boolean {
  if (text.length <= 2 * most) return false;
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x22) at = endOfString(text, at);
    else if (character === 0x5b || character === 0x7b) {
      count += 1;
      if (count > most) return true;
    }
  }
  return false;
}

/** How deep a record may be nested. Kombo's own need ten; what is much deeper breaks whoever walks through it. */
const deepest = 200;

/** Whether what was parsed is nested deeper than is read. @param levels How many it may have. */
export function isTooDeep(value: unknown, levels = deepest): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === "object" && isTooDeep(item, levels - 1)) return true;
    return false;
  }
  // Without a list of what it holds, since every record of every page comes by here.
  for (const name in value) {
    const held: unknown = (value as Record<string, unknown>)[name];
    if (typeof held === "object" && isTooDeep(held, levels - 1)) return true;
  }
  return false;
}

/** The JSON path of the field of a record that makes it too deep; of the record itself where the name may be anything. */
export function tooDeepAt(record: unknown): string | undefined {
  if (!isTooDeep(record)) return undefined;
  const [name] = Object.entries(record as object).find(([, held]) => isTooDeep(held, deepest - 1)) ?? [""];
  return /^[a-z_]{1,60}$/.test(name) ? `$.${name}` : "$";
}
