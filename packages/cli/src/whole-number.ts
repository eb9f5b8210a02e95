import { UsageError } from "./failure.ts";

/** Reads the value of an option that takes a whole number from `least` to `most`. */
export function wholeNumber(name: string, most = Number.MAX_SAFE_INTEGER, least = 0): (text: string) => number {
  const range = most === Number.MAX_SAFE_INTEGER ? `above ${least - 1}` : `from ${least} to ${most}`;
  return (text) => {
    const value = Number(text);
    // An empty text, as of a variable that is not set, would be 0.
    if (!/^\d+$/.test(text) || value < least || value > most)
      throw new UsageError(`${name} must be a whole number ${range}`);
    return value;
  };
}
