/** A place in a stream, in whatever form the handler needs: plain JSON. `null` is the beginning. */
export type Position = string | number | { readonly [key: string]: unknown } | null;

/** A record that could not be read at all. It costs itself and nothing else. */
export interface QuarantinedRecord {
  /** The record's id, where even that could be read. */
  readonly id: string | null;
  /** Where in the record the reader gave up, such as `$.applications[0].id`. */
  readonly path: string;
  /** What was wrong there, without the value. */
  readonly problem: string;
}

/** What one page holds. */
export interface PageContent<T> {
  readonly records: readonly T[];
  readonly quarantined: readonly QuarantinedRecord[];
}

/**
 * A page that has arrived. `next` is known before the records are read, so that the next page can be on its way while
 * this one is decoded.
 */
export interface FetchedPage<T> {
  /** Where the next page begins; `null` when this is the last. */
  readonly next: Position;
  /** Reads the records. Called once. */
  decode(): PageContent<T>;
}

/** A page from records that are read already: what a simple handler returns. */
export function page<T>(
  records: readonly T[],
  next: Position,
  quarantined: readonly QuarantinedRecord[] = [],
): FetchedPage<T> {
  return { next, decode: () => ({ records, quarantined }) };
}
