import { fileError, refuseBeyond } from "./file-error.ts";

/** Reads base64 of the usual or the URL kind, with or without padding and line breaks. @throws {InvalidInput} */
export function readBase64(given: string, limit: number): Uint8Array {
  // What is far too long is not looked through. A line of 76 characters has one or two line breaks, as in MIME.
  refuseBeyond(limit, (given.length - 4_000) / 1.4);
  const text = given.replaceAll(/\s/g, "");
  const digits = text.slice(0, text.length - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0));
  // Four digits are three bytes. One digit more holds no byte, and padding fills up to four.
  refuseBeyond(limit, Math.floor((digits.length * 3) / 4));
  if (!/^[A-Za-z0-9+/_-]*$/.test(digits)) throw fileError("base64", "is not valid base64");
  if (digits.length % 4 === 1 || (digits !== text && text.length % 4 !== 0))
    throw fileError("base64", "is not valid base64: it was cut off");
  return Buffer.from(digits, "base64");
}
