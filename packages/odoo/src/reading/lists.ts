import {
  AtsError,
  EVENTS,
  RecordNotFound,
  token,
  type Call,
  type FetchedPage,
  type Injected,
  type PageContent,
  type Position,
  type Token,
} from "@anyats/core";
import { LIST_PAGES, type ListFormat, type Reading } from "@anyats/http";
import { ODOO, idOf, idsOf, type Row } from "../rpc/odoo.ts";
import type { OdooTransport } from "../rpc/transport.ts";
import { permissionMissing } from "../rpc/refusals.ts";
import { SERVER } from "../rpc/server.ts";
import { ODOO_SETTINGS } from "../settings.ts";
import { and, changedSince, odooTime, type Domain } from "../rpc/domain.ts";

/** Records of a model, and what they become. */
export interface OdooList<Wire, Model extends object> {
  readonly model: string;
  readonly domain: Domain;
  /** Those that the server lacks are left out. */
  readonly fields: readonly string[];
  /** Reads what the records of a page mention, and says how they are read then. */
  readonly reading: (rows: readonly Row[], call: Call) => Promise<Reading<Wire, Model>>;
  /** What Odoo cannot filter by. */
  readonly keep?: (model: Model) => boolean;
  /**
   * Called before what was read is believed, and where it is refused.
   * @param isFresh Whether to ask again: somebody may have taken the rights away.
   * @throws {AtsError} when the user may see only some of the records.
   */
  readonly confirm?: ((call: Call, isFresh: boolean) => Promise<void>) | undefined;
}

/** The filters that every stream has. */
export interface CommonFilter {
  readonly updatedAfter?: string | undefined;
  readonly createdAfter?: string | undefined;
  readonly ids?: readonly string[] | undefined;
  readonly remoteIds?: readonly string[] | undefined;
}

/** As many as pass in well under a second with what they mention, and small enough to be kept apart when one is odd. */
const largestPage = 200;

/**
 * Pages go on by id: `id > last`, in the order of the ids. By offset, rows that are touched or deleted meanwhile move others
 * out of sight. By `write_date`, answers are cut to seconds and the column is not, so the usual condition loops on one page.
 */
function byId(transport: OdooTransport): ListFormat {
  return {
    largestPage,
    ask: (position, pageSize) => ({ limit: pageSize, after: typeof position === "number" ? position : 0 }),
    read: (body, { pageSize }) => {
      const results: unknown = transport.result(body);
      if (!Array.isArray(results)) return { results: undefined, next: undefined };
      const ids = results.map((row: unknown) => (row as Row | null)?.["id"]).filter((id) => typeof id === "number");
      return { results, next: results.length < pageSize ? null : ids.at(-1) };
    },
  };
}

/** Odoo's lists, page by page. */
export class Lists {
  static readonly inject = { odoo: ODOO, server: SERVER, pages: LIST_PAGES, settings: ODOO_SETTINGS, events: EVENTS };
  readonly #collaborators: Injected<typeof Lists.inject>;

  constructor(collaborators: Injected<typeof Lists.inject>) {
    this.#collaborators = collaborators;
  }

  /** The condition of the filters that every list has. @param paths What counts as a change, besides the record's own. */
  common(filter: CommonFilter, ...paths: readonly string[]): Domain {
    const { overlapSeconds } = this.#collaborators.settings;
    const { updatedAfter, createdAfter, ids, remoteIds } = filter;
    return and(
      ids ? [["id", "in", idsOf(ids)]] : [],
      remoteIds ? [["id", "in", idsOf(remoteIds)]] : [],
      createdAfter === undefined ? [] : [["create_date", ">=", odooTime(`${createdAfter.slice(0, 10)}T00:00:00Z`)]],
      updatedAfter === undefined ? [] : changedSince(updatedAfter, overlapSeconds, "write_date", ...paths),
    );
  }

  /** One page, for a stream. */
  async page<Wire, Model extends object>(
    list: OdooList<Wire, Model>,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Model>> {
    const { odoo, server, pages } = this.#collaborators;
    const { model, domain, fields, keep } = list;
    const carry = await odoo.carrier(call);
    let rows: readonly Row[] = [];
    const reading = {} as Reading<Wire, Model>;
    const asked = odoo.withFields(model, fields, call, (known) =>
      pages.page<Wire, Model>(
        {
          format: byId(server.transport),
          route: `POST /${model}/search_read`,
          request: ({ limit, after }) => {
            const positional = { domain: and(domain, after === 0 ? [] : [["id", ">", after]]) };
            return carry({ model, method: "search_read", positional, named: { fields: known, limit, order: "id" } });
          },
          seen: (body) => (rows = rowsIn(server.transport.result(body))),
          // Known when the rows are: what is looked up for them has to be read first.
          reading,
        },
        position,
        call,
      ),
    );
    const page = await unlessHidden(asked, list, call);
    Object.assign(reading, await unlessHidden(list.reading(rows, call), list, call));
    // Of each page: what its records mention may be hidden, too, and is not missed.
    await list.confirm?.(call, true);
    const kept = (): PageContent<Model> => {
      const { records, quarantined } = page.decode();
      return { records: keep ? records.filter(keep) : records, quarantined };
    };
    return { next: page.next, decode: kept };
  }

  /** Every page, for a query that needs them all; a record that cannot be read is reported. */
  async *all<Wire, Model extends object>(
    list: OdooList<Wire, Model>,
    call: Call,
  ): AsyncGenerator<PageContent<Model>, void, void> {
    let position: Position = null;
    do {
      const page: FetchedPage<Model> = await this.page(list, position, call);
      const content = page.decode();
      for (const record of content.quarantined)
        this.#collaborators.events.emit("quarantine", { capability: call.capability, ...record });
      yield content;
      position = page.next;
    } while (position !== null);
  }

  /** One record. @throws {RecordNotFound} */
  async one<Wire, Model extends object>(
    kind: string,
    list: OdooList<Wire, Model>,
    id: string,
    call: Call,
  ): Promise<Model> {
    const { odoo, pages } = this.#collaborators;
    const number = idOf(id);
    const domain = number === undefined ? undefined : and(list.domain, [["id", "=", number]]);
    const [row] = domain ? await unlessHidden(odoo.search({ ...list, domain }, call), list, call) : [];
    const reading = row && (await unlessHidden(list.reading([row], call), list, call));
    await list.confirm?.(call, !row);
    const found = pages.record(kind, reading ?? neverRead<Wire, Model>(), row, call);
    // A row may be a part of a record with another id.
    if (list.keep && !list.keep(found)) throw new RecordNotFound(kind);
    return found;
  }
}

/** What is read; where a right is missing for it, the error says which. @throws {AtsError} */
async function unlessHidden<T>(
  read: Promise<T>,
  { confirm }: Pick<OdooList<never, never>, "confirm">,
  call: Call,
): Promise<T> {
  try {
    return await read;
  } catch (error) {
    if (AtsError.is(error) && error.code === permissionMissing.code) await confirm?.(call, true);
    throw error;
  }
}

/** For a record that is not there: nothing is read with it. */
const neverRead = <Wire, Model>() => ({}) as Reading<Wire, Model>;

const rowsIn = (results: unknown): readonly Row[] =>
  Array.isArray(results)
    ? results.filter(
        (row): row is Row => typeof row === "object" && row !== null && Number.isInteger((row as Row)["id"]),
      )
    : [];

export const LISTS: Token<Lists> = token("odoo/lists");
