import { createHash } from "node:crypto";

/** A short text that is equal for equal parts and tells nothing of them. */
export function contentKey(...parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${part.length}:${part}`);
  return hash.digest("base64url");
}
