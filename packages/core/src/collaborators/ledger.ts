import { token, type Token } from "../adapter/injection.ts";
import { systemClock, type Clock } from "./clock.ts";
import type { Secret } from "./secret.ts";

/** What the ledger knows of a write. */
export type LedgerEntry =
  | { readonly state: "claimed"; readonly token: string }
  | { readonly state: "unknown"; readonly token: string; readonly memory: unknown }
  | { readonly state: "in-progress" }
  | { readonly state: "done"; readonly output: unknown }
  | { readonly state: "other-write" };

/**
 * Remembers writes by their idempotency key, to make none twice. The one in memory lasts as long as the
 * process; an app that must survive a crash brings one over its database.
 *
 * Each method is atomic, also between processes. Each claim has a token of its own. A call with a token that is not the
 * current claim's changes nothing and returns false, so a late caller cannot undo what another has done since.
 *
 * What a ledger holds: the key, a SHA-256 fingerprint of the input (keyed where the app gives a secret), the memory of a
 * write that has not ended, what a repeated call must return, and the ids of the records concerned. All of it is JSON.
 *
 * `ledgerContract` of `@anyats/conformance/ledger` tests an implementation.
 */
export interface Ledger {
  /**
   * Claims a key for a write. `claimed`: perform it. `in-progress`: another claim holds. `unknown`: an earlier claim
   * lapsed or ended without an answer; the key is claimed for settling. `done`: the write was performed. `other-write`:
   * the key was used with another input.
   *
   * @param leaseMs How long the claim holds, in milliseconds. It covers the time left to the call and the time that a
   * request may still be on its way. Afterwards the write is `unknown` for the next caller.
   * @param about The records that the write concerns, for `erase`; made by `ledgerSubject`.
   */
  claim(key: string, fingerprint: string, leaseMs: number, about?: readonly string[]): Promise<LedgerEntry>;
  /**
   * Keeps what is needed to settle the write after a restart, in place of what was kept before. False: the lease has
   * run out or the token is not current; do not send.
   */
  remember(key: string, token: string, memory: unknown): Promise<boolean>;
  /**
   * The write was performed. The memory is dropped.
   * @param about Further records that the write concerns, such as the ones it created.
   */
  finish(key: string, token: string, output: unknown, about?: readonly string[]): Promise<boolean>;
  /** Nobody knows whether the write was performed: the next claim is `unknown`, with the memory. */
  doubt(key: string, token: string): Promise<boolean>;
  /** The write was certainly not performed: the key is free again. */
  release(key: string, token: string): Promise<boolean>;
  /**
   * Forgets outputs and memories of the writes that concern a record. The writes stay known, so none is
   * repeated: their output becomes undefined and their memory null, also what comes later. Returns the number of writes.
   */
  erase(about: string): Promise<number>;
}

/**
 * Names a record of a connection, for `about` and `erase`. Ids are unique within a kind only: a job may have the id of a
 * candidate. To erase a record, erase it by its kind, and without one for the writes that name an id of unknown kind.
 */
export function ledgerSubject(record: {
  adapter: string;
  connectionId: string;
  /** The resource as in the ids of capabilities, such as `candidates`. */
  kind?: string;
  id: string;
}): string {
  return JSON.stringify([record.adapter, record.connectionId, record.kind ?? null, record.id]);
}

interface Kept {
  readonly fingerprint: string;
  readonly about: Set<string>;
  state: "in-progress" | "unknown" | "done";
  token: string;
  /** When the claim lapses, in milliseconds since 1970. */
  until: number;
  memory: unknown;
  output: unknown;
  /** A record that it concerns was erased: nothing more about it is kept. */
  erased: boolean;
}

/** A ledger in memory, bounded: beyond `capacity` the oldest finished writes are forgotten. */
export function memoryLedger(capacity = 100_000, clock: Clock = systemClock): Ledger {
  const entries = new Map<string, Kept>();

  function makeRoom(): void {
    if (entries.size < capacity) return;
    for (const [key, { state }] of entries) {
      if (state !== "done") continue;
      entries.delete(key);
      return;
    }
  }

  /** The entry of a claim that is still current; its write has not ended. */
  function current(key: string, claim: string): Kept | undefined {
    const kept = entries.get(key);
    return kept?.state === "in-progress" && kept.token === claim ? kept : undefined;
  }

  const change = (key: string, claim: string, step: (kept: Kept) => boolean): Promise<boolean> => {
    const kept = current(key, claim);
    return Promise.resolve(kept !== undefined && step(kept));
  };

  return {
    claim(key, fingerprint, leaseMs, about = []) {
      const kept = entries.get(key);
      const claim = crypto.randomUUID();
      const until = clock.now() + leaseMs;
      if (!kept) {
        makeRoom();
        const state = "in-progress";
        const empty = { memory: undefined, output: undefined, erased: false };
        entries.set(key, { fingerprint, about: new Set(about), state, token: claim, until, ...empty });
        return Promise.resolve({ state: "claimed", token: claim });
      }
      if (kept.fingerprint !== fingerprint) return Promise.resolve({ state: "other-write" });
      if (kept.state === "done") return Promise.resolve({ state: "done", output: kept.output });
      if (kept.state === "in-progress" && clock.now() < kept.until) return Promise.resolve({ state: "in-progress" });
      Object.assign(kept, { state: "in-progress", token: claim, until });
      return Promise.resolve({ state: "unknown", token: claim, memory: kept.memory });
    },
    remember: (key, claim, memory) =>
      change(key, claim, (kept) => {
        if (clock.now() >= kept.until) return false;
        if (!kept.erased) kept.memory = memory;
        return true;
      }),
    finish: (key, claim, output, about = []) =>
      change(key, claim, (kept) => {
        for (const id of about) kept.about.add(id);
        Object.assign(kept, { state: "done", output: kept.erased ? undefined : output, memory: undefined });
        return true;
      }),
    doubt: (key, claim) =>
      change(key, claim, (kept) => {
        kept.state = "unknown";
        return true;
      }),
    release: (key, claim) => change(key, claim, () => entries.delete(key)),
    erase(about) {
      let erased = 0;
      for (const kept of entries.values()) {
        if (!kept.about.has(about)) continue;
        erased += 1;
        Object.assign(kept, { output: undefined, memory: null, erased: true });
      }
      return Promise.resolve(erased);
    },
  };
}

export const LEDGER: Token<Ledger> = token("ledger");

/**
 * Keys the fingerprints of inputs and filters in ledgers and checkpoints, so that a guess cannot be checked without it. One
 * for all processes and connections of an app. Changing it makes checkpoints and open idempotency keys useless.
 */
export const FINGERPRINT_SECRET: Token<Secret> = token("fingerprint-secret");
