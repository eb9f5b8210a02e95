import { fileError, tooLarge } from "./file-error.ts";

/** Reads base64 of the usual or the URL kind, with or without padding and line breaks. @throws {InvalidInput} */
export function readBase64(given: string, limit: number): Uint8Array {
  // Line breaks, as in MIME, are allowed: a line of 76 characters has one or two.
  if (given.length > limit * 1.4 + 4_000) throw fileError("", tooLarge(limit));
  const text = given.replaceAll(/\s/g, "");
  if (!/^[A-Za-z0-9+/_-]*={0,2}$/.test(text)) throw fileError("base64", "is not valid base64");
  const digits = text.endsWith("==") ? text.length - 2 : text.endsWith("=") ? text.length - 1 : text.length;
  // Four digits are three bytes. One digit more holds no byte, and padding fills up to four.
  if (digits % 4 === 1 || (digits < text.length && text.length % 4 !== 0))
    throw fileError("base64", "is not valid base64: it was cut off");
  if (Math.floor((digits * 3) / 4) > limit) throw fileError("", tooLarge(limit));
  return Buffer.from(text, "base64");
}
