import { readBase64 } from "./base64.ts";
import { fileError, tooLarge } from "./file-error.ts";

/** The longest part of a data URL before its comma. */
const longestHead = 2_000;

/** Whether an address holds its file itself. */
export function isDataUrl(address: string): boolean {
  return /^\s{0,9}data:/i.test(address.slice(0, 20));
}

/** The part of a data URL before its comma; `undefined` when it has none. */
function headOf(address: string): string | undefined {
  const start = address.slice(0, longestHead);
  const comma = start.indexOf(",");
  return isDataUrl(address) && comma >= 0 ? start.slice(start.indexOf(":") + 1, comma) : undefined;
}

/** Reads a data URL. @throws {InvalidInput} when it cannot be read or is too large. */
export function readDataUrl(
  address: string,
  limit: number,
): { readonly type: string | undefined; readonly bytes: Uint8Array } {
  const head = headOf(address);
  if (head === undefined) throw fileError("url", "is not a valid data URL: a comma stands before the content");
  const [type = "", ...parameters] = head.split(";").map((part) => part.trim().toLowerCase());
  const content = address.slice(address.indexOf(",") + 1);
  const mediaType = /^[\w.+-]+\/[\w.+-]+$/.test(type) ? type : undefined;
  return { type: mediaType, bytes: parameters.includes("base64") ? inBase64(content, limit) : escaped(content, limit) };
}

/** In an address, `+` and `/` may be escaped. */
function inBase64(content: string, limit: number): Uint8Array {
  if (content.length > 3 * 1.4 * limit + 4_000) throw fileError("", tooLarge(limit));
  const text = content.replaceAll(/%(2b|2f|3d)/gi, (_all, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return readBase64(text, limit);
}

function escaped(content: string, limit: number): Uint8Array {
  if (content.length > 3 * limit) throw fileError("", tooLarge(limit));
  try {
    const bytes = Buffer.from(decodeURIComponent(content), "utf8");
    if (bytes.byteLength <= limit) return bytes;
  } catch {
    throw fileError("url", "is not a valid data URL: a % stands before two hexadecimal digits");
  }
  throw fileError("", tooLarge(limit));
}
