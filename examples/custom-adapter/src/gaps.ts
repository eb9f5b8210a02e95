import type { Gap } from "@anyats/core";

/** What is not offered, and why. */
export const rowanGaps = {
  "integration.*": { reason: "ats-cannot", explanation: "No aggregator is involved." },
  "offers.*": { reason: "ats-cannot", explanation: "Offers are made in payroll, not in Rowan." },
  "tags.*": { reason: "ats-cannot", explanation: "Rowan has no tags." },
  "*": { reason: "not-built", explanation: "Nobody in the company has needed it yet.", priority: "low" },
} as const satisfies Readonly<Record<string, Gap>>;
