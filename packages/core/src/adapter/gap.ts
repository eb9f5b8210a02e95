/** Why an adapter does not offer a capability. */
export type GapReason = "ats-cannot" | "aggregator-cannot" | "not-built" | "not-known" | "disabled-by-customer";

/** How much it is missed. */
export type GapPriority = "critical" | "high" | "medium" | "low";

/** What is said of a capability that an adapter does not offer. */
export interface Gap {
  readonly reason: GapReason;
  /** One sentence for the person who asks why. */
  readonly explanation: string;
  readonly priority?: GapPriority;
  /** How it is planned to be built; a route, where one is known. */
  readonly plan?: string;
  /** What an app can do meanwhile. */
  readonly workaround?: string;
  /** Where this is known from. */
  readonly source?: string;
}

/** The gap of a capability: by its id, by its group (`offers.*`), or by `*` for all the rest. */
export function gapOf(missing: Readonly<Record<string, Gap>>, capability: string): Gap | undefined {
  const group = capability.slice(0, capability.indexOf("."));
  return missing[capability] ?? missing[`${group}.*`] ?? missing["*"];
}
