import { z } from "zod/mini";
import { CheckpointMismatch } from "../errors/index.ts";
import type { Position } from "./page.ts";

const positionSchema: z.core.$ZodType<Position> = z.union([
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
  /**
   * The SHA-256 of the filter: a checkpoint fits only the filter that it was made with. Without a `fingerprintSecret`,
   * anyone who guesses the filter can check the guess.
   */
  filter: z.string(),
  position: positionSchema,
  /** Whether the last page was delivered. */
  done: z.boolean(),
  /** When the first page was asked for: the `updatedAfter` of the next incremental read. */
  startedAt: z.iso.datetime(),
});
export type Checkpoint = Readonly<z.output<typeof Checkpoint>>;

/** Checks that a checkpoint belongs to a stream. @throws {CheckpointMismatch} */
export function checkCheckpoint(
  given: unknown,
  stream: { adapter: string; capability: string; filter: string },
): Checkpoint {
  const refuse = (difference: string) => new CheckpointMismatch(difference).within(stream);
  const parsed = Checkpoint.safeParse(given);
  if (!parsed.success) throw refuse("it is not a checkpoint of this version");
  const checkpoint = parsed.data;
  if (checkpoint.adapter !== stream.adapter) throw refuse(`it was made by the adapter "${checkpoint.adapter}"`);
  if (checkpoint.capability !== stream.capability) throw refuse(`it was made by ${checkpoint.capability}`);
  if (checkpoint.filter !== stream.filter) throw refuse("it was made with another filter");
  return checkpoint;
}
