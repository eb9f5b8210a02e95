import { InvalidInput } from "@anyats/core";

/** The error of a file that cannot be used; `path` is within the file. It tells nothing of the content. */
export function fileError(path: string, message: string): InvalidInput {
  return new InvalidInput("The file", [{ path, message }]);
}

/** The message for a file that is too large. */
export function tooLarge(limit: number): string {
  return `must have at most ${limit} bytes (${(limit / 1_000_000).toFixed(1)} MB)`;
}

/** @throws {InvalidInput} when a file has more bytes than it may. */
export function refuseBeyond(limit: number, bytes: number): void {
  if (bytes > limit) throw fileError("", tooLarge(limit));
}
