import type { Clock, QuarantinedRecord } from "@anyats/core";
import type { Database, Queryable } from "@anyats/postgres";
import type { Brake } from "../store/departures.ts";
import type { StreamedRecord } from "../store/encode.ts";
import type { StoredChange } from "../store/store-page.ts";

/** What a sink of the app's own sees, inside the transaction that stores it: a page, or deletions, which have no records. */
export interface SinkPage {
  readonly connection: string;
  /** The kind of record, such as `jobs`. */
  readonly model: string;
  readonly records: readonly StreamedRecord[];
  readonly changes: readonly StoredChange[];
  readonly quarantined: readonly QuarantinedRecord[];
}

/** The app's own code in a transaction: what it writes with `transaction` commits with what it is shown. */
export type Sink = (page: SinkPage, transaction: Queryable) => Promise<void>;

/** What happens in the engine, for logs and metrics. Nothing in it names a person. */
export type SyncEvent =
  | {
      readonly type: "page";
      readonly connection: string;
      readonly stream: string;
      readonly kind: string;
      readonly records: number;
      readonly changes: number;
      readonly setAside: number;
      readonly ms: number;
    }
  | {
      readonly type: "pass";
      readonly connection: string;
      readonly stream: string;
      readonly kind: string;
      readonly pages: number;
      readonly records: number;
      readonly ms: number;
    }
  | {
      readonly type: "failed";
      readonly connection: string;
      readonly stream: string;
      readonly code: string;
      readonly retryMs: number;
    }
  | { readonly type: "held"; readonly connection: string; readonly stream: string; readonly deletions: number }
  | { readonly type: "state"; readonly connection: string; readonly state: string; readonly code: string | null }
  | {
      /** A request waited for a limit of the aggregator or the ATS. */
      readonly type: "quota";
      readonly connection: string;
      readonly capability: string;
      readonly ms: number;
    }
  | { readonly type: "lease-lost"; readonly connection: string; readonly stream: string }
  | { readonly type: "write"; readonly connection: string; readonly capability: string; readonly outcome: string }
  | { readonly type: "database"; readonly code: string };

/** How the engine works. All times in milliseconds. */
export interface EngineSettings {
  readonly schema: string;
  readonly clock: Clock;
  readonly database: Database;
  readonly leaseMs: number;
  readonly sliceMs: number;
  readonly slicePages: number;
  readonly marginMs: number;
  readonly brake: Brake;
  readonly raw: boolean;
  readonly secret: string;
  readonly sink: Sink | undefined;
  readonly pageSize: number | undefined;
  readonly tell: (event: SyncEvent) => void;
  /** The streams that this process can read, and the commands that it can make: see `offeredBy`. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  /** Waits while fresh work runs in this process, for so many milliseconds at most. */
  readonly giveWay?: (mostMs: number) => Promise<void>;
}

/** How a process works. */
export interface WorkOptions {
  /** How many slices at a time. Default 8; complete passes get half of them at most. */
  readonly concurrency?: number;
  /** How often to look for what is due, in milliseconds. Default 2,000. */
  readonly sweepMs?: number;
  /** Ends the work. */
  readonly signal?: AbortSignal;
}
