import { InvalidInput } from "@anyats/core";

/** How many values of a list filter go into one request, so that the address stays short enough for every proxy. */
export const valuesInOneRequest = 100;

/** The values of a list filter, each once, in parts that go into one request. */
export function partsOf(values: readonly string[]): readonly (readonly string[])[] {
  const all = [...new Set(values)];
  const count = Math.ceil(all.length / valuesInOneRequest);
  return Array.from({ length: count }, (_each, nth) =>
    all.slice(nth * valuesInOneRequest, (nth + 1) * valuesInOneRequest),
  );
}

/** Filters as Kombo's query parameters. */
export type Query = Readonly<Record<string, string>>;

/** Values of a filter as Kombo takes them. */
type Value = string | boolean | readonly string[] | undefined;

/** Filters by the names of Kombo's parameters. */
export type Filters = Readonly<Record<string, Value>>;

/** Where a value stands in what the caller gave. */
function placeOf(value: string, given: object): string | undefined {
  for (const [name, held] of Object.entries(given) as [string, unknown][]) {
    if (held === value) return name;
    if (Array.isArray(held) && held.includes(value)) return `${name}[${held.indexOf(value)}]`;
  }
  return undefined;
}

function csv(name: string, values: readonly string[], given: object): string {
  const index = values.findIndex((value) => value.includes(","));
  if (index < 0) return values.join(",");
  // Kombo splits at commas and knows no way to escape one: the filter would silently mean something else.
  throw new InvalidInput("The filter", [
    {
      path: placeOf(values[index]!, given) ?? `${name}[${index}]`,
      message: "must hold no comma, Kombo cannot filter by it",
    },
  ]);
}

/**
 * Builds Kombo's query parameters; what is absent is left out.
 * @param given What the caller gave, whose names an error goes by.
 * @throws {InvalidInput} for a value with a comma.
 */
export function queryOf(filters: Filters, given: object = {}): Query {
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(filters)) {
    if (value === undefined) continue;
    query[name] =
      typeof value === "string" ? value : typeof value === "boolean" ? String(value) : csv(name, value, given);
  }
  return query;
}

/** The filters that every stream has. */
export interface CommonFilter {
  readonly updatedAfter?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly remoteIds?: readonly string[] | undefined;
  readonly includeDeleted?: boolean | undefined;
  readonly ignoreUnsupportedFilters?: boolean | undefined;
}

/** The same as Kombo's parameters. */
export function commonQuery(filter: CommonFilter): Filters {
  return {
    updated_after: filter.updatedAfter,
    ids: filter.ids,
    remote_ids: filter.remoteIds,
    include_deleted: filter.includeDeleted,
    ignore_unsupported_filters: filter.ignoreUnsupportedFilters,
  };
}
