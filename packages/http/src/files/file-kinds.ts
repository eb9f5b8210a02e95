import { isText, startOfText } from "./text-content.ts";

/** A kind of file that can be told by its content. */
export interface FileKind {
  readonly name: string;
  /** The media type by extension; the first is that of the kind. */
  readonly types: Readonly<Record<string, string>>;
  /** Other media types under which such files come. */
  readonly aliases: readonly string[];
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
const isPdf = (bytes: Uint8Array) => holds(bytes.subarray(0, 1024), "%PDF-");
const isZip = begins(latin1("PK\u0003\u0004"), latin1("PK\u0005\u0006"));
const isOle = begins([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
const isRtf = begins(latin1("{\\rtf"), [0xef, 0xbb, 0xbf, ...latin1("{\\rtf")]);

/** Office's own formats are archives; which one it is shows in the names of the files inside. */
const office = (folder: string) => (bytes: Uint8Array) => isZip(bytes) && holds(bytes, folder);
const openDocument = (type: string) => (bytes: Uint8Array) => isZip(bytes) && holds(bytes.subarray(0, 512), type);

const webp = (bytes: Uint8Array) => beginsWith(bytes, latin1("RIFF")) && beginsWith(bytes, latin1("WEBP"), 8);

/** The first box names the brand that a file was made for, a newer one where a browser recorded it, and all that it keeps to. */
const media = (...brands: readonly string[]) => {
  const keepsTo = new RegExp(`^(?:.{4})*?(?:${brands.join("|")})`, "s");
  return (bytes: Uint8Array) => {
    const end = Math.max(12, Math.min(400, (bytes[2]! << 8) | bytes[3]!));
    const named = Buffer.from(bytes.subarray(8, end)).toString("latin1");
    return beginsWith(bytes, latin1("ftyp"), 4) && keepsTo.test(named);
  };
};

/** Office saves pages of the web under its own names. They begin with a tag. */
const isHtml = (bytes: Uint8Array) =>
  isText(bytes) &&
  /^\ufeff?\s{0,1000}<(?:!doctype html|html|\?xml|head|body|meta|table|div|p|!--)[\s>]/i.test(startOfText(bytes));

/** A text that is not of another kind: several kinds begin with readable characters. */
const isPlain = (bytes: Uint8Array) => {
  const start = Buffer.from(startOfText(bytes).trimStart());
  return isText(bytes) && !told.some(({ fits }) => fits(bytes) || fits(start));
};

function kind(
  name: string,
  types: Readonly<Record<string, string>>,
  fits: FileKind["fits"],
  ...aliases: string[]
): FileKind {
  return { name, types, fits, aliases };
}

const ms = "application/vnd.openxmlformats-officedocument";
const odf = "application/vnd.oasis.opendocument";

/** The kinds that are told by their first bytes. Those that are told by fewer of them come later. */
const told: readonly FileKind[] = [
  kind("PDF", { pdf: "application/pdf" }, isPdf, "application/x-pdf", "text/pdf", "application/acrobat"),
  kind("PNG image", { png: "image/png" }, begins([0x89, ...latin1("PNG\r\n\u001a\n")]), "image/x-png"),
  kind("JPEG image", { jpg: "image/jpeg", jpeg: "image/jpeg" }, begins([0xff, 0xd8, 0xff]), "image/jpg", "image/pjpeg"),
  kind("GIF image", { gif: "image/gif" }, begins(latin1("GIF87a"), latin1("GIF89a"))),
  kind("WebP image", { webp: "image/webp" }, webp),
  kind("HEIC image", { heic: "image/heic", heif: "image/heif" }, media("heic", "heix", "mif1", "msf1")),
  kind("MP4 video", { mp4: "video/mp4", m4v: "video/mp4" }, media("isom", "iso2", "mp41", "mp42", "avc1", "M4V")),
  kind("QuickTime video", { mov: "video/quicktime" }, media("qt  ")),
  kind("WebM video", { webm: "video/webm" }, begins([0x1a, 0x45, 0xdf, 0xa3])),
  kind("Word document (docx)", { docx: `${ms}.wordprocessingml.document` }, office("word/")),
  kind("Excel workbook (xlsx)", { xlsx: `${ms}.spreadsheetml.sheet` }, office("xl/")),
  kind("PowerPoint presentation (pptx)", { pptx: `${ms}.presentationml.presentation` }, office("ppt/")),
  kind("OpenDocument text", { odt: `${odf}.text` }, openDocument(`${odf}.text`)),
  kind("OpenDocument spreadsheet", { ods: `${odf}.spreadsheet` }, openDocument(`${odf}.spreadsheet`)),
  kind("ZIP archive", { zip: "application/zip" }, isZip, "application/x-zip-compressed", "application/x-zip"),
  kind("Word document (doc)", { doc: "application/msword" }, isOle, "application/vnd.ms-word"),
  kind("Excel workbook (xls)", { xls: "application/vnd.ms-excel" }, isOle),
  kind("RTF document", { rtf: "application/rtf" }, isRtf, "text/rtf", "application/x-rtf", "text/richtext"),
];

const textTypes = { txt: "text/plain", text: "text/plain", log: "text/plain", md: "text/markdown", csv: "text/csv" };

export const fileKinds: readonly FileKind[] = [...told, kind("text", textTypes, isPlain)];

/** What Office's older names may hold besides their own format: programs write other formats under them. */
const under: Readonly<Record<string, readonly string[]>> = {
  "Word document (doc)": ["RTF document", "Word document (docx)"],
  "Excel workbook (xls)": ["Excel workbook (xlsx)", "text"],
};

/** Names that may hold a page of the web. It is sent under the name's own type: a browser must not run it. */
const holdPages = new Set(Object.keys(under));

/** What a file is by its content, among the kinds that may go under the one that it claims to be. */
export function kindUnder(claimed: FileKind, bytes: Uint8Array): FileKind | undefined {
  if (claimed.fits(bytes)) return claimed;
  if (holdPages.has(claimed.name) && isHtml(bytes)) return claimed;
  return fileKinds.find(({ name, fits }) => under[claimed.name]?.includes(name) && fits(bytes));
}

/** Whether a file of the one kind may go under the other's name. */
export function mayGoUnder(claimed: FileKind, other: FileKind): boolean {
  return claimed === other || (under[claimed.name]?.includes(other.name) ?? false);
}

/** The extension of a name, in small letters. */
export function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1).toLowerCase();
}

/** The kind that a file's name promises; `undefined` when it promises none that is known. */
export function kindByName(name: string): FileKind | undefined {
  const extension = extensionOf(name);
  return name.includes(".") ? fileKinds.find(({ types }) => Object.hasOwn(types, extension)) : undefined;
}

/** The kind that a media type promises; `undefined` when it promises none that is known. */
export function kindByMediaType(mediaType: string | undefined): FileKind | undefined {
  if (mediaType === undefined) return undefined;
  return fileKinds.find(
    ({ types, aliases }) => aliases.includes(mediaType) || Object.values(types).includes(mediaType),
  );
}

/** What a file is by its content, for one whose name and media type promise nothing. */
export function kindByContent(bytes: Uint8Array): FileKind | undefined {
  return fileKinds.find(({ fits }) => fits(bytes));
}
