import { z } from "zod";

/** A point in time in canonical form: ISO 8601 in UTC, `2026-11-23T09:00:00.000Z`. */
export const Instant = z.iso.datetime().describe("A point in time, ISO 8601 with a zone.");

const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d:\d\d)(:\d\d)?(?:[.,](\d+))?(?: ?([Zz]|[+-]\d\d(?::?\d\d)?))?)?$/;

/**
 * Reads a point in time as a caller may write it. A text without a zone is taken as UTC, so that the same program
 * means the same instant on every machine. A day that the calendar does not have is none.
 * @returns The instant in canonical form, or `undefined` when the value is none.
 */
export function toInstant(value: Date | string): string | undefined {
  const time = typeof value === "string" ? timeOf(value.trim()) : value.getTime();
  const instant = Number.isNaN(time) ? "" : new Date(time).toISOString();
  return instant.length === "2026-11-23T09:00:00.000Z".length ? instant : undefined;
}

/** Milliseconds since 1970. `Date.parse` alone would take the machine's zone, and the 30th of February for March. */
function timeOf(text: string): number {
  const [, year, month, day, minutes = "00:00", seconds = ":00", fraction = "", zone = "Z"] = iso.exec(text) ?? [];
  if (year === undefined || month === undefined || day === undefined) return Number.NaN;
  const days = new Date(Date.UTC(2000 + (Number(year) % 400), Number(month), 0)).getUTCDate();
  if (Number(day) > days) return Number.NaN;
  const [, hours = "", minute = "00"] = /^([+-]\d\d):?(\d\d)?$/.exec(zone) ?? [];
  const offset = hours === "" ? "Z" : `${hours}:${minute}`;
  return Date.parse(`${year}-${month}-${day}T${minutes}${seconds}.${fraction.slice(0, 3).padEnd(3, "0")}${offset}`);
}

const notADate = "must be a date such as 2026-11-23 or 2026-11-23T09:00:00Z";

/** A point in time in an input: a `Date`, or ISO 8601 text with any zone (none means UTC). */
export const InstantInput = z.union([z.date({ error: notADate }), z.string()]).transform((value, context): string => {
  const instant = toInstant(value);
  if (instant === undefined) {
    context.issues.push({
      code: "custom",
      input: undefined,
      message: notADate,
    });
    return z.NEVER;
  }
  return instant;
});

/** A calendar day, `2026-11-23`. */
export const Day = z.iso.date().describe("A calendar day, ISO 8601.");
