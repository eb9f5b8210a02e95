import type { Policy } from "./options.ts";

/**
 * Cuts lists and texts until an answer fits: to one entry and a hundred characters at least, so that what an agent needs
 * to go on is there.
 */
export function bounded(
  value: unknown,
  { maxRecords, maxCharacters }: Pick<Policy, "maxRecords" | "maxCharacters">,
): { readonly value: unknown; readonly truncated: boolean } {
  let truncated = false;
  const cut = (part: unknown, most: number, longest: number): unknown => {
    if (typeof part === "string" && part.length > longest) {
      truncated = true;
      // Half a character, as UTF-16 has it, is what services behind an agent reject.
      return `${part.slice(0, longest).replace(/[\uD800-\uDBFF]$/, "")}…`;
    }
    if (Array.isArray(part)) {
      if (part.length > most) truncated = true;
      return part.slice(0, most).map((item) => cut(item, most, longest));
    }
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([name, held]) => [name, cut(held, most, longest)]));
  };
  let [most, longest] = [Math.max(maxRecords, 100), Math.max(maxCharacters, 100)];
  let fitting = cut(value, most, longest);
  while (JSON.stringify(fitting).length > maxCharacters && (most > 1 || longest > 100)) {
    [most, longest] = [Math.max(1, Math.floor(most / 2)), Math.max(100, Math.floor(longest / 2))];
    fitting = cut(value, most, longest);
  }
  return { value: fitting, truncated };
}
