import { AtsError, type Clock, type ConnectionMemory, type FetchedPage, type Position } from "@anyats/core";
import { z } from "zod/mini";

const schemasOf = () => ({
  /** Tokens with which a server gives what changed since a run of its list began: by the server's clock, in milliseconds since 1970. */
  marks: z.catch(z.array(z.object({ token: z.string(), began: z.number() })), []),
  place: z.object({
    cursor: z.union([z.string(), z.number(), z.null()]),
    began: z.number(),
    token: z.nullable(z.string()),
  }),
});
let made: ReturnType<typeof schemasOf> | undefined;
/** Made once they are needed: an app whose adapters need none does not make them. */
const schemas = () => (made ??= schemasOf());

type Mark = Readonly<z.output<ReturnType<typeof schemasOf>["marks"]>[number]>;
type Place = z.output<ReturnType<typeof schemasOf>["place"]>;

/** How far the clocks of this process and of the ATS may differ where the ATS does not tell its own, in milliseconds. */
const clocksMs = 300_000;
/** `Date` cuts to whole seconds. */
const dateStep = 1_000;
/** How many tokens of a list are kept: a reader that overlaps its reads needs one that is older than its last run. */
const mostMarks = 24;

/** A page of a run, and what came with it. */
export interface RunPage<T> {
  readonly page: FetchedPage<T>;
  /** Of the last page: the token for the next run. */
  readonly token?: string | undefined;
  /** The `Date` of the answer, where there was one. */
  readonly date?: string | null | undefined;
}

/** One page of a run: with a token, only what changed since it. */
export type FetchRun<T> = (token: string | undefined, cursor: Position) => Promise<RunPage<T>>;

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
  readonly #memory: ConnectionMemory;

  /** @param memory Keeps the tokens; by default for as long as this lives. */
  constructor(clock: Clock, memory: ConnectionMemory = new Map<string, unknown>()) {
    this.#clock = clock;
    this.#memory = memory;
  }

  async page<T>(
    { list, since, fetch, isTokenRefused }: IncrementalRun<T>,
    position: Position,
  ): Promise<FetchedPage<T>> {
    const start = position === null ? this.#start(list, since) : schemas().place.parse(position);
    try {
      return await this.#fetch(list, start, fetch);
    } catch (error) {
      if (start.token === null || start.cursor !== null || !AtsError.is(error) || !isTokenRefused(error)) throw error;
      if (list !== undefined) this.#memory.set(keyOf(list), []);
      return this.#fetch(list, { ...start, token: null }, fetch);
    }
  }

  async #fetch<T>(list: string | undefined, place: Place, fetch: FetchRun<T>): Promise<FetchedPage<T>> {
    const { cursor, token } = place;
    const { page, token: given, date } = await fetch(token ?? undefined, cursor);
    const began = cursor === null ? this.#beganBy(date) : place.began;
    if (page.next === null && given && list !== undefined) this.#keep(list, { token: given, began });
    if (page.next === null) return page;
    return { next: { cursor: page.next, began, token }, decode: () => page.decode() };
  }

  /** A change is dated by the server: only its own clock says for certain whether it came before the run. */
  #beganBy(date: string | null | undefined): number {
    const told = Date.parse(date ?? "");
    return Number.isNaN(told) ? this.#clock.now() + clocksMs : told + dateStep;
  }

  #start(list: string | undefined, since: string | undefined): Place {
    const from = since === undefined ? -Infinity : Date.parse(since);
    const kept = list === undefined ? [] : this.#kept(list);
    return { cursor: null, began: 0, token: kept.findLast((each) => each.began <= from)?.token ?? null };
  }

  #kept(list: string): readonly Mark[] {
    return schemas().marks.parse(this.#memory.get(keyOf(list)) ?? []);
  }

  #keep(list: string, latest: Mark): void {
    const others = this.#kept(list).filter(({ began }) => began !== latest.began);
    const all = [...others, latest].toSorted((one, other) => one.began - other.began);
    this.#memory.set(keyOf(list), all.slice(-mostMarks));
  }
}

const keyOf = (list: string) => `sync-tokens ${list}`;
