import { token, type Token } from "../adapter/injection.ts";

/** What the ledger knows of a write. */
export type LedgerEntry =
  | { readonly state: "claimed" }
  | { readonly state: "in-progress" }
  | { readonly state: "unknown" }
  | { readonly state: "done"; readonly output: unknown }
  | { readonly state: "other-write" };

/**
 * Remembers writes by their idempotency key, so that none is made twice. The one in memory lasts as long as the
 * process; an app that must survive a crash brings one over its database.
 */
export interface Ledger {
  /**
   * Claims a key for a write, atomically. `claimed`: go ahead. `in-progress`: someone else has it. `unknown`: an
   * earlier try ended without an answer. `done`: it was made, here is what came back. `other-write`: the key was used
   * with another input.
   *
   * The fingerprint is one of the whole input. It does not hold it, but whoever guesses the input can check the guess.
   *
   * A ledger that outlives the process must not keep a claim for ever when its process dies: one that is older than the
   * longest deadline is `unknown`, so that the next call looks before it writes.
   */
  claim(key: string, fingerprint: string): Promise<LedgerEntry>;
  /** The write was made. */
  finish(key: string, output: unknown): Promise<void>;
  /** It is not known whether the write was made. */
  doubt(key: string): Promise<void>;
  /** The write was certainly not made: the key is free again. */
  release(key: string): Promise<void>;
}

interface Kept {
  readonly fingerprint: string;
  state: "in-progress" | "unknown" | "done";
  output?: unknown;
}

/** A ledger in memory, bounded: beyond `capacity` the oldest finished writes are forgotten. */
export function memoryLedger(capacity = 100_000): Ledger {
  const entries = new Map<string, Kept>();

  function makeRoom(): void {
    if (entries.size < capacity) return;
    for (const [key, { state }] of entries) {
      if (state !== "done") continue;
      entries.delete(key);
      return;
    }
  }

  return {
    claim(key, fingerprint) {
      const kept = entries.get(key);
      if (!kept) {
        makeRoom();
        entries.set(key, { fingerprint, state: "in-progress" });
        return Promise.resolve({ state: "claimed" });
      }
      if (kept.fingerprint !== fingerprint) return Promise.resolve({ state: "other-write" });
      if (kept.state === "done") return Promise.resolve({ state: "done", output: kept.output });
      if (kept.state === "in-progress") return Promise.resolve({ state: "in-progress" });
      kept.state = "in-progress";
      return Promise.resolve({ state: "unknown" });
    },
    finish(key, output) {
      const kept = entries.get(key);
      if (kept) Object.assign(kept, { state: "done", output });
      return Promise.resolve();
    },
    doubt(key) {
      const kept = entries.get(key);
      if (kept) kept.state = "unknown";
      return Promise.resolve();
    },
    release(key) {
      entries.delete(key);
      return Promise.resolve();
    },
  };
}

export const LEDGER: Token<Ledger> = token("ledger");
