import type { Gap } from "@anyats/core";

/**
 * Kombo's public pages name what they read and write for an ATS, and this is not among it.
 * @param what A clause, such as "offers are synced".
 */
export function notKnownOfKombo(ats: string, what: string): Gap {
  return {
    reason: "not-known",
    explanation: `Kombo's public pages do not say whether ${what} for ${ats}.`,
    userMessage: `We do not know yet whether this works with ${ats}.`,
    priority: "low",
    plan: "Ask Kombo, or try it with a customer's integration, then remove this gap.",
  };
}

/**
 * A full list of Kombo's documentation in which the ATS would be, and is not.
 * @param what What the list is of, such as "tags".
 * @param year The list's own year.
 */
export function notListedByKombo(ats: string, what: string, year: number): Gap {
  return {
    reason: "aggregator-cannot",
    explanation: `Kombo's list of connectors for ${what} does not have ${ats}.`,
    userMessage: `The connection to ${ats} does not support ${what}.`,
    source: `Kombo's documentation, list of ${year}`,
  };
}

/**
 * Kombo has no such thing for any ATS, and nobody has built it over the ATS's own API yet.
 * @param what A plural, such as "Custom fields".
 * @param plan How it would be built.
 */
export function notBuiltNatively(ats: string, what: string, plan: string): Gap {
  return {
    reason: "not-built",
    explanation: `${what} would have to come from ${ats}'s own API, which is not built.`,
    userMessage: `${what} are not available for ${ats} yet.`,
    priority: "medium",
    plan,
    workaround: `Call ${ats}'s own API with passthrough.send.`,
  };
}

/** The nine operations on custom fields, all missing for one reason. */
export const customFieldGaps = <const G extends Gap>(gap: G) =>
  ({
    "jobs.listCustomFields": gap,
    "jobs.getCustomFieldValues": gap,
    "jobs.updateCustomFields": gap,
    "applications.listCustomFields": gap,
    "applications.getCustomFieldValues": gap,
    "applications.updateCustomFields": gap,
    "candidates.listCustomFields": gap,
    "candidates.getCustomFieldValues": gap,
    "candidates.updateCustomFields": gap,
  }) as const;
