import { isSupportedCountry, parsePhoneNumberFromString, type CountryCode } from "libphonenumber-js/min";
import { InvalidInput } from "../errors/index.ts";
import type { PhoneGrade } from "../models/phone-grade.ts";
import type { PhoneMatcher, PhoneOptions } from "./index.ts";
import { numbersIn, type WrittenNumber } from "./phone-text.ts";

/** A number with what it stands for. */
interface ReadNumber extends WrittenNumber {
  readonly digits: string;
  /** In E.164. Undefined when the number leaves out its country. */
  readonly full: string | undefined;
  readonly country: CountryCode | undefined;
}

export function matcherOf(phone: string, { defaultCountry }: PhoneOptions): PhoneMatcher {
  if (defaultCountry !== undefined && !isSupportedCountry(defaultCountry))
    throw new InvalidInput("The comparison of phone numbers", [
      { path: "defaultCountry", message: "must be the two-letter code of a country, such as FR" },
    ]);
  const read = (field: string) => numbersIn(field).map((written) => readNumber(written, defaultCountry));
  const wanted = read(phone);
  return (field) => best(read(field).flatMap((number) => wanted.map((other) => grade(number, other))));
}

function readNumber(written: WrittenNumber, defaultCountry: CountryCode | undefined): ReadNumber {
  const digits = written.number.replace(/\D/g, "");
  // `00` is the prefix for calls abroad that ITU recommends, and is written without a country to call from.
  const international = /^\(?00[1-9]/.test(written.number)
    ? `+${written.number.replace(/^\(?00/, "")}`
    : written.number.startsWith("+")
      ? written.number
      : undefined;
  const read = international === undefined ? undefined : abroad(international);
  // Some countries call abroad by other prefixes that begin with `00`, such as Australia's 0011 and Singapore's 001.
  const parsed = read?.isValid() ? read : (national(written.number, defaultCountry) ?? read);
  return { ...written, digits, full: parsed?.number, country: parsed?.country };
}

/** A number with its country code. The trunk zero, `+44 (0)20`, is dialled within most countries only. */
function abroad(number: string) {
  const readings = [number.replace(/\(0+\)/, ""), number].map((text) => parsePhoneNumberFromString(text));
  return readings.find((read) => read?.isValid()) ?? readings[0];
}

function national(number: string, country: CountryCode | undefined) {
  if (country === undefined) return undefined;
  const read = parsePhoneNumberFromString(number, country);
  return read?.isValid() ? read : undefined;
}

function grade(one: ReadNumber, other: ReadNumber): PhoneGrade {
  const numbers = compareNumbers(one, other);
  if (numbers === "different" || one.extension === other.extension) return numbers;
  return one.extension === undefined || other.extension === undefined ? "perhaps" : "different";
}

function compareNumbers(one: ReadNumber, other: ReadNumber): PhoneGrade {
  if (one.full !== undefined && other.full !== undefined) {
    if (one.full === other.full) return "same";
    // Its digits are a number of the default country as well as the other one, whose `+` was left out.
    return one.full === `+${other.digits}` || other.full === `+${one.digits}` ? "perhaps" : "different";
  }
  if (one.full === undefined && other.full === undefined) return one.digits === other.digits ? "perhaps" : "different";
  const [known, unknown] = one.full === undefined ? [other, one] : [one, other];
  return couldBe(unknown, known) ? "perhaps" : "different";
}

/** Whether a number without a country is the known one, dialled in its country or with the `+` left out. */
function couldBe({ number, digits }: ReadNumber, { full, country }: ReadNumber): boolean {
  if (full === `+${digits}`) return true;
  return country !== undefined && parsePhoneNumberFromString(number, country)?.number === full;
}

function best(grades: readonly PhoneGrade[]): PhoneGrade {
  return grades.find((grade) => grade === "same") ?? grades.find((grade) => grade === "perhaps") ?? "different";
}
