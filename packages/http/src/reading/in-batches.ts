import { AtsError, page, type FetchedPage, type PageContent, type Position } from "@anyats/core";
import { z } from "zod/mini";

/** Where a list stands that is read in parts: the part, and the cursor in it. */
const cursor = z.union([z.string(), z.number(), z.record(z.string(), z.unknown()), z.null()]);
const place = z.object({ part: z.int().check(z.gte(0)), cursor });

/**
 * Reads a list that is asked for by values, some at a time, so that no address becomes too long.
 * @param fetch Fetches a page of the records that match some of the values.
 */
export async function inBatches<T>(
  values: readonly string[],
  size: number,
  position: Position,
  fetch: (some: readonly string[], cursor: Position) => Promise<FetchedPage<T>>,
): Promise<FetchedPage<T>> {
  // A value that is given twice, in two parts, would give its record twice.
  const all = [...new Set(values)];
  const { part, cursor } = place.parse(position ?? { part: 0, cursor: null });
  const some = all.slice(part * size, (part + 1) * size);
  if (some.length === 0) return page<T>([], null);
  const fetched = await fetch(some, cursor);
  const isLast = (part + 1) * size >= all.length;
  const next =
    fetched.next !== null ? { part, cursor: fetched.next } : isLast ? null : { part: part + 1, cursor: null };
  return { next, decode: () => fetched.decode() };
}

/**
 * Reads something for each of many, some at a time, in their order. Where one fails, those beside it end before the call does:
 * no request goes on after it.
 */
export async function readEach<Of, T>(all: readonly Of[], atOnce: number, read: (one: Of) => Promise<T>): Promise<T[]> {
  const found: T[] = [];
  for (let from = 0; from < all.length; from += atOnce) {
    const some = all.slice(from, from + atOnce).map((one) => read(one));
    await Promise.allSettled(some);
    found.push(...(await Promise.all(some)));
  }
  return found;
}

/** How many records are asked for at once where each takes a request. */
const together = 4;

/**
 * Reads records by their ids where each takes a request of its own, some at a time. An id that is not known gives no
 * record, nor does one that `path` refuses: no record of the ATS can have it.
 * @param fetch Reads the record with an id. @throws {RecordNotFound}
 */
export function oneByOne<T>(
  ids: readonly string[],
  size: number,
  position: Position,
  fetch: (id: string) => Promise<PageContent<T>>,
): Promise<FetchedPage<T>> {
  return inBatches(ids, size, position, async (some) => {
    const found = await readEach(some, together, (id) => unlessMissing(id, fetch));
    const contents = found.filter((each) => each !== undefined);
    return page(
      contents.flatMap(({ records }) => records),
      null,
      contents.flatMap(({ quarantined }) => quarantined),
    );
  });
}

const missing: readonly string[] = ["record.not-found", "record.unusable-id"];

async function unlessMissing<T>(id: string, fetch: (id: string) => Promise<T>): Promise<T | undefined> {
  try {
    return await fetch(id);
  } catch (error) {
    if (AtsError.is(error) && missing.includes(error.code)) return undefined;
    throw error;
  }
}

/** The values of two filters that must both match; `undefined` where neither is given. For a server with one id, not two. */
export function both(one?: readonly string[], other?: readonly string[]): readonly string[] | undefined {
  return one && other ? one.filter((value) => other.includes(value)) : (one ?? other);
}
