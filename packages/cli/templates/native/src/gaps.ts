import type { Gap } from "@anyats/core";

/**
 * What is not offered, and why. `*` stands for all the rest, `offers.*` for a group. A capability that is registered
 * in src/adapter.ts is offered, whatever `*` says.
 */
export const myAtsGaps = {
  "offers.*": {
    reason: "not-known",
    explanation: "Nobody has looked yet whether My ATS has offers.",
    priority: "low",
  },
  "*": {
    reason: "not-built",
    explanation: "This adapter begins with jobs.",
    priority: "medium",
    plan: "One handler after the other, as apps need them.",
  },
} as const satisfies Readonly<Record<string, Gap>>;
