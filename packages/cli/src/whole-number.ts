import { UsageError } from "./failure.ts";

/** Reads the value of an option that takes a whole number from 0 to `most`. */
export function wholeNumber(name: string, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!Number.isInteger(value) || value < 0 || value > most)
      throw new UsageError(`${name} must be a whole number from 0 to ${most}`);
    return value;
  };
}
