import { once } from "node:events";
import type { Writable } from "node:stream";

/** Where a command writes, and what it is told by its surroundings. */
export interface Terminal {
  /** The result, and nothing else: it can be piped. */
  readonly stdout: Writable;
  /** What a person reads meanwhile. */
  readonly stderr: Writable & { readonly isTTY?: boolean };
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Writes and waits while the reader is slower. */
export async function write(to: Writable, text: string): Promise<void> {
  if (!to.write(text)) await once(to, "drain");
}
