import type { Warning } from "@anyats/core";

/** The warnings of a receipt, and of each outcome of a batch. */
export function warningsOf(given: unknown): readonly Warning[] {
  if (typeof given !== "object" || given === null) return [];
  const { warnings, outcomes } = given as Readonly<Record<string, unknown>>;
  const own = Array.isArray(warnings) ? (warnings as readonly Warning[]) : [];
  return [...own, ...(Array.isArray(outcomes) ? outcomes.flatMap(warningsOf) : [])];
}
