import { toDay, toInstant } from "@anyats/core";

/**
 * A date as Avionté's own API writes it: with `Z`, with an offset, without a zone (taken as UTC, which is inferred), with
 * up to seven fraction digits, and the year 1 for "none".
 */
export function nativeInstant(value: string | null | undefined): string | null {
  if (!value || value.startsWith("0001-")) return null;
  return toInstant(value) ?? null;
}

/** A calendar day, as it is written. */
export function nativeDay(value: string | null | undefined): string | null {
  return nativeInstant(value) === null ? null : (toDay(value!) ?? null);
}
