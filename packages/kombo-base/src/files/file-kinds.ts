/** A kind of file that can be told by its content. */
export interface FileKind {
  readonly name: string;
  readonly extensions: readonly string[];
  /** The first is the one that is sent. */
  readonly mediaTypes: readonly string[];
  readonly fits: (bytes: Uint8Array) => boolean;
}

const latin1 = (text: string): readonly number[] => Array.from(Buffer.from(text, "latin1"));

function beginsWith(bytes: Uint8Array, signature: readonly number[], at = 0): boolean {
  return signature.every((byte, index) => bytes[at + index] === byte);
}

const begins =
  (...signatures: readonly (readonly number[])[]) =>
  (bytes: Uint8Array) =>
    signatures.some((signature) => beginsWith(bytes, signature));

function holds(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(text, 0, "latin1");
}

/** Readers of PDF look for its mark in the first 1,024 bytes. */
const isPdf = (bytes: Uint8Array) => holds(bytes.subarray(0, 1024 + 5), "%PDF-");
const isZip = begins(latin1("PK\u0003\u0004"), latin1("PK\u0005\u0006"));
const isOle = begins([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);

/** Office's own formats are archives; which one it is shows in the names of the files inside. */
const office = (folder: string) => (bytes: Uint8Array) => isZip(bytes) && holds(bytes, folder);
const openDocument = (type: string) => (bytes: Uint8Array) => isZip(bytes) && holds(bytes.subarray(0, 512), type);

/** Kinds that consist of readable characters at first, and are no text all the same. */
const isMarked = begins(latin1("%PDF-"), latin1("{\\rtf"), latin1("GIF8"));

/** Readable characters: valid UTF-8 without control characters but tab, line feed, form feed and carriage return. */
function isText(bytes: Uint8Array): boolean {
  const start = bytes.findIndex((byte) => byte > 32);
  if (
    isMarked(bytes.subarray(Math.max(0, start))) ||
    bytes.some((byte) => byte < 9 || byte === 11 || (byte > 13 && byte < 32))
  )
    return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

const kind = (
  name: string,
  extensions: string,
  mediaTypes: string,
  fits: (bytes: Uint8Array) => boolean,
): FileKind => ({ name, extensions: extensions.split(" "), mediaTypes: mediaTypes.split(" "), fits });

const ms = "application/vnd.openxmlformats-officedocument";
const odf = "application/vnd.oasis.opendocument";

/** The kinds of file that applications consist of. Those that are told by fewer bytes come later. */
export const fileKinds: readonly FileKind[] = [
  kind("PDF", "pdf", "application/pdf application/x-pdf", isPdf),
  kind("PNG image", "png", "image/png", begins([0x89, ...latin1("PNG\r\n\u001a\n")])),
  kind("JPEG image", "jpg jpeg", "image/jpeg image/jpg", begins([0xff, 0xd8, 0xff])),
  kind("GIF image", "gif", "image/gif", begins(latin1("GIF87a"), latin1("GIF89a"))),
  kind("Word document (docx)", "docx", `${ms}.wordprocessingml.document`, office("word/")),
  kind("Excel workbook (xlsx)", "xlsx", `${ms}.spreadsheetml.sheet`, office("xl/")),
  kind("PowerPoint presentation (pptx)", "pptx", `${ms}.presentationml.presentation`, office("ppt/")),
  kind("OpenDocument text", "odt", `${odf}.text`, openDocument(`${odf}.text`)),
  kind("ZIP archive", "zip", "application/zip application/x-zip-compressed", isZip),
  kind("Word document (doc)", "doc", "application/msword", isOle),
  kind("Excel workbook (xls)", "xls", "application/vnd.ms-excel", isOle),
  kind("RTF document", "rtf", "application/rtf text/rtf", begins(latin1("{\\rtf"))),
  kind("text", "txt text md csv log", "text/plain text/markdown text/csv", isText),
];

/** The kind that a file's name promises; `undefined` when it promises none that is known. */
export function kindByName(name: string): FileKind | undefined {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase();
  return extension === undefined ? undefined : fileKinds.find(({ extensions }) => extensions.includes(extension));
}

/** The kind that a media type promises; `undefined` when it promises none that is known. */
export function kindByMediaType(mediaType: string | undefined): FileKind | undefined {
  const type = mediaType?.toLowerCase();
  return type === undefined ? undefined : fileKinds.find(({ mediaTypes }) => mediaTypes.includes(type));
}

/** What a file is by its content, for one whose name and media type promise nothing. */
export function kindByContent(bytes: Uint8Array): FileKind | undefined {
  return fileKinds.find(({ fits }) => fits(bytes));
}
