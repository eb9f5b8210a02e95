/** Values by the names that they stand under. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * A value with something else in places of it. `change` is asked from the outside in: where it gives undefined, it is asked
 * about what is inside. What stands in a list has no name.
 */
export function changedWithin(
  value: unknown,
  change: (value: unknown, name: string | undefined) => unknown,
  name?: string,
): unknown {
  const changed = change(value, name);
  if (changed !== undefined) return changed;
  const isList = Array.isArray(value);
  if (!isList && !isFields(value)) return value;
  let other: Record<string, unknown> | undefined;
  // Most of a body stays: only what holds a change is copied.
  for (const key of Object.keys(value)) {
    const held = (value as Fields)[key];
    const now = changedWithin(held, change, isList ? undefined : key);
    if (now === held) continue;
    other ??= (isList ? [...(value as unknown[])] : { ...value }) as Record<string, unknown>;
    other[key] = now;
  }
  return other ?? value;
}

/** Every text and number in a value, whatever holds them. */
export function scalarsIn(value: unknown): readonly (string | number)[] {
  if (typeof value === "string" || typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(scalarsIn) : [];
}

/** Every text in a value, whatever holds it. */
export const textsIn = (value: unknown): readonly string[] =>
  scalarsIn(value).filter((each) => typeof each === "string");

/** What stands at a path; undefined where there is no such place. */
export const valueAt = (value: unknown, path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>(
    (held, part) => (isFields(held) || Array.isArray(held) ? (held as Fields)[part] : undefined),
    value,
  );
