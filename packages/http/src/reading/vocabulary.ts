import type { Drift } from "../drift/drift-reports.ts";

/**
 * The words of an ATS and those of the catalogue, both ways. A word that nobody knows is passed through as it is; `read` reports
 * it to the `drift` of a mapping, with its place, such as `$.status`.
 */
export function vocabulary(words: Readonly<Record<string, string>>) {
  const back = new Map(Object.entries(words).map(([theirs, ours]) => [ours, theirs]));
  return {
    read(theirs: string | null | undefined, drift?: Drift, path = "$"): string | null {
      if (!theirs) return null;
      if (Object.hasOwn(words, theirs)) return words[theirs]!;
      drift?.(path, "unknown-value");
      return theirs;
    },
    write: (ours: string): string => back.get(ours) ?? ours,
  };
}
