import { Checkpoint } from "@anyats/core";
import { z } from "zod";

const kept = z.strictObject({
  /** What is read, as `contentOf` tells it: before the first page ends, there is no checkpoint to tell. */
  of: z.string().max(100),
  after: z.nullable(Checkpoint),
  skip: z.int().min(0).max(1_000_000),
  /** How many unreadable records of what follows were counted in an answer. */
  counted: z.int().min(0).max(1_000_000).default(0),
});

/** Where an agent's reading of a stream stands: after a page, and so many records into what follows. */
export type Place = Readonly<z.output<typeof kept>>;

const longest = 20_000;

/** A place as an opaque text. */
export function toCursor(place: Place): string {
  return Buffer.from(JSON.stringify(place)).toString("base64url");
}

/** The place behind a cursor; `undefined` for a text that is not one. It comes from the agent, so anything may be in it. */
export function fromCursor(cursor: string): Place | undefined {
  if (cursor.length > longest) return undefined;
  try {
    return kept.safeParse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8"))).data;
  } catch {
    return undefined;
  }
}
