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

interface Exchanged {
  /** What this process was granted at this moment. */
  readonly granted: readonly string[];
  readonly wait_ms: number;
  readonly tokens: number;
  readonly tokens_ms: number | null;
  readonly at_once: number | null;
  readonly said: number | null;
  readonly most: number | null;
  readonly window_left: number | null;
  readonly processes: number;
}

interface Asked {
  readonly id: string;
  readonly bulk: boolean;
  /** Undefined: the database did not answer. */
  readonly answered: (answer: Exchanged | undefined) => void;
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
  known: Exchanged | undefined;
  /** Requests that need not ask. */
  tokens: number;
  tokensUntil: number;
  /** The last number of the window that the database was given, and when that window ends. */
  toldRemaining: number;
  windowUntil: number;
  /** What to say to the database next: places to give back, and requests for one. */
  readonly returned: string[];
  readonly asked: Asked[];
  exchanging: boolean;
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
  /** Granted before the request began to wait: the notification passed the answer. */
  readonly #early = new Set<string>();
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
    const asked: Asked[] = [];
    const learning = Promise.resolve();
    const none = { tokens: 0, tokensUntil: 0, toldRemaining: 0, windowUntil: 0, successes: 0 };
    return { scope, kind, atOnce, own, known: undefined, ...none, returned, asked, exchanging: false, learning };
  }

  async #acquire(limit: Limit, request: AllowanceRequest): Promise<Permit> {
    const askedAt = steadyNow(this.#clock);
    for (let isFirst = true; ; isFirst = false) {
      if (request.signal.aborted) throw notSent(request.signal.reason);
      const now = steadyNow(this.#clock);
      if (limit.tokens > 0 && now < limit.tokensUntil) {
        limit.tokens -= 1;
        return { waitedMs: isFirst ? 0 : now - askedAt, release: () => {} };
      }
      if (this.#alone && now < this.#alone.until) return limit.own.acquire(request);
      // One request asks whether the database is back; the others go on.
      if (this.#alone) this.#alone = { until: now + patience };
      const id = randomUUID();
      const answer = await this.#ask(limit, id, request);
      if (answer === undefined) return limit.own.acquire(request);
      const atOnce = answer.granted.includes(id);
      if (atOnce || (await this.#wait(limit, id, request, answer.wait_ms))) {
        const waitedMs = atOnce && isFirst ? 0 : steadyNow(this.#clock) - askedAt;
        // Where nothing limits the number at once, nothing was kept.
        const release =
          atOnce && answer.at_once === null ? () => void this.#held.delete(id) : () => this.#release(limit, id);
        return { waitedMs, release };
      }
    }
  }

  /** Asks the database for a place. Undefined when it does not answer. A call that ends meanwhile does not wait for it. */
  async #ask(limit: Limit, id: string, { priority, signal }: AllowanceRequest): Promise<Exchanged | undefined> {
    this.#held.add(id);
    const { promise, resolve, reject } = Promise.withResolvers<Exchanged | undefined>();
    const asked: Asked = { id, bulk: priority === "bulk", answered: resolve };
    const leave = () => {
      const at = limit.asked.indexOf(asked);
      // Not sent yet: the database does not hear of it.
      if (at >= 0) this.#held.delete(limit.asked.splice(at, 1)[0]!.id);
      else this.#release(limit, id);
      reject(notSent(signal.reason) as Error);
    };
    signal.addEventListener("abort", leave, { once: true });
    limit.asked.push(asked);
    void this.#exchange(limit);
    try {
      return await promise;
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  /** Says to the database what has gathered, one statement at a time for each limit. */
  async #exchange(limit: Limit): Promise<void> {
    if (limit.exchanging) return;
    limit.exchanging = true;
    try {
      while (limit.asked.length > 0 || limit.returned.length > 0) {
        // A place that is given back after a refusal may be one too many.
        await limit.learning;
        const asked = limit.asked.splice(0, 100);
        if (!(await this.#exchanged(limit, asked))) return;
      }
    } finally {
      limit.exchanging = false;
    }
  }

  async #exchanged(limit: Limit, asked: readonly Asked[]): Promise<boolean> {
    const { scope, kind, atOnce, successes } = limit;
    const { first = null, most = null } = atOnce ?? {};
    const returned = limit.returned.slice(0, 500);
    const [ids, bulk] = [asked.map(({ id }) => id), asked.map((each) => each.bulk)];
    const who = [scope, kind, this.#holder, this.#aliveMs, first, most];
    try {
      if (asked.length > 0) await this.#patiently(() => this.#listen());
      const { rows } = await this.#patiently(() =>
        this.#database.query<Exchanged>(this.#sql.exchange, [...who, returned, successes, ids, bulk]),
      );
      const [answer] = rows;
      if (answer === undefined) throw new DatabaseUnavailable("no answer");
      limit.returned.splice(0, returned.length);
      limit.successes -= successes;
      this.#heard(limit, answer);
      for (const { answered } of asked) answered(answer);
      this.#granted(answer.granted.filter((id) => !ids.includes(id)));
      if (asked.length > 0) this.#keepAlive();
      return true;
    } catch (error) {
      // They may have been granted, and the answer lost.
      for (const { id } of asked) this.#held.delete(id);
      limit.returned.push(...ids);
      this.#fallBack(error);
      this.#keepAlive();
      for (const { answered } of asked) answered(undefined);
      return false;
    }
  }

  #heard(limit: Limit, answer: Exchanged): void {
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
        if (this.#early.delete(id)) resolve(true);
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
    this.#early.delete(id);
    if (!this.#held.delete(id)) return;
    limit.returned.push(id);
    void this.#exchange(limit);
  }

  #granted(ids: readonly string[]): void {
    for (const id of ids) {
      const wake = this.#waiting.get(id);
      if (wake) wake(true);
      else if (this.#held.has(id)) this.#early.add(id);
    }
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
      for (const limit of this.#limits.values()) if (limit.returned.length > 0) await this.#exchange(limit);
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
