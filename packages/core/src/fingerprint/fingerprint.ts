import { hmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** Digests of large parts that were made before, by the part itself. */
export type Digests = ReadonlyMap<unknown, string>;

/** The bytes of a buffer or of any view of one; `undefined` for anything else. */
export function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

/**
 * A text that is equal for equal values only: keys sorted, every kind of value marked. What says nothing about the input,
 * such as a function, is left out.
 */
function canonical(value: unknown, digests: Digests): string | undefined {
  const digest = digests.get(value);
  if (digest !== undefined) return `#${digest}`;
  const bytes = bytesOf(value);
  if (bytes) return `#${bytesToHex(sha256(bytes))}`;
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Date) return `@${value.getTime()}`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((part) => canonical(part, digests) ?? "null").join()}]`;
  const parts = Object.entries(value).flatMap(([key, part]) => {
    const text = canonical(part, digests);
    return text === undefined ? [] : [`${JSON.stringify(key)}:${text}`];
  });
  return `{${parts.toSorted().join()}}`;
}

/**
 * The SHA-256 of a value in a form that does not depend on the order of its keys. It cannot be read back, but without a
 * secret anyone who guesses the value, such as an e-mail address, can check the guess.
 *
 * @param secret Keys the fingerprint (HMAC): without the secret no guess can be checked.
 */
export function fingerprint(value: unknown, secret?: string, digests: Digests = new Map()): string {
  const text = utf8ToBytes(canonical(value, digests) ?? "");
  return bytesToHex(secret === undefined ? sha256(text) : hmac(sha256, utf8ToBytes(secret), text));
}
