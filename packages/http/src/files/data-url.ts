import { readBase64 } from "./base64.ts";
import { fileError, refuseBeyond } from "./file-error.ts";

/** A data URL up to its comma; what stands between is the media type and parameters. */
const beginning = /^\s{0,9}data:([^,]{0,2000}),/i;

/** Whether an address holds its file itself. */
export function isDataUrl(address: string): boolean {
  return /^\s{0,9}data:/i.test(address);
}

/** Reads a data URL. @throws {InvalidInput} when it cannot be read or is too large. */
export function readDataUrl(
  address: string,
  limit: number,
): { readonly type: string | undefined; readonly bytes: Uint8Array } {
  const [start, head] = beginning.exec(address) ?? [];
  if (start === undefined || head === undefined)
    throw fileError("url", "is not a valid data URL: a comma stands before the content");
  const type = /^\s*([\w.+-]+\/[\w.+-]+)\s*(?:;|$)/.exec(head)?.[1];
  const content = unescaped(address.slice(start.length));
  if (/;\s*base64\s*(?:;|$)/i.test(head)) return { type, bytes: readBase64(content, limit) };
  const bytes = Buffer.from(content);
  refuseBeyond(limit, bytes.byteLength);
  return { type, bytes };
}

/** In an address, every character may be escaped. */
function unescaped(content: string): string {
  try {
    return decodeURIComponent(content);
  } catch {
    throw fileError("url", "is not a valid data URL: a % stands before two hexadecimal digits");
  }
}
