import type { StreamOptions } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import type { Kind } from "../../world.ts";

/** The kind of the records of a stream. */
export const kindOf = ({ cell }: Trial): Kind => cell.group as Kind;

/** Small, so that there are several pages. */
export const pageSize = 5;

/** What tests look at of a record, whatever its kind. */
export interface Row {
  readonly id: string;
  readonly deletedAt?: string | null;
  readonly changedAt?: string;
}

/** Reads the stream of a trial to its end, in small pages. */
export const rowsOf = async (trial: Trial, filter: object = {}, options: StreamOptions = {}): Promise<readonly Row[]> =>
  (await trial.stream(trial.capability.id, filter, { pageSize, ...options }).toArray()) as readonly Row[];

export const idsOf = async (trial: Trial, filter: object = {}, options: StreamOptions = {}): Promise<string[]> =>
  (await rowsOf(trial, filter, options)).map(({ id }) => id);
