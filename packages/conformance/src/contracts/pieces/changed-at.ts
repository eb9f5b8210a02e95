/** What may be told in another way where something beside it is missing: a value whose type is not known. */
const ofTypes = new Set(["value", "type", "raw", "url", "cursor", "nativeType"]);

/** Where a value became another one, and not null; undefined where it did not. */
export function changedAt(before: unknown, after: unknown, at: string): string | undefined {
  if (after === null || after === undefined) return undefined;
  if (typeof before !== "object" || before === null || typeof after !== "object")
    return Object.is(before, after) ? undefined : at;
  if (Array.isArray(before) && Array.isArray(after) && before.length !== after.length) return at;
  for (const [name, held] of Object.entries(before)) {
    const other: unknown = (after as Readonly<Record<string, unknown>>)[name];
    const found = ofTypes.has(name) ? undefined : changedAt(held, other, `${at}.${name}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
