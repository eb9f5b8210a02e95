/** Control characters of text: tab, line feed, vertical tab, form feed, carriage return, end of file, escape. */
const isTextByte = (byte: number): boolean => byte >= 32 || (byte >= 9 && byte <= 13);

/** Bytes that Windows-1252 gives no character. */
const unassigned = new Set([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

function decodes(bytes: Uint8Array, encoding: string): boolean {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return !/[\u0000-\u0008\u000e-\u001f\ufffe\uffff]/.test(text);
  } catch {
    return false;
  }
}

/** UTF-16 begins with its mark. Without one, every other byte of a text in a western language is zero. */
function utf16Of(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return "utf-16le";
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return "utf-16be";
  if (bytes.byteLength < 4 || bytes.byteLength % 2 !== 0) return undefined;
  const start = bytes.subarray(0, 64);
  const zeros = [0, 1].map((at) => start.filter((byte, index) => index % 2 === at && byte === 0).length);
  const half = start.length / 2;
  if (zeros[1]! > 0.8 * half && zeros[0] === 0) return "utf-16le";
  return zeros[0]! > 0.8 * half && zeros[1] === 0 ? "utf-16be" : undefined;
}

/** Windows-1252, as Notepad wrote for decades: mostly letters of ASCII, and no control characters. */
function isWindows1252(bytes: Uint8Array): boolean {
  let high = 0;
  for (const byte of bytes) {
    if (!isTextByte(byte) || unassigned.has(byte)) return false;
    if (byte >= 0x80) high += 1;
  }
  return high * 3 <= bytes.byteLength;
}

/** Whether bytes are readable characters: in UTF-8, UTF-16 or Windows-1252, without control characters. */
export function isText(bytes: Uint8Array): boolean {
  const utf16 = utf16Of(bytes);
  if (utf16 !== undefined) return decodes(bytes, utf16);
  return decodes(bytes, "utf-8") || isWindows1252(bytes);
}

/** The beginning of a text, whatever its encoding; for a look at what it is. */
export function startOfText(bytes: Uint8Array): string {
  return new TextDecoder(utf16Of(bytes) ?? "utf-8").decode(bytes.subarray(0, 2_000));
}
