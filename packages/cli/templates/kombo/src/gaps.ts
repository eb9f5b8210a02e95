import type { Gap } from "@anyats/core";

/**
 * What My ATS does not offer, and why. Naming what Kombo's base would give takes it away from the client. What the
 * base itself lacks needs no entry here.
 */
export const myAtsGaps = {
  "applications.importTracked": {
    reason: "not-known",
    explanation: "Nobody has looked yet whether Kombo can import tracked applications from My ATS.",
    priority: "low",
    plan: "Look at Kombo's coverage of My ATS, then remove this gap or give its true reason.",
  },
} as const satisfies Readonly<Record<string, Gap>>;
