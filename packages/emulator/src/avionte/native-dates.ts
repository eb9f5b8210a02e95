/** Avionté's "no date" (captured by working clients). */
export const noDate = "0001-01-01T00:00:00Z";

const hourMs = 3_600_000;

const forms: readonly ((iso: string) => string)[] = [
  (iso) => iso.replace("Z", ""),
  (iso) => iso,
  (iso) => iso.replace(/\.\d+Z$/, "+00:00"),
  (iso) => iso.replace("Z", "4321Z"),
  (iso) => new Date(Date.parse(iso) - 5 * hourMs).toISOString().replace(/\.\d+Z$/, "-05:00"),
];

/** An instant in one of the forms that occur side by side within one object; the field decides which. */
export function nativeDate(iso: string | null, field: number): string {
  return iso === null ? noDate : (forms[field % forms.length]?.(iso) ?? iso);
}

/** A date without a time. */
export function nativeDay(iso: string | null): string | null {
  return iso === null ? null : iso.slice(0, 10);
}
