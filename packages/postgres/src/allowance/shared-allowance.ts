import { randomUUID } from "node:crypto";
import {
  type Allowance,
  type AllowanceFacts,
  type AllowanceRequest,
  type Clock,
  type Permit,
  steadyNow,
  systemClock,
} from "@anyats/core";
import type { Database, Unlisten } from "../database/database.ts";
import { DatabaseUnavailable } from "../database/errors.ts";
import { defaultSchema, identifier } from "../database/identifier.ts";
import { allowanceChannel, allowanceSql } from "./allowance-sql.ts";
import { OwnAllowance, usedUp } from "./own-allowance.ts";
import { notSent } from "./not-sent.ts";

/** How many requests of a kind run at once while the server does not say. */
export interface AtOnce {
  /** With how many all processes together begin. */
  readonly first: number;
  /** How far the number grows with each answer. */
  readonly most: number;
}

/** Whether the processes share their allowances, or each goes on alone because the database cannot be reached. */
export type Sharing = { readonly shared: true } | { readonly shared: false; readonly reason: string };

export interface SharedAllowancesOptions {
  /** `anyats` unless given. */
  readonly schema?: string;
  /** Called when this process falls back to an allowance of its own, and when it shares again. */
  readonly onChange?: (sharing: Sharing) => void;
  /** How long a process that says nothing counts as alive, in milliseconds; 15,000 unless given. */
  readonly aliveMs?: number;
  readonly clock?: Clock;
}

export interface ScopeOptions {
  /**
   * The limits at once, by kind. Unless given: 8 at first and 30 at most for each kind but `requests`, which has none
   * until the server names one.
   */
  readonly atOnce?: Readonly<Record<string, AtOnce>>;
}

/** The allowances of all connections of a process, shared with the other processes through the database. */
export interface SharedAllowances {
  /** The allowance of one connection. @param scope The connection's id; the same in every process. */
  of(scope: string, options?: ScopeOptions): Allowance;
  /** Gives back whatever is held. */
  close(): Promise<void>;
}

interface Acquired {
  readonly granted: boolean;
  readonly wait_ms: number;
  readonly tokens: number;
  readonly tokens_ms: number | null;
  readonly at_once: number | null;
  readonly said: number | null;
  readonly most: number | null;
  readonly window_left: number | null;
  readonly processes: number;
  /** Places that this process was granted at the same moment, this one among them. */
  readonly others: readonly string[];
}

interface Polled {
  readonly permit: string;
  readonly granted: boolean;
}

/** What this process knows of one limit. */
interface Limit {
  readonly scope: string;
  readonly kind: string;
  readonly atOnce: AtOnce | undefined;
  readonly own: OwnAllowance;
  known: Acquired | undefined;
  /** Requests that need not ask. */
  tokens: number;
  tokensUntil: number;
  /** The last number of the window that the database was given, and when that window ends. */
  toldRemaining: number;
  windowUntil: number;
  /** Places to give back. */
  readonly returned: string[];
  returning: boolean;
  /** What the database is being told; places are given back after it, since a place may be one too many. */
  learning: Promise<void>;
  /** Requests that were carried out, of which the database does not know yet. */
  successes: number;
}

const usual: AtOnce = { first: 8, most: 30 };

/** How long after a failure of the database it is asked again, in milliseconds. */
const againAfter = 1_000;
/** How long the database may take to answer before the process goes on alone, in milliseconds. */
const patience = 5_000;
/** How often a process that waits looks, in case a notification was lost, in milliseconds. */
const lookEvery = 1_000;

class SharedAllowancesOverPostgres implements SharedAllowances {
  readonly #database: Database;
  readonly #sql: ReturnType<typeof allowanceSql>;
  readonly #channel: string;
  readonly #clock: Clock;
  readonly #aliveMs: number;
  readonly #onChange: (sharing: Sharing) => void;
  readonly #holder = randomUUID();
  readonly #limits = new Map<string, Limit>();
  /** What each waiting request does when its place is granted, by the id of its permit. */
  readonly #waiting = new Map<string, (granted: boolean) => void>();
  readonly #held = new Set<string>();
  #listening: Promise<Unlisten> | undefined;
  #alone: { readonly until: number } | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lookAt = 0;
  #closed = false;

  constructor(database: Database, options: SharedAllowancesOptions) {
    const schema = identifier("schema", options.schema ?? defaultSchema);
    this.#database = database;
    this.#sql = allowanceSql(schema);
    this.#channel = allowanceChannel(schema);
    this.#clock = options.clock ?? systemClock;
    this.#aliveMs = options.aliveMs ?? 15_000;
    this.#onChange = options.onChange ?? (() => {});
  }

  of(scope: string, options: ScopeOptions = {}): Allowance {
    const limitOf = (kind: string): Limit => {
      const key = JSON.stringify([scope, kind]);
      const limit = this.#limits.get(key) ?? this.#newLimit(scope, kind, options);
      this.#limits.set(key, limit);
      return limit;
    };
    return {
      acquire: (request) => this.#acquire(limitOf(request.kind), request),
      learn: (facts) => this.#learn(limitOf(facts.kind), facts),
    };
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#listening?.then(
      (unlisten) => unlisten(),
      () => {},
    );
    // What cannot be given back expires.
    await this.#database.query(this.#sql.leave, [this.#holder]).catch(() => {});
    await this.#database.query(this.#sql.forget, [this.#holder]).catch(() => {});
  }

  #newLimit(scope: string, kind: string, options: ScopeOptions): Limit {
    const atOnce = options.atOnce?.[kind] ?? (kind === "requests" ? undefined : usual);
    const own = new OwnAllowance(this.#clock);
    own.share(atOnce?.first ?? null, 1);
    const returned: string[] = [];
    const learning = Promise.resolve();
    const none = { tokens: 0, tokensUntil: 0, toldRemaining: 0, windowUntil: 0, successes: 0 };
    return { scope, kind, atOnce, own, known: undefined, ...none, returned, returning: false, learning };
  }

  async #acquire(limit: Limit, request: AllowanceRequest): Promise<Permit> {
    const askedAt = steadyNow(this.#clock);
    for (;;) {
      if (request.signal.aborted) throw notSent(request.signal.reason);
      const now = steadyNow(this.#clock);
      if (limit.tokens > 0 && now < limit.tokensUntil) {
        limit.tokens -= 1;
        return { waitedMs: now - askedAt, release: () => {} };
      }
      if (this.#alone && now < this.#alone.until) return limit.own.acquire(request);
      // One request asks whether the database is back; the others go on.
      if (this.#alone) this.#alone = { until: now + patience };
      const id = randomUUID();
      const answer = await this.#ask(limit, id, request);
      if (answer === undefined) return limit.own.acquire(request);
      if (answer.granted || (await this.#wait(limit, id, request, answer.wait_ms)))
        return { waitedMs: steadyNow(this.#clock) - askedAt, release: () => this.#release(limit, id) };
    }
  }

  /** Asks the database for a place. Undefined when it does not answer. */
  async #ask(limit: Limit, id: string, { priority }: AllowanceRequest): Promise<Acquired | undefined> {
    this.#held.add(id);
    const { scope, kind, atOnce } = limit;
    const { first = null, most = null } = atOnce ?? {};
    const parameters = [scope, kind, id, this.#holder, this.#aliveMs, priority === "bulk", first, most];
    try {
      await this.#patiently(() => this.#listen());
      const { rows } = await this.#patiently(() => this.#database.query<Acquired>(this.#sql.acquire, parameters));
      const [answer] = rows;
      if (answer === undefined) throw new DatabaseUnavailable("no answer");
      this.#heard(limit, answer);
      this.#granted(answer.others);
      this.#keepAlive();
      return answer;
    } catch (error) {
      // It may have been granted, and the answer lost.
      this.#release(limit, id);
      this.#fallBack(error);
      return undefined;
    }
  }

  #heard(limit: Limit, answer: Acquired): void {
    limit.known = answer;
    limit.own.share(answer.at_once, answer.processes);
    if (answer.tokens > 0) {
      limit.tokens = answer.tokens;
      limit.tokensUntil = steadyNow(this.#clock) + (answer.tokens_ms ?? 0);
    }
    if (this.#alone === undefined) return;
    this.#alone = undefined;
    this.#onChange({ shared: true });
  }

  /** Waits for the place. @returns False when the request lost its place in the queue, or the database was lost. */
  async #wait(limit: Limit, id: string, request: AllowanceRequest, waitMs: number): Promise<boolean> {
    const { signal, deadline } = request;
    if (waitMs > 0 && steadyNow(this.#clock) + waitMs >= deadline) {
      this.#release(limit, id);
      throw usedUp(waitMs);
    }
    let leave = () => {};
    try {
      const granted = await new Promise<boolean>((resolve, reject) => {
        this.#waiting.set(id, resolve);
        leave = () => reject(notSent(signal.reason) as Error);
        signal.addEventListener("abort", leave, { once: true });
        if (signal.aborted) leave();
        this.#lookAfter(waitMs > 0 ? Math.min(waitMs + 5, lookEvery) : lookEvery);
      });
      if (!granted) this.#release(limit, id);
      return granted;
    } catch (error) {
      this.#release(limit, id);
      throw error;
    } finally {
      signal.removeEventListener("abort", leave);
      this.#waiting.delete(id);
    }
  }

  #release(limit: Limit, id: string): void {
    if (!this.#held.delete(id)) return;
    limit.returned.push(id);
    void this.#giveBack(limit);
  }

  /** Gives places back, those of one moment together. What the database rejects is sent again later. */
  async #giveBack(limit: Limit): Promise<void> {
    if (limit.returning) return;
    limit.returning = true;
    try {
      while (limit.returned.length > 0) {
        await limit.learning;
        const ids = limit.returned.slice();
        const { successes } = limit;
        const parameters = [limit.scope, limit.kind, this.#holder, ids, successes];
        const { rows } = await this.#database.query<{ granted: string[] }>(this.#sql.release, parameters);
        limit.returned.splice(0, ids.length);
        limit.successes -= successes;
        this.#granted(rows[0]?.granted ?? []);
      }
    } catch (error) {
      this.#fallBack(error);
      this.#keepAlive();
    } finally {
      limit.returning = false;
    }
  }

  #granted(ids: readonly string[]): void {
    for (const id of ids) this.#waiting.get(id)?.(true);
  }

  #learn(limit: Limit, facts: AllowanceFacts): void {
    limit.own.learn(facts);
    if (facts.succeeded) limit.successes += 1;
    if (!isNews(limit, facts, steadyNow(this.#clock))) return;
    const { scope, kind, atOnce } = limit;
    const { concurrency = null, remaining = null, resetMs = null, refused = null } = facts;
    const { first = null, most = null } = atOnce ?? {};
    if (refused !== null || remaining === 0) limit.tokens = 0;
    if (remaining !== null && resetMs !== null) {
      limit.toldRemaining = remaining;
      limit.windowUntil = steadyNow(this.#clock) + resetMs;
    }
    const parameters = [scope, kind, first, most, concurrency, remaining, resetMs, refused];
    limit.learning = this.#tell(limit.learning, parameters);
  }

  async #tell(before: Promise<void>, parameters: readonly unknown[]): Promise<void> {
    await before;
    try {
      await this.#database.query(this.#sql.learn, parameters);
    } catch (error) {
      this.#fallBack(error);
    }
  }

  /** The process goes on alone for a moment. What waits in the database waits here from now on. */
  #fallBack(error: unknown): void {
    if (this.#closed) return;
    const reason = error instanceof DatabaseUnavailable ? String(error.details?.["reason"]) : "the statement failed";
    const first = this.#alone === undefined;
    this.#alone = { until: steadyNow(this.#clock) + againAfter };
    if (first) this.#onChange({ shared: false, reason });
    for (const wake of Array.from(this.#waiting.values())) wake(false);
  }

  async #listen(): Promise<void> {
    this.#listening ??= this.#database.listen(this.#channel, (payload) => {
      const [holder, ...ids] = payload.split(" ");
      if (holder === this.#holder) this.#granted(ids);
      // Empty after the connection was made again: something may have been missed.
      if (payload === "" || payload === this.#holder) this.#lookAfter(0);
    });
    await this.#listening.catch((error: unknown) => {
      this.#listening = undefined;
      throw error;
    });
  }

  /** Looks, within a time, which places were granted; and says that this process is alive. */
  #lookAfter(milliseconds: number): void {
    const at = performance.now() + milliseconds;
    if (this.#closed || (this.#timer !== undefined && this.#lookAt <= at)) return;
    clearTimeout(this.#timer);
    this.#lookAt = at;
    this.#timer = setTimeout(() => void this.#look(), milliseconds);
    this.#timer.unref();
  }

  #keepAlive(): void {
    this.#lookAfter(this.#aliveMs / 3);
  }

  async #look(): Promise<void> {
    this.#timer = undefined;
    const waiting = new Map(this.#waiting);
    try {
      for (const limit of this.#limits.values()) if (limit.returned.length > 0) await this.#giveBack(limit);
      const alive = [this.#holder, this.#aliveMs];
      const { rows } = await this.#patiently(() => this.#database.query<Polled>(this.#sql.poll, alive));
      for (const { permit, granted } of rows) {
        if (granted) waiting.get(permit)?.(true);
        waiting.delete(permit);
      }
      // The process stood still for so long that it counted as dead.
      for (const lost of waiting.values()) lost(false);
      const stray = rows.map(({ permit }) => permit).filter((permit) => !this.#held.has(permit));
      if (stray.length > 0) await this.#database.query(this.#sql.abandon, [this.#holder, stray]);
    } catch (error) {
      this.#fallBack(error);
    }
    if (this.#waiting.size > 0) this.#lookAfter(lookEvery);
    else if (this.#held.size > 0 || this.#owes()) this.#keepAlive();
  }

  #owes(): boolean {
    return Array.from(this.#limits.values()).some(({ returned }) => returned.length > 0);
  }

  /** A database that stands still must not make every request stand still. */
  #patiently<T>(ask: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new DatabaseUnavailable("timed out")), patience);
      void ask()
        .then(resolve, reject)
        .finally(() => clearTimeout(timer));
    });
  }
}

/** Whether what an answer says changes anything; most answers say what is known. */
function isNews(limit: Limit, facts: AllowanceFacts, now: number): boolean {
  const { known } = limit;
  if (facts.refused === undefined && facts.concurrency === undefined && facts.remaining === undefined) return false;
  if (facts.refused !== undefined || known === undefined) return true;
  if (facts.concurrency !== undefined && facts.concurrency !== known.said) return true;
  if (facts.remaining === undefined || facts.resetMs === undefined) return false;
  // A new window, or one that others use up; near its end every answer counts.
  const { remaining } = facts;
  return now >= limit.windowUntil || remaining < 50 || remaining <= limit.toldRemaining - 20;
}

/**
 * Allowances that all processes of an app share: how many requests of a connection run at once and how many its window
 * has left, learnt from the server's answers by any of them. Bind the one of a connection under `ALLOWANCE`.
 */
export function sharedAllowances(database: Database, options: SharedAllowancesOptions = {}): SharedAllowances {
  return new SharedAllowancesOverPostgres(database, options);
}
