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
  /**
   * A fingerprint of the filter: a checkpoint fits only the filter that it was made with. Whoever guesses the filter can
   * check the guess, so treat a checkpoint of one person's records like an id of that person.
   */
  filter: z.string(),
  position: positionSchema,
  /** Whether the last page was delivered. */
  done: z.boolean(),
  /** When the first page was asked for: the `updatedAfter` of the next incremental read. */
  startedAt: z.iso.datetime(),
});
export type Checkpoint = Readonly<z.output<typeof Checkpoint>>;

/**
 * A short text that differs when two values differ (FNV-1a over the sorted JSON). The values are not in it, but it is no
 * secret: whoever guesses them, such as an e-mail address, can see that the guess is right.
 */
export function fingerprint(value: unknown): string {
  const sorted = JSON.stringify(value, (_key, part: unknown) => {
    if (part instanceof Uint8Array) return hash(part);
    return typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part;
  });
  return hash(new TextEncoder().encode(sorted));
}

/** Two 32-bit lanes, since whole files come by here when a write has an idempotency key. */
function hash(bytes: Uint8Array): string {
  let [one, two] = [0x811c9dc5, 0xcbf29ce4];
  for (const byte of bytes) {
    one = Math.imul(one ^ byte, 0x01000193);
    two = Math.imul(two ^ byte, 0x85ebca6b) + (two >>> 15);
  }
  return `${(one >>> 0).toString(36)}${(two >>> 0).toString(36)}${bytes.length.toString(36)}`;
}

/** Checks that a checkpoint belongs to a stream. @throws {CheckpointMismatch} */
export function checkCheckpoint(
  given: unknown,
  stream: { adapter: string; capability: string; filter: string },
): Checkpoint {
  const refuse = (difference: string) => new CheckpointMismatch(difference).within(stream);
  const parsed = Checkpoint.safeParse(given);
  if (!parsed.success) throw refuse("it is no checkpoint of this version");
  const checkpoint = parsed.data;
  if (checkpoint.adapter !== stream.adapter) throw refuse(`it was made by the adapter "${checkpoint.adapter}"`);
  if (checkpoint.capability !== stream.capability) throw refuse(`it was made by ${checkpoint.capability}`);
  if (checkpoint.filter !== stream.filter) throw refuse("it was made with another filter");
  return checkpoint;
}
