/** One condition: a field, or a path of fields, an operator and a value. */
export type Condition = readonly [field: string, operator: string, value: unknown];

/** Conditions and the operators before them (`|`, `&`), as Odoo reads them. Those that nothing joins must all match. */
export type Domain = readonly (Condition | "|" | "&")[];

/** All must match. */
export const and = (...domains: readonly Domain[]): Domain => domains.flat();

/** One must match. */
export function or(...domains: readonly Domain[]): Domain {
  const parts = domains.map(joined);
  return [...Array.from({ length: parts.length - 1 }, () => "|" as const), ...parts.flat()];
}

/** As one term: each operator takes two. */
function joined(domain: Domain): Domain {
  const conditions = domain.filter((term) => typeof term !== "string").length;
  const operators = domain.length - conditions;
  return [...Array.from({ length: conditions - operators - 1 }, () => "&" as const), ...domain];
}

/** Matches nothing. */
export const nothing: Domain = [["id", "=", 0]];

/** Whether a domain asks for what is among nothing: the answer is known. */
export const isAmongNothing = (domain: Domain): boolean =>
  domain.every((term) => typeof term !== "string") &&
  domain.some(([, operator, value]) => operator === "in" && Array.isArray(value) && value.length === 0);

/** A text for `ilike`, in which a per cent sign and an underscore mean themselves. */
export const literally = (text: string): string => text.replaceAll(/[\\%_]/g, String.raw`\$&`);

/** An instant as Odoo writes it: UTC, to the second. Domains ignore an offset, and writes reject one. */
export const odooTime = (instant: string | number): string =>
  new Date(instant).toISOString().slice(0, 19).replace("T", " ");

/**
 * Changed at or after an instant. A change carries the time at which its transaction began, and shows when that ends: so
 * it looks back further.
 */
export function changedSince(instant: string, overlapSeconds: number, ...paths: readonly string[]): Domain {
  const since = odooTime(Math.max(0, Date.parse(instant) - overlapSeconds * 1000));
  return or(...paths.map((path): Domain => [[path, ">=", since]]));
}
