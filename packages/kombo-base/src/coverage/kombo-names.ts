import type { Certainty, Need } from "@anyats/core";

/**
 * A read model of Kombo's that an operation requires. Kombo publishes the id of no model: they follow from the names of
 * its lists.
 */
export const model = (name: string): Need => ({
  of: "readModels",
  pattern: new RegExp(`^${name}$`),
  certainty: "inferred",
});

/**
 * A write action of Kombo's that an operation requires. Kombo publishes the ids of four; the others follow from the names
 * of its permissions.
 */
export const action = (pattern: RegExp, certainty: Certainty = "inferred"): Need => ({
  of: "writeActions",
  pattern,
  certainty,
});

/** An id of Kombo's as the patterns see it: `ats_rejection_reasons` and `RejectionReasons` are the same. */
export function plainName(id: string): string {
  return id
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "_")
    .replace(/^ats_/, "");
}
