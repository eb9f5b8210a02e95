import { z } from "zod";
import { CheckpointMismatch } from "../errors/index.ts";
import type { Position } from "./page.ts";

const positionSchema: z.ZodType<Position> = z.union([
  z.string(),
  z.number(),
  z.record(z.string(), z.unknown()),
  z.null(),
]);

/** Where a stream stands: plain JSON. Handed back, the stream goes on after the last page that was delivered. */
export const Checkpoint = z.object({
  version: z.literal(1),
  adapter: z.string(),
  capability: z.string(),
  /** A fingerprint of the filter: a checkpoint fits only the filter that it was made with. */
  filter: z.string(),
  position: positionSchema,
  /** Whether the last page was delivered. */
  done: z.boolean(),
  /** When the first page was asked for: the `updatedAfter` of the next incremental read. */
  startedAt: z.iso.datetime(),
});
export type Checkpoint = Readonly<z.output<typeof Checkpoint>>;

/** A short text that differs when two filters differ (FNV-1a over the sorted JSON). It tells nothing of the values. */
export function fingerprint(filter: unknown): string {
  const sorted = JSON.stringify(filter, (_key, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  let hash = 0xcbf29ce484222325n;
  for (const character of sorted) hash = BigInt.asUintN(64, (hash ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
  return hash.toString(36);
}

/** Checks that a checkpoint belongs to a stream. @throws {CheckpointMismatch} */
export function checkCheckpoint(given: unknown, stream: { adapter: string; capability: string; filter: string }): Checkpoint {
  const parsed = Checkpoint.safeParse(given);
  if (!parsed.success) throw new CheckpointMismatch("it is no checkpoint of this version");
  const checkpoint = parsed.data;
  if (checkpoint.adapter !== stream.adapter) throw new CheckpointMismatch(`it was made by the adapter "${checkpoint.adapter}"`);
  if (checkpoint.capability !== stream.capability) throw new CheckpointMismatch(`it was made by ${checkpoint.capability}`);
  if (checkpoint.filter !== stream.filter) throw new CheckpointMismatch("it was made with another filter");
  return checkpoint;
}
