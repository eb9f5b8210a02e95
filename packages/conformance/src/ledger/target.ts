import type { Ledger } from "@anyats/core";

/** A ledger to be tested, and a way to let time pass for it. */
export interface LedgerTarget {
  readonly ledger: Ledger;
  /** Lets the lease of every claim run out. */
  endLeases(): void | Promise<void>;
}
