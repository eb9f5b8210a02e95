import type { Checkpoint } from "@anyats/core";

/** What a pass is for. */
export type PassKind = "first" | "incremental" | "verifying" | "targeted" | "rederiving";

/**
 * How far a pass has come. `reading`: pages. `asking`: a verifying pass asks for the records that it did not see, by
 * id. `applying`: their deletions are written.
 */
export type PassPhase = "reading" | "asking" | "applying";

/** A pass under way, as it lies in the stream's row. */
export interface Pass {
  readonly id: number;
  readonly kind: PassKind;
  readonly phase: PassPhase;
  /** What the source is asked for. */
  readonly filter: {
    readonly updatedAfter?: string;
    readonly includeDeleted?: boolean;
    readonly ids?: readonly string[];
  };
  readonly checkpoint?: Checkpoint;
  /** When it began, by the clock of the workers. */
  readonly startedAt: string;
  /** The stream's counter of requests when it began: requests that came later call for another pass. */
  readonly wanted: number;
  readonly pages: number;
  readonly records: number;
  readonly setAside: number;
  /** A record without an id was set aside: what is missing cannot be told from what was not readable. */
  readonly blind: boolean;
  /** How often it began again because the server no longer took its place. */
  readonly restarts: number;
  /** The last record that was derived again. */
  readonly after?: string;
  /** A complete pass that stood back for a short one: the next slice is its own. */
  readonly waited?: boolean;
}

/** Which column keeps a pass: complete passes and short ones take turns. */
export function trackOf(kind: PassKind): "fresh_pass" | "whole_pass" {
  return kind === "first" || kind === "verifying" || kind === "rederiving" ? "whole_pass" : "fresh_pass";
}
