import type { Adapter, Clock } from "@anyats/core";
import type { Database } from "@anyats/postgres";
import type { Duration } from "./duration.ts";
import type { Sink, SyncEvent } from "./engine/settings.ts";
import type { Brake } from "./store/departures.ts";

/** A connection as the app's `settings` sees it. */
export interface ConnectionKey {
  readonly id: string;
  readonly adapter: string;
  readonly integrationId: string | null;
}

/** How often a stream is read. */
export interface StreamSchedule {
  /** How long after a pass the next one follows, webhooks apart. Default `15m`. */
  readonly every?: Duration;
  /** How often everything is read and compared; `false` never. Default `7d`. */
  readonly verify?: Duration | false;
}

/** What a synchronisation is made of. */
export interface SyncOptions {
  /** The address of a PostgreSQL, or a database that is open. Without it: `DATABASE_URL`, else the embedded store. */
  readonly database?: string | Database | undefined;
  /** The folder of the embedded store. Default `.anyats`. */
  readonly folder?: string;
  readonly adapters: readonly Adapter[];
  /** The settings of a connection, read whenever it is opened. No secret is kept in the database. */
  readonly settings: (connection: ConnectionKey) => unknown;
  /** How long `settings` may take, in milliseconds: one that never returns must not hold a worker. Default 30,000. */
  readonly settingsMs?: number;
  /** Which streams to keep, and how often to read them. Default: jobs, applications and candidates. */
  readonly streams?: Readonly<Record<string, StreamSchedule>>;
  /** The schema of the tables. Default `anyats`. */
  readonly schema?: string;
  /** Run the migrations when created. Default: only with the embedded store. */
  readonly migrate?: boolean;
  /** Keep the wire record too. Default false. */
  readonly raw?: boolean;
  /** How much earlier than its last pass began a stream is asked for changes. Default `6m`. */
  readonly margin?: Duration;
  /**
   * When deletions of a stream are held until somebody confirms them: those of a pass, and of the passes before it
   * `within` a day. Default over 20 % or 1,000, from 10 on.
   */
  readonly brake?: Partial<Omit<Brake, "withinMs">> & { readonly within?: Duration };
  /**
   * Code of the app's own in each transaction that stores or deletes records, such as for a copy elsewhere. What
   * `erase` removes is not shown to it: erase it in that copy, too.
   */
  readonly sink?: Sink;
  /** A secret of the app: erased persons are remembered by hashes keyed with it. Default: one kept in the database. */
  readonly secret?: string;
  /** What happens, for logs and metrics. */
  readonly onEvent?: (event: SyncEvent) => void;
  readonly clock?: Clock;
  /** How long a slice of a pass may take, and how many pages it may read. Default two seconds and 20 pages. */
  readonly slice?: { readonly ms?: number; readonly pages?: number };
  /** How long a worker's claim holds without a sign of life, in milliseconds. Default 10,000. */
  readonly leaseMs?: number;
  readonly pageSize?: number;
}
