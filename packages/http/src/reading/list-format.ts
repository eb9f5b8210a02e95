import type { Position } from "@anyats/core";

/** What a page says: its records, and where the list goes on. */
export interface ListedPage {
  /** The records as they came; `undefined` when the answer is not a list. */
  readonly results: readonly unknown[] | undefined;
  /** Where the next page begins; `null` when this is the last; `undefined` when the answer does not say. */
  readonly next: Position | undefined;
}

/** What was asked of a list. */
export interface Asked {
  readonly position: Position;
  readonly pageSize: number;
  /** The parameters of the request, those of `ask` included. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** How a server's lists go on. `cursorList`, `pageNumberList`, `offsetList` and `linkList` make the usual ones. */
export interface ListFormat {
  /** The most records that the server gives at a time. */
  readonly largestPage: number;
  /** The parameters that ask for a page. Those that are undefined are left out. */
  ask(position: Position, pageSize: number): Readonly<Record<string, unknown>>;
  /**
   * Reads a page.
   * @param url Its address, to which a relative link belongs.
   * @param headers Those of the answer, where one of them names the next page.
   */
  read(body: unknown, asked: Asked, url: string, headers: Headers): ListedPage;
  /**
   * Finds `next` in the beginning of the text, without parsing it: then the next page is on its way while this one is
   * parsed. `undefined` where that fails.
   */
  peek?(text: string): string | null | undefined;
}

/**
 * The value at a path of keys, such as `data.results`; the value itself for the empty path. A key that has dots in it, such as
 * `@odata.nextLink`, comes before a path of that name.
 */
export function at(body: unknown, keys: string): unknown {
  if (keys === "") return body;
  if (typeof body !== "object" || body === null) return undefined;
  if (Object.hasOwn(body, keys)) return (body as Readonly<Record<string, unknown>>)[keys];
  for (let dot = keys.indexOf("."); dot > 0; dot = keys.indexOf(".", dot + 1)) {
    const key = keys.slice(0, dot);
    if (Object.hasOwn(body, key)) return at((body as Readonly<Record<string, unknown>>)[key], keys.slice(dot + 1));
  }
  return undefined;
}

function listAt(body: unknown, keys: string): readonly unknown[] | undefined {
  const value = at(body, keys);
  return Array.isArray(value) ? value : undefined;
}

interface Common {
  /** Where the records are in the body, such as `data.results`; empty when the body is the list. */
  readonly results: string;
  /** The parameter for the page size. Absent where the ATS takes none: then each page but the last has `largestPage`. */
  readonly size?: string;
  readonly largestPage: number;
}

/** How many records a page has: as many as are asked for, where that can be asked. */
const sizeOf = ({ size, largestPage }: Common, pageSize: number): number =>
  size === undefined ? largestPage : pageSize;

const askedSize = ({ size }: Common, pageSize: number) => (size === undefined ? {} : { [size]: pageSize });

/** A list that goes on by a cursor. */
export interface CursorFormat extends Common {
  /** The parameter that takes the cursor. */
  readonly cursor: string;
  /** Where the next cursor is in the body, such as `meta.next`. */
  readonly next: string;
  /** Where the body says whether there is more, if it does: then that decides. */
  readonly more?: string;
  /** Whether a page without `next` is the last one. Default false: it is an error, since an answer that was cut short would end the list. */
  readonly absentNextEnds?: boolean;
}

/** A cursor must fit into the address of the next request, and is kept in checkpoints. */
const longestCursor = 8_000;

/** A list that goes on by a cursor. */
export function cursorList(format: CursorFormat): ListFormat {
  const { largestPage, results, next, more } = format;
  return {
    largestPage,
    ask: (position, pageSize) => ({
      ...askedSize(format, pageSize),
      ...(typeof position === "string" && { [format.cursor]: position }),
    }),
    read: (body) => ({ results: listAt(body, results), next: nextCursor(at(body, next), more && at(body, more)) }),
  };

  function nextCursor(value: unknown, says: unknown): string | null | undefined {
    if (says === false) return null;
    if (more !== undefined && says !== true) return undefined;
    const cursor = typeof value === "number" ? String(value) : value;
    if (typeof cursor === "string" && cursor !== "") return cursor.length > longestCursor ? undefined : cursor;
    if (more !== undefined) return undefined; // It says that there is more, and not where.
    return cursor === null || cursor === "" || (cursor === undefined && format.absentNextEnds) ? null : undefined;
  }
}

/** A list that goes on by page numbers. */
export interface PageNumberFormat extends Common {
  /** The parameter that takes the page number. */
  readonly page: string;
  /** The number of the first page. Default 1. */
  readonly first?: number;
  /** Where the body says the number of pages, such as `meta.pages`. Without it and `total`, a page that is not full is the last. */
  readonly pages?: string;
  /** Where the body says how many records there are on all pages, such as `meta.total`. */
  readonly total?: string;
  /** Where the body says whether there is more, such as `info.more_records`, if it does: then that decides. */
  readonly more?: string;
  /** Where the body says which page it is, such as `info.page`, if it does: another page than the one that was asked for is an error. */
  readonly number?: string;
}

/** A list that goes on by page numbers. Records that move while it is read may be missed: prefer a cursor. */
export function pageNumberList(format: PageNumberFormat): ListFormat {
  const { largestPage, first = 1, pages, total, more, number } = format;
  const counted = pages ?? total;
  return {
    largestPage,
    ask: (position, pageSize) => {
      const place = numbered(position, pageSize);
      return { ...askedSize(format, place.pageSize), [format.page]: place.page };
    },
    read: (body, asked) => {
      const results = listAt(body, format.results);
      const { page, pageSize } = numbered(asked.position, asked.pageSize);
      if (number !== undefined && at(body, number) !== page) return { results, next: undefined };
      if (more !== undefined) {
        const says = at(body, more);
        const next = says === true ? `${page + 1}/${pageSize}` : says === false ? null : undefined;
        return { results, next };
      }
      const count = counted === undefined ? undefined : at(body, counted);
      if (counted !== undefined && typeof count !== "number") return { results, next: undefined };
      const passed = (page - first + 1) * (pages === undefined ? pageSize : 1);
      const isLast = typeof count === "number" ? passed >= count : (results?.length ?? 0) < pageSize;
      return { results, next: isLast ? null : `${page + 1}/${pageSize}` };
    },
  };

  /** A page number means nothing without the size of the pages: a resumed list goes on with the size that it began with. */
  function numbered(position: Position, asked: number): { readonly page: number; readonly pageSize: number } {
    const pageSize = sizeOf(format, asked);
    const [, page, size] = /^(\d+)\/(\d+)$/.exec(String(position)) ?? [];
    if (page !== undefined && size !== undefined) return { page: Number(page), pageSize: Number(size) };
    return { page: placeOf(position, first), pageSize };
  }
}

/** A list that goes on by how many records to pass over. */
export interface OffsetFormat extends Common {
  /** The parameter that takes the number of records to pass over. */
  readonly offset: string;
  /** Where the body says how many records there are, such as `meta.total`. Without it, a page that is not full is the last. */
  readonly total?: string;
}

/** A list that goes on by offset. Records that move while it is read may be missed: prefer a cursor. */
export function offsetList(format: OffsetFormat): ListFormat {
  const { largestPage, total } = format;
  return {
    largestPage,
    ask: (position, pageSize) => ({ ...askedSize(format, pageSize), [format.offset]: placeOf(position, 0) }),
    read: (body, { position, pageSize }) => {
      const results = listAt(body, format.results);
      const [found, size] = [results?.length ?? 0, sizeOf(format, pageSize)];
      // A page may be empty and not the last, such as one of records that the user may not see.
      const passed = placeOf(position, 0) + (found || size);
      const all = total === undefined ? undefined : at(body, total);
      if (total !== undefined && typeof all !== "number") return { results, next: undefined };
      const isLast = typeof all === "number" ? passed >= all : found < size;
      return { results, next: isLast ? null : passed };
    },
  };
}

/** A list that goes on by a link. */
export interface LinkFormat extends Common {
  /**
   * Where the link to the next page is in the body, whole or relative; null, empty, false or absent on the last. Default: in
   * the header `Link`, as `rel="next"` (RFC 8288).
   */
  readonly link?: string;
}

/** A list that goes on by links. The position is the link; one of another origin is refused before anything is sent. */
export function linkList(format: LinkFormat): ListFormat {
  return {
    largestPage: format.largestPage,
    ask: (position, pageSize) => (typeof position === "string" ? {} : askedSize(format, pageSize)),
    read: (body, _asked, url, headers) => ({
      results: listAt(body, format.results),
      next: linkFrom(url, format.link === undefined ? nextLink(headers) : at(body, format.link)),
    }),
  };
}

/** The link to the next page in the header `Link`; null where it names none. */
function nextLink(headers: Headers): string | null {
  for (const link of (headers.get("link") ?? "").split("<").slice(1)) {
    const [address = "", parameters = ""] = link.split(">");
    const plain = parameters.replaceAll(/"[^"]*"/g, (quoted) => quoted.replaceAll(/[";,=]/g, " "));
    for (const parameter of plain.split(/[;,]/)) {
      const [name, words = ""] = parameter.toLowerCase().split("=");
      if (name?.trim() === "rel" && words.split(/\s/).includes("next")) return address;
    }
  }
  return null;
}

/** The whole address of a link on a page; null where the page says that it is the last, `undefined` where it is not an address. */
function linkFrom(page: string, link: unknown): string | null | undefined {
  if (link === undefined || link === null || link === "" || link === false) return null;
  const whole = typeof link === "string" ? URL.parse(link, page) : null;
  const isUsable = whole !== null && /^https?:$/.test(whole.protocol) && whole.href.length <= longestCursor;
  return isUsable ? whole.href : undefined;
}

/** A list that comes whole, in one answer. @param results Where the records are in the body; empty when the body is the list. */
export function wholeList(results: string): ListFormat {
  return {
    largestPage: 100_000,
    ask: () => ({}),
    read: (body) => ({ results: listAt(body, results), next: null }),
  };
}

function placeOf(position: Position, first: number): number {
  return typeof position === "number" ? position : first;
}
