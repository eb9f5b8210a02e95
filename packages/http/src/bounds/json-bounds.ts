/** What is read of an answer at most. Beyond it, reading would hold up the process. */
export interface Bounds {
  /** Bytes of an answer, unpacked. */
  readonly bytes: number;
  /** Values of an answer: objects, lists, texts, numbers and so on. */
  readonly values: number;
  /** Records of a page, as a multiple of the page size that was asked for. */
  readonly pages: number;
  /** Values of one record. */
  readonly recordValues: number;
  /** Levels of nesting. */
  readonly depth: number;
}

/** A page of 250 records has some 50,000 values; a record some hundreds, nested ten deep. */
export const defaultBounds: Bounds = {
  bytes: 16 * 1024 * 1024,
  values: 250_000,
  pages: 4,
  recordValues: 10_000,
  depth: 200,
};

/** How often a sign occurs, counted up to `most`. */
function count(text: string, sign: string, most: number): number {
  let found = 0;
  for (let at = text.indexOf(sign); at >= 0; at = text.indexOf(sign, at + 1)) {
    found += 1;
    if (found > most) break;
  }
  return found;
}

/** Texts up to so many characters are parsed in some tens of milliseconds, whatever they hold. */
const light = 2 * 1024 * 1024;

/** How many characters a value has in what a server usually sends. */
const charactersPerValue = 20;

/** How much a text holds. */
export interface Weight {
  /** How many values it holds, or more: every value follows a comma or a bracket that opens. */
  readonly values: number;
  /** Whether that is certainly more than is read. */
  readonly tooMuch: boolean;
}

/**
 * How many values JSON holds. Commas and brackets are counted first wherever they stand, which is fast; only where there
 * are too many, those inside of texts are told apart.
 */
export function weigh(text: string, most: number = defaultBounds.values): Weight {
  // Counting takes as long as a tenth of reading. A light text is read in any case, and its records are counted then.
  if (text.length <= light && most >= defaultBounds.values)
    return { values: text.length / charactersPerValue, tooMuch: false };
  let values = 1;
  for (const sign of [",", "[", "{"]) {
    values += count(text, sign, most);
    if (values > most) return weighExactly(text, most);
  }
  return { values, tooMuch: false };
}

function weighExactly(text: string, most: number): Weight {
  let values = 1;
  let inText = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (character === 0x22) inText = !inText;
    else if (inText) {
      if (character === 0x5c) at += 1; // What follows a backslash ends no text.
    } else if (character === 0x2c || character === 0x5b || character === 0x7b) {
      values += 1;
      if (values > most) return { values, tooMuch: true };
    }
  }
  return { values, tooMuch: false };
}

/**
 * How long reading a text takes at most, in milliseconds, on a slow machine: 50 MB in a second, and two microseconds for
 * each value.
 */
export function readingTime(text: string, values: number): number {
  return text.length / 50_000 + values / 500;
}

/** What is odd about a value that was parsed. */
export interface Oddities {
  /** What makes it unreadable: nested too deep, or too many values. */
  readonly problem: "is nested too deep" | "holds too many values" | undefined;
  /** Whether a whole number is too large to have kept its digits. */
  readonly lostDigits: boolean;
}

const unremarkable: Oddities = { problem: undefined, lostDigits: false };

let left = 0;
let lost = false;

/** Looks at a value and everything in it, once. Every record of every page passes here. */
export function oddities(value: unknown, { depth, recordValues }: Bounds = defaultBounds): Oddities {
  left = recordValues;
  lost = false;
  const problem = walk(value, depth);
  return problem === undefined && !lost ? unremarkable : { problem, lostDigits: lost };
}

function walk(value: unknown, levels: number): Oddities["problem"] {
  if (typeof value === "number") {
    look(value);
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  if (levels === 0) return "is nested too deep";
  if (Array.isArray(value)) {
    left -= value.length;
    if (left < 0) return "holds too many values";
    for (const item of value) {
      const problem = walk(item, levels - 1);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  // Counted here, and told to others only where something is nested: most values are texts.
  let rest = left;
  // Without a list of its keys, which would be made for every record.
  for (const name in value) {
    rest -= 1;
    if (rest < 0) return "holds too many values";
    const held: unknown = (value as Record<string, unknown>)[name];
    if (typeof held === "number") look(held);
    else if (typeof held === "object" && held !== null) {
      left = rest;
      const problem = walk(held, levels - 1);
      if (problem !== undefined) return problem;
      rest = left;
    }
  }
  left = rest;
  return undefined;
}

function look(number: number): void {
  if (number > Number.MAX_SAFE_INTEGER || number < Number.MIN_SAFE_INTEGER) lost = true;
}

/** The JSON path of the field of a record that makes it odd; of the record itself where the name may be anything. */
export function oddAt(record: unknown, bounds: Bounds = defaultBounds): string {
  if (typeof record !== "object" || record === null || Array.isArray(record)) return "$";
  const below = { ...bounds, depth: bounds.depth - 1 };
  let seen = 0;
  for (const name in record) {
    seen += 1;
    if (seen > bounds.recordValues) break;
    const held: unknown = (record as Record<string, unknown>)[name];
    if (oddities(held, below).problem !== undefined) return /^[a-z_]{1,60}$/i.test(name) ? `$.${name}` : "$";
  }
  return "$";
}
