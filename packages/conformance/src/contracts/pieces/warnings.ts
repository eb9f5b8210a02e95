import type { Warning } from "@anyats/core";

/** Whether a warning says that a field was left out: one of `the types of additionalEmails` leaves the addresses in. */
export const leavesOut = (message: string, field: string): boolean =>
  message.replaceAll(`types of ${field}`, "").includes(field);

/** The warnings of a receipt, and of each outcome of a batch. */
export function warningsOf(given: unknown): readonly Warning[] {
  if (typeof given !== "object" || given === null) return [];
  const { warnings, outcomes } = given as Readonly<Record<string, unknown>>;
  const own = Array.isArray(warnings) ? (warnings as readonly Warning[]) : [];
  return [...own, ...(Array.isArray(outcomes) ? outcomes.flatMap(warningsOf) : [])];
}
