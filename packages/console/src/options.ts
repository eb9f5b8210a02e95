import type { Clock } from "@anyats/core";
import type { Sync } from "@anyats/sync";

/** What somebody may do: `look`, `act` (look, pause, settle, confirm …), or nothing at all. */
export type Access = "act" | "look" | "none";

/** Something that an operator did in the console. */
export interface ConsoleAction {
  /** Such as `pause`, `verify`, `confirm-deletions` or `settle`. */
  readonly action: string;
  readonly connection: string;
  readonly stream: string | null;
  /** The id of the write that was settled. */
  readonly write: string | null;
  /** What the write turned out to be. */
  readonly outcome: "made" | "not-made" | "again" | null;
}

/** What a console is made of. */
export interface ConsoleOptions {
  readonly sync: Sync;
  /**
   * Who is asking, by your own session or header. It is asked for every request, also for those of a page that is open.
   * A `Response`, such as a redirect to your login, is sent as it is.
   */
  readonly authorize: (request: Request) => Access | Response | Promise<Access | Response>;
  /** Where the console is mounted, such as `/ops/sync`. Default: at the root. */
  readonly basePath?: string;
  /** The only values of `Host` that are answered, such as `127.0.0.1:4600`. Default: any, because your server checks it. */
  readonly hosts?: readonly string[];
  /** How often an open page looks for changes, in milliseconds. Default 2,000. */
  readonly refreshMs?: number;
  /** How many pages may be live at a time. Further ones are shown, but not kept up to date. Default 50. */
  readonly maxLivePages?: number;
  /** How many connections, writes or records a page shows: 1 to 500. Default 50. */
  readonly pageSize?: number;
  /** Called after each action, for your audit log. `request` tells who it was. */
  readonly onAction?: (action: ConsoleAction, request: Request) => void | Promise<void>;
  /** Called with a failure that is not shown to the operator. */
  readonly onError?: (error: unknown) => void;
  readonly clock?: Clock;
}
