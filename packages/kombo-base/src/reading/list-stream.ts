import type {
  AnyCapability,
  Call,
  FetchedPage,
  Injected,
  InputOf,
  OutputOf,
  Position,
  Route,
  StreamHandler,
} from "@anyats/core";
import { inBatches, type Reading } from "@anyats/http";
import { LISTS } from "./list-reader.ts";
import type { Query } from "./query.ts";

/** How many values of a list filter go into one request, so that the address stays short enough for every proxy. */
const valuesInOneRequest = 100;

/** A stream over one of Kombo's lists. */
export abstract class ListStream<
  C extends AnyCapability,
  Wire,
  Model extends object & OutputOf<C>,
> implements StreamHandler<C> {
  static readonly inject = { lists: LISTS };
  readonly lane = "unified" as const;
  protected readonly collaborators: Injected<typeof ListStream.inject>;

  constructor(collaborators: Injected<typeof ListStream.inject>) {
    this.collaborators = collaborators;
  }

  protected abstract readonly path: string;
  protected abstract readonly reading: Reading<Wire, Model>;
  /** The filter as Kombo's parameters. */
  protected abstract query(filter: InputOf<C>): Query;
  /** Parameters that each record matches with one value only: a long list of values can be asked for in parts. */
  protected readonly splittable: readonly string[] = ["ids", "remote_ids"];

  get routes(): readonly Route[] {
    return [{ method: "GET", path: this.path, certainty: "documented", source: "Kombo's API reference" }];
  }

  fetchPage(filter: InputOf<C>, position: Position, call: Call): Promise<FetchedPage<OutputOf<C>>> {
    const query = this.query(filter);
    const long = this.splittable.find((name) => (query[name]?.split(",").length ?? 0) > valuesInOneRequest);
    const { lists } = this.collaborators;
    if (long === undefined) return lists.page(this.path, this.reading, query, position, call);
    return inBatches(query[long]!.split(","), valuesInOneRequest, position, (some, cursor) =>
      lists.page(this.path, this.reading, { ...query, [long]: some.join(",") }, cursor, call),
    );
  }
}
