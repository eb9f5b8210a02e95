import { AtsError, type Call, type Clock, type FetchedPage, type Position } from "@anyats/core";
import { z } from "zod";

/** A token with which a server gives what changed since a run of its list began. */
interface Mark {
  readonly token: string;
  /** When that run began, in milliseconds since 1970. */
  readonly began: number;
}

const place = z.object({
  cursor: z.union([z.string(), z.number(), z.null()]),
  began: z.number(),
  token: z.string().nullable(),
});
type Place = z.output<typeof place>;

/** How far the clocks of this process and of the ATS may differ, in milliseconds. */
const clocksMs = 300_000;
/** How many tokens of a list are kept: a reader that overlaps its reads needs one that is older than its last run. */
const mostMarks = 24;

/** One page of a run: with a token, only what changed since it. */
export type FetchRun<T> = (
  token: string | undefined,
  cursor: Position,
) => Promise<{ readonly page: FetchedPage<T>; /** Of the last page. */ readonly token?: string | null | undefined }>;

/** A list that gives tokens. */
export interface IncrementalRun<T> {
  /** Equal for runs that ask for the same records. `undefined`: the run gives no token that could be used again. */
  readonly list: string | undefined;
  /** From when on changes are wanted, as ISO 8601. */
  readonly since: string | undefined;
  readonly fetch: FetchRun<T>;
  /** Whether an error says that a token is not accepted any more: then the whole list is read. */
  readonly isTokenRefused: (error: AtsError) => boolean;
}

/**
 * Reads lists of servers that have no filter by time but give a token at the end of a run. Where a token of a run is
 * known that began before `since`, only what changed since that run is read; else everything. The caller filters by the
 * records' own dates in both cases, so a token saves requests and decides nothing.
 */
export class IncrementalRuns {
  readonly #clock: Clock;
  readonly #marks = new Map<string, Mark[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async page<T>(
    { list, since, fetch, isTokenRefused }: IncrementalRun<T>,
    position: Position,
    _call: Call,
  ): Promise<FetchedPage<T>> {
    const start = position === null ? this.#start(list, since) : place.parse(position);
    try {
      return await this.#fetch(list, start, fetch);
    } catch (error) {
      if (start.token === null || start.cursor !== null || !AtsError.is(error) || !isTokenRefused(error)) throw error;
      if (list !== undefined) this.#marks.delete(list);
      return this.#fetch(list, { ...start, token: null }, fetch);
    }
  }

  async #fetch<T>(
    list: string | undefined,
    { cursor, began, token }: Place,
    fetch: FetchRun<T>,
  ): Promise<FetchedPage<T>> {
    const { page, token: given } = await fetch(token ?? undefined, cursor);
    if (page.next === null && given && list !== undefined) this.#keep(list, { token: given, began });
    if (page.next === null) return page;
    return { next: { cursor: page.next, began, token }, decode: () => page.decode() };
  }

  #start(list: string | undefined, since: string | undefined): Place {
    const began = this.#clock.now();
    const from = since === undefined || list === undefined ? -Infinity : Date.parse(since);
    const marks = list === undefined ? [] : (this.#marks.get(list) ?? []);
    const mark = marks.findLast((each) => each.began + clocksMs <= from);
    return { cursor: null, began, token: mark?.token ?? null };
  }

  #keep(list: string, mark: Mark): void {
    const others = (this.#marks.get(list) ?? []).filter(({ began }) => began !== mark.began);
    this.#marks.set(list, [...others, mark].toSorted((one, other) => one.began - other.began).slice(-mostMarks));
  }
}
