import { digits, inAscii, longestField } from "./ascii-digits.ts";

/** A phone number as it was written, in ASCII: the number itself, and its extension where it has one. */
export interface WrittenNumber {
  /** Digits and punctuation; begins with `+` where the country code is given. */
  readonly number: string;
  readonly extension: string | undefined;
}

/** The fewest digits of a number, and the most: 15 by E.164, and what is dialled before them. */
const fewestDigits = 6;
const mostDigits = 18;

/** `ext. 7`, `extension 7`, `x123`, `#7`, `;ext=7`, and the words of other languages. */
const extension =
  /(?:;ext=|\b(?:extension|extn?|poste|durchwahl|app|int|anexo)\b[.:]?|(?<![a-z])x(?=[\s.:]{0,5}\d)|#)[\s.:]{0,5}(\d{1,7})(?!\d)/gi;
/** What a number is written with; anything else ends it, and so does the end of a line. */
const writing = /[+\d](?:[\d().\-/·•_,]|[^\S\r\n])*/g;

/** The numbers of a field. People write two numbers into one. */
export function numbersIn(field: string): readonly WrittenNumber[] {
  const text = inAscii(field.slice(0, longestField));
  const found: WrittenNumber[] = [];
  let from = 0;
  for (const match of text.matchAll(extension)) {
    const numbers = split(text.slice(from, match.index));
    const last = numbers.pop();
    found.push(...numbers.map(withoutExtension));
    if (last !== undefined) found.push({ number: last, extension: match[1]!.replace(/^0+(?=\d)/, "") });
    from = match.index + match[0].length;
  }
  return [...found, ...split(text.slice(from)).map(withoutExtension)];
}

const withoutExtension = (number: string): WrittenNumber => ({ number, extension: undefined });

function split(text: string): string[] {
  return (
    (text.match(writing) ?? [])
      .flatMap((run) => run.split(/(?=\+)/))
      // A comma also stands between two numbers, and before what is dialled after a pause.
      .flatMap((run) => whole(run, /,/, false))
      .flatMap((run) => whole(run, /[·•_]/))
      .flatMap((run) => apart(run, /\s-\s/g))
      .flatMap((run) => [...whole(run, /\//), ...beforeEnding(run)])
      .flatMap((run) => (digits(run).length > mostDigits ? asTwo(run) : [run]))
      .map((run) => run.trim())
      .filter((run) => digits(run).length >= fewestDigits)
  );
}

/** `+49 30 1234567/68` names two numbers, of which the second is written as far as it ends otherwise: the first of them. */
function beforeEnding(run: string): readonly string[] {
  const [, first] = /^([^/]*(?:\/[^/]*)?\d{3})\s*\/\s*\d{1,3}\s*$/.exec(run) ?? [];
  return first === undefined || digits(first).length <= fewestDigits ? [] : [first.replace("/", " ")];
}

/** The fewest digits of both numbers where little shows that a second one begins. */
const fewestOfBoth = 9;

const isWhole = (number: string): boolean => digits(number).length >= fewestOfBoth;

/** Splits where both sides are surely numbers. */
function apart(run: string, at: RegExp): readonly string[] {
  for (const { 0: gap, index } of run.matchAll(at)) {
    const [one, other] = [run.slice(0, index), run.slice(index + gap.length)];
    if (isWhole(one) && isWhole(other)) return [one, ...apart(other, at)];
  }
  return [run];
}

/** Splits what has too many digits for one number: before a zero, in the middle, or where both sides are long enough. */
function asTwo(run: string): readonly string[] {
  const parts = apart(run, /\s(?=0)/g);
  if (parts.length > 1) return parts;
  for (const { index } of run.matchAll(/\s+/g)) {
    const [one, other] = [run.slice(0, index), run.slice(index)];
    if (digits(one).length === digits(other).length) return [one, other];
  }
  return whole(run, /\s+/);
}

/**
 * Splits where both sides are long enough to be numbers: `030/1234567` is one.
 * @param joinsEnds Whether what is too short to be a number belongs to the number before it.
 */
function whole(run: string, at: RegExp, joinsEnds = true): string[] {
  const parts: string[] = [];
  for (const part of run.split(at)) {
    const last = parts.at(-1);
    const isEnd = joinsEnds && digits(part).length < fewestDigits;
    const joins = last !== undefined && (digits(last).length < fewestDigits || isEnd);
    if (joins) parts[parts.length - 1] = `${last} ${part}`;
    else parts.push(part);
  }
  return parts;
}
