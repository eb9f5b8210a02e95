import type { CoverageCell } from "@anyats/core/coverage";
import type { FieldClaim } from "./field-claims.ts";

/** How coverage words its statuses, in every rendering. */
export const statusWords: Readonly<Record<CoverageCell["status"], { mark: string; word: string }>> = {
  supported: { mark: "✅", word: "supported" },
  limited: { mark: "⚠️", word: "limited" },
  unsupported: { mark: "❌", word: "unsupported" },
  unknown: { mark: "❔", word: "not known" },
};

/** The statuses in the order in which they are listed and counted. */
export const statuses = ["supported", "limited", "unsupported", "unknown"] as const;

/** How coverage words its statuses in a terminal. */
export const terminalMarks: Readonly<Record<CoverageCell["status"], string>> = {
  supported: "yes",
  limited: "limited",
  unsupported: "no",
  unknown: "unknown",
};

/** How coverage words what an adapter says of a field. */
export const fieldWords: Readonly<
  Record<FieldClaim["declared"], { readonly word: string; readonly glyph: CoverageCell["status"] }>
> = {
  mapped: { word: "mapped", glyph: "supported" },
  absent: { word: "never filled", glyph: "unsupported" },
  "not-seen": { word: "not known", glyph: "unknown" },
};

/** The tests of a cell in words, with the promises that they leave out. */
export function exemptedWords({ exemptions, limitations }: Pick<CoverageCell, "exemptions" | "limitations">): string {
  const denied = limitations.reduce((sum, { denies }) => sum + denies.length, 0);
  return [exemptions.length > 0 && `${exemptions.length} exempted`, denied > 0 && `${denied} ruled out`]
    .filter(Boolean)
    .join(", ");
}

/** How coverage words the reasons for a no. */
export const reasonWords: Readonly<Record<NonNullable<CoverageCell["gap"]>["reason"], string>> = {
  "ats-cannot": "the ATS cannot",
  "aggregator-cannot": "the aggregator cannot",
  "not-built": "not built yet",
  "not-known": "not known",
  "disabled-by-customer": "disabled by the customer",
};

/** How coverage words the end of a route. */
export function deprecationWords({ ends, instead }: NonNullable<CoverageCell["routes"][number]["deprecated"]>): string {
  return `deprecated, ends ${ends ?? "on a day that is not known"}${instead ? `; instead: ${instead}` : ""}`;
}

/** A name in the code of a Markdown page, which nothing in it ends. */
export function inCode(text: string): string {
  return `\`${text.replaceAll(/\s+/g, " ").replaceAll("`", "'").replaceAll("|", "\\|")}\``;
}

/** A group's name as a heading: `applications` becomes `Applications`. */
export function heading(group: string): string {
  return group.charAt(0).toUpperCase() + group.slice(1);
}

/** Cells by their group, in the order of the report. */
export function byGroup(cells: readonly CoverageCell[]): ReadonlyMap<string, readonly CoverageCell[]> {
  return Map.groupBy(cells, ({ group }) => group);
}
