import {
  handles,
  type AnyCapability,
  type Call,
  type Capability,
  type FetchedPage,
  type InputOf,
  type Need,
  type Operation,
  type OperationDefinition,
  type OutputOf,
  type Position,
} from "@anyats/core";
import { inBatches, type Reading } from "@anyats/http";
import { documented } from "../routes.ts";
import { LISTS, type Lists } from "./list-reader.ts";
import { commonQuery, queryOf, valuesInOneRequest, type CommonFilter, type Filters } from "./query.ts";

type StreamCapability = Capability<string, "stream">;

/** One of Kombo's lists as a stream. Spread it to change a part: `listStream(jobs.stream, { ...jobList, reading })`. */
export interface ListDefinition<C extends AnyCapability, Wire, Model extends object & OutputOf<C>> {
  readonly path: `/${string}`;
  readonly reading: Reading<Wire, Model>;
  /** Kombo's models without which the list is not there. */
  readonly needs: readonly Need[];
  /** Parameters for the filters that not every stream has. */
  readonly query?: (filter: InputOf<C>) => Filters;
  /**
   * Parameters that each record matches with one value only: a long list of values can be asked for in parts. Besides
   * `ids` and `remote_ids`.
   */
  readonly splittable?: readonly string[];
}

type Query = ReturnType<typeof queryOf>;

/** Reads a list with each long list of values in parts, one within the other: each record is found with one part of each. */
function inParts<T>(
  asked: Query,
  [name, ...others]: readonly string[],
  position: Position,
  fetch: (asked: Query, cursor: Position) => Promise<FetchedPage<T>>,
): Promise<FetchedPage<T>> {
  if (name === undefined) return fetch(asked, position);
  return inBatches(asked[name]!.split(","), valuesInOneRequest, position, (some, cursor) =>
    inParts({ ...asked, [name]: some.join(",") }, others, cursor, fetch),
  );
}

/** A stream over one of Kombo's lists, 250 records at a time. */
export function listStream<C extends StreamCapability, Wire, Model extends object & OutputOf<C>>(
  capability: C,
  { path, reading, needs, query = () => ({}), splittable = [] }: ListDefinition<C, Wire, Model>,
): Operation<C> {
  const fetchPage = (filter: InputOf<C>, position: Position, call: Call, { lists }: { readonly lists: Lists }) => {
    const asked = queryOf({ ...commonQuery(filter as CommonFilter), ...query(filter) }, filter as CommonFilter);
    const long = ["ids", "remote_ids", ...splittable].filter(
      (name) => (asked[name]?.split(",").length ?? 0) > valuesInOneRequest,
    );
    return inParts(asked, long, position, (some, cursor) => lists.page(path, reading, some, cursor, call));
  };
  const definition = { lane: "unified", routes: documented(`GET ${path}`), needs, inject: { lists: LISTS }, fetchPage };
  return handles(capability, definition as unknown as OperationDefinition<C, { lists: typeof LISTS }>);
}
