/** What the ledger knows of a write. */
export type LedgerEntry =
  | { readonly state: "claimed"; readonly token: string }
  | { readonly state: "unknown"; readonly token: string; readonly memory: unknown }
  | { readonly state: "in-progress" }
  | { readonly state: "done"; readonly output: unknown }
  | { readonly state: "other-write" };

export interface Ledger {
  claim(key: string, fingerprint: string, leaseMs: number, about?: readonly string[]): Promise<LedgerEntry>;
  remember(key: string, token: string, memory: unknown): Promise<boolean>;
  finish(key: string, token: string, output: unknown): Promise<boolean>;
  doubt(key: string, token: string): Promise<boolean>;
  release(key: string, token: string): Promise<boolean>;
  erase(about: string): Promise<number>;
}
