import type { z } from "zod";
import type { EmulatorState } from "../state.ts";
import type { ReadModelId } from "../../tools/coverage.ts";
import type { models, WorldModel } from "../../world/models.ts";
import type { Row } from "../../world/rows.ts";
import type { World } from "../../world/world.ts";

/** The value of a filter, as its schema reads it. */
export type FilterValue = ReadonlySet<string> | string;

export interface Filter<T extends Row> {
  readonly schema: z.ZodType<FilterValue | undefined>;
  /** Whether a record passes. */
  passes(row: Readonly<T>, value: never, world: World): boolean;
}

/** The names of the world's collections that hold such rows. */
type CollectionOf<T extends Row> = {
  [M in WorldModel]: T extends NonNullable<(typeof models)[M]["row"]> ? M : never;
}[WorldModel];

/** One list endpoint. */
export interface ListDefinition<T extends Row> {
  /** The last part of the path: `jobs` in `/ats/jobs`. */
  readonly name: string;
  readonly model: ReadModelId;
  /** The collection of the world that it lists. */
  readonly of: CollectionOf<T>;
  readonly filters: Readonly<Record<string, Filter<T>>>;
  /** For filters with one value: the only records that can pass, in the order of the list. Saves reading all. */
  readonly indexed?: Readonly<Record<string, (world: World, value: string) => readonly Readonly<T>[]>>;
  /** The instants of what counts for `updated_after` besides the record's own `changed_at`. */
  relatedChanges?(row: Readonly<T>, state: EmulatorState): Iterable<string | undefined>;
  /** Hides records, besides the deleted ones. */
  isVisible?(row: Readonly<T>, state: EmulatorState): boolean;
  /** The record as Kombo sends it. */
  render(row: Readonly<T>, state: EmulatorState): Record<string, unknown>;
}

/** A filter with many values, of which one must fit. */
export function anyOf<T extends Row>(
  schema: z.ZodType<ReadonlySet<string> | undefined>,
  values: (row: Readonly<T>, world: World) => Iterable<string | null | undefined>,
): Filter<T> {
  return {
    schema,
    passes: (row, wanted: ReadonlySet<string>, world) => {
      for (const value of values(row, world)) if (value != null && wanted.has(value)) return true;
      return false;
    },
  };
}

/** A filter with one value. */
export function fits<T extends Row>(
  schema: z.ZodType<string | undefined>,
  test: (row: Readonly<T>, value: string, world: World) => boolean,
): Filter<T> {
  return { schema, passes: test };
}
