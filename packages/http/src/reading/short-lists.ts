/** How many values of a list go into one address: it stays short enough for every server and proxy. */
export const mostInAddress = 50;

/** Filters that `byIds` of `LIST_PAGES` asks for some at a time. */
const ofIds: ReadonlySet<string> = new Set(["ids", "remoteIds"]);

/**
 * A stream's filter in two parts: what an address can hold, and the lists that are too long for it. Give the first to the
 * server, and the second to `filteredPage`, which compares the records here.
 */
export function shortLists<F extends object>(filter: F): { readonly short: F; readonly long: Partial<F> } {
  const isLong = ([name, value]: readonly [string, unknown]) =>
    Array.isArray(value) && value.length > mostInAddress && !ofIds.has(name);
  const all = Object.entries(filter);
  return {
    short: Object.fromEntries(all.filter((each) => !isLong(each))) as F,
    long: Object.fromEntries(all.filter(isLong)) as Partial<F>,
  };
}
