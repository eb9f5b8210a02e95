export type Fields = Readonly<Record<string, unknown>>;
export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** A body whose lists hold no records. */
export function withoutRecords(body: unknown): unknown {
  if (Array.isArray(body)) return body.every(isFields) ? [] : body;
  if (!isFields(body)) return body;
  return Object.fromEntries(Object.entries(body).map(([name, held]) => [name, withoutRecords(held)]));
}
