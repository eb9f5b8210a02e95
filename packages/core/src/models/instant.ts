import { z } from "zod";

/** A point in time in canonical form: ISO 8601 in UTC, `2026-11-23T09:00:00.000Z`. */
export const Instant = z.iso.datetime().describe("A point in time, ISO 8601 with a zone.");

const withoutZone = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?$/;

/**
 * Reads a point in time as a caller may write it. A text without a zone is taken as UTC, so that the same program
 * means the same instant on every machine.
 * @returns The instant in canonical form, or `undefined` when the value is none.
 */
export function toInstant(value: Date | string): string | undefined {
  const text = typeof value === "string" ? value.trim() : value;
  if (typeof text === "string" && !/^\d{4}-\d{2}-\d{2}/.test(text)) return undefined;
  const date =
    typeof text === "string" ? new Date(withoutZone.test(text) && text.includes("T") ? `${text}Z` : text) : text;
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** A point in time in an input: a `Date`, or ISO 8601 text with any zone (none means UTC). */
export const InstantInput = z.union([z.date(), z.string()]).transform((value, context): string => {
  const instant = toInstant(value);
  if (instant === undefined) {
    context.issues.push({
      code: "custom",
      input: undefined,
      message: "must be a date such as 2026-11-23 or 2026-11-23T09:00:00Z",
    });
    return z.NEVER;
  }
  return instant;
});

/** A calendar day, `2026-11-23`. */
export const Day = z.iso.date().describe("A calendar day, ISO 8601.");
