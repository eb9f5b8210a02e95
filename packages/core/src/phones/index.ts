import type { PhoneGrade } from "../models/phone-grade.ts";

/** Grades a phone field against the number that was searched for. */
export type PhoneMatcher = (field: string) => PhoneGrade;

/** How phone numbers are compared on one connection. */
export interface PhoneOptions {
  /** The ISO 3166-1 alpha-2 code of the country whose numbers are written without a country code, such as `FR`. */
  readonly defaultCountry?: string | undefined;
}

/**
 * Prepares a comparison with one phone number. The library with the numbering plans is loaded by the first call.
 * @throws {InvalidInput} when `defaultCountry` is not a country with phone numbers.
 */
export async function phoneMatcher(phone: string, options: PhoneOptions = {}): Promise<PhoneMatcher> {
  const { matcherOf } = await import("./phone-matcher.ts");
  return matcherOf(phone, options);
}
