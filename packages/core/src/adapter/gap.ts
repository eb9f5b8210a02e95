/** Why an adapter does not offer a capability. */
export type GapReason = "ats-cannot" | "aggregator-cannot" | "not-built" | "not-known" | "disabled-by-customer";

/** How much it is missed. */
export type GapPriority = "critical" | "high" | "medium" | "low";

/** What is said of a capability that an adapter does not offer. */
export interface Gap {
  readonly reason: GapReason;
  /** One sentence for the person who asks why. */
  readonly explanation: string;
  /** The same for the people who use the app, such as recruiters: no names of code, no ids. */
  readonly userMessage?: string;
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

const usersWords: Readonly<Record<GapReason, (ats: string) => string>> = {
  "ats-cannot": (ats) => `${ats} does not offer this.`,
  "aggregator-cannot": (ats) => `The connection to ${ats} does not support this.`,
  "not-built": (ats) => `This is not available for ${ats} yet.`,
  "not-known": (ats) => `We do not know yet whether this works with ${ats}.`,
  "disabled-by-customer": (ats) =>
    `This is switched off in your connection to ${ats}. Your administrator can switch it on.`,
};

/** What a gap says to the people who use the app. */
export function userMessageOf(gap: Pick<Gap, "reason" | "userMessage"> | undefined, ats: string): string {
  return gap?.userMessage ?? usersWords[gap?.reason ?? "not-known"](ats);
}
