import type { Gap } from "@anyats/core";

/** What is not offered, and why. */
export const rowanGaps = {
  "passthrough.*": {
    reason: "not-built",
    explanation: "Who needs more of Rowan's API calls it directly.",
    priority: "low",
  },
  "integration.*": { reason: "ats-cannot", explanation: "There is no aggregator between that could be asked." },
  "offers.*": { reason: "ats-cannot", explanation: "Offers are made in payroll, not in Rowan." },
  "tags.*": { reason: "ats-cannot", explanation: "Rowan has no tags." },
  "candidates.create": {
    reason: "not-built",
    explanation: "Candidates enter through the career site.",
    priority: "medium",
    plan: "When Rowan's import API is there.",
  },
  "*": { reason: "not-built", explanation: "Nobody in the company has needed it yet.", priority: "low" },
} as const satisfies Readonly<Record<string, Gap>>;
