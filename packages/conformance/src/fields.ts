/** Values by the names that they stand under. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What stands at a path; undefined where there is no such place. */
export const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce((held, name) => (isFields(held) ? held[name] : undefined), value);
