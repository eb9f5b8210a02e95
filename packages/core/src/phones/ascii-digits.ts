// Apart from phone-text.ts: inputs are checked with this from the start, and numbers are only taken apart to compare them.

/** How much of a field is read: enough for a few numbers with remarks. A character may become eighteen in ASCII. */
export const longestField = 1_000;

/** The ASCII digits of a text. */
export const digits = (text: string): string => text.replace(/\D/g, "");

/** The decimal digits of every script, and full-width signs, as ASCII. */
export function inAscii(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/\p{Cf}/gu, "")
    .replace(/[\p{Dash}\u2212]/gu, "-")
    .replace(/\p{Nd}/gu, (digit) => String(valueOf(digit.codePointAt(0)!)));
}

/** Unicode keeps the ten digits of a script side by side, zero first. */
function valueOf(codePoint: number): number {
  let zero = codePoint;
  while (/^\p{Nd}$/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
  return (codePoint - zero) % 10;
}

/** How many digits a text has, in any script. */
export function countDigits(text: string): number {
  return digits(inAscii(text.slice(0, longestField))).length;
}
