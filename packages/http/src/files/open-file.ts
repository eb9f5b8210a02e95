import type { GivenFile } from "@anyats/core";
import { untilAborted } from "../calls/shared-answers.ts";

/** What is read into memory at most, whatever a server takes, in bytes. */
export const mostInMemory = 100_000_000;

/** A file that was read and checked. */
export type OpenedFile = {
  readonly name: string;
  readonly type: GivenFile["type"];
} & (
  | { readonly mediaType: string; readonly bytes: Uint8Array }
  /** A file that the server fetches. */
  | { readonly mediaType: string | undefined; readonly url: string }
);

/** How a file is opened. */
export interface Opening {
  readonly signal: AbortSignal;
  /** The most bytes; 100 MB unless it is said. */
  readonly limit?: number;
  /** Where the file stands in the input, such as `attachments[0]`, for the paths of issues; `file` unless it is said. */
  readonly at?: string;
}

/** Loaded with the first file. */
let loaded: typeof import("./opened.ts") | undefined;

/**
 * Opens a file of an input, whatever it comes as: reads its content, finds out its type, and checks that it is what it
 * says. A file under an address is not fetched; the address is checked. What that takes loads with the first file.
 * @throws {InvalidInput} when it cannot be read, is not what it says, is too large, or its address is not public.
 */
export async function openFile(
  file: GivenFile,
  { signal, limit = mostInMemory, at = "file" }: Opening,
): Promise<OpenedFile> {
  loaded ??= await untilAborted(import("./opened.ts"), signal);
  return loaded.opened(file, signal, limit, at);
}
