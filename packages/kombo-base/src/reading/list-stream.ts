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
import { z } from "zod";
import { LISTS } from "./list-reader.ts";
import type { Query } from "./query.ts";
import type { Reading } from "@anyats/http";

/** How many values of a list filter go into one request, so that the address stays short enough for every proxy. */
const valuesInOneRequest = 100;

/** Where a stream stands whose filter had to be split: the part, and the cursor in it. */
const splitPosition = z.object({ part: z.int().min(0), cursor: z.string().nullable() });

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
    return this.#fetchPart(query, long, position, call);
  }

  async #fetchPart(query: Query, long: string, position: Position, call: Call): Promise<FetchedPage<OutputOf<C>>> {
    // A value that is given twice, in two parts, would give its record twice.
    const values = [...new Set(query[long]!.split(","))];
    const { part, cursor } = splitPosition.parse(position ?? { part: 0, cursor: null });
    const some = values.slice(part * valuesInOneRequest, (part + 1) * valuesInOneRequest);
    const page = await this.collaborators.lists.page(
      this.path,
      this.reading,
      { ...query, [long]: some.join(",") },
      cursor,
      call,
    );
    const isLast = (part + 1) * valuesInOneRequest >= values.length;
    const next = page.next !== null ? { part, cursor: page.next } : isLast ? null : { part: part + 1, cursor: null };
    return { next, decode: () => page.decode() };
  }
}
