import { invalid } from "./errors.ts";

/** Where in a list the next page begins, and to which question it belongs. */
interface Position {
  readonly index: number;
  readonly question: string;
}

/** Parameters without influence on which records a list holds. */
const neutral = new Set(["cursor", "page_size"]);

/**
 * What must be the same on every page. A filter that says what goes without saying is left out: the official SDK sends
 * `include_deleted=false` with the first page and not with the second.
 */
export function questionOf(path: string, query: Readonly<Record<string, string>>): string {
  const filters = Object.entries(query)
    .filter(([name, value]) => !neutral.has(name) && value !== "" && value !== "false")
    .toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `${path}?${filters.map(([name, value]) => `${name}=${value}`).join("&")}`;
}

export function writeCursor({ index, question }: Position): string {
  return Buffer.from(JSON.stringify([index, fingerprint(question)])).toString("base64url");
}

/**
 * The index at which a page begins. A cursor that was made up, or that belongs to other filters, is refused. (The
 * documentation demands the same filters on every page and does not say what happens otherwise.)
 */
export function readCursor(cursor: string | undefined, question: string): number {
  if (cursor === undefined) return 0;
  const [index, print] = decoded(cursor);
  if (!Number.isInteger(index)) throw invalid("cursor: not a cursor of this API");
  if (print !== fingerprint(question)) throw invalid("cursor: the filters differ from those of the first page");
  return index as number;
}

function decoded(cursor: string): unknown[] {
  try {
    const value: unknown = JSON.parse(Buffer.from(cursor, "base64url").toString());
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}

function fingerprint(text: string): string {
  let state = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) state = Math.imul(state ^ text.charCodeAt(index), 16_777_619);
  return (state >>> 0).toString(36);
}

/** Takes the rows that pass, from a place on, until the page is full. `next`: where to go on, null at the end. */
export function takePage<T>(
  rows: readonly T[],
  start: number,
  size: number,
  passes: (row: T) => boolean,
): { page: T[]; next: number | null } {
  const page: T[] = [];
  for (let index = start; index < rows.length; index += 1) {
    const row = rows[index] as T;
    if (!passes(row)) continue;
    if (page.length === size) return { page, next: index };
    page.push(row);
  }
  return { page, next: null };
}
