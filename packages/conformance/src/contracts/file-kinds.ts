/** A small file of a kind, as far as it matters for telling what it is. */
export interface KindOfFile {
  /** The ending of its name. */
  readonly extension: string;
  readonly type: string;
  readonly content: Uint8Array;
  /** The bytes that tell it, by their place; one of them changed, and it is another file. Absent: it is told otherwise. */
  readonly signature?: readonly [from: number, to: number];
  /** Other media types under which it comes. */
  readonly aliases?: readonly string[];
}

const bytes = (...parts: readonly (string | readonly number[])[]) =>
  Buffer.concat(parts.map((part) => (typeof part === "string" ? Buffer.from(part, "latin1") : Buffer.from(part))));
const filler = "\0\u0001 content 4780 \0";

const kind = (
  extension: string,
  type: string,
  content: Uint8Array,
  signature?: readonly [number, number],
  ...aliases: readonly string[]
): KindOfFile => ({ extension, type, content, aliases, ...(signature && { signature }) });

const ms = "application/vnd.openxmlformats-officedocument";
const odf = "application/vnd.oasis.opendocument";
const zip = [0x50, 0x4b, 3, 4] as const;
const ole = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1] as const;
const box = (brand: string) => bytes([0, 0, 0, 24], `ftyp${brand}`, filler);
const text = "Curriculum vitæ of Zoë 4780, born in Ålesund\r\n\tand so on\r\n";
const utf16 = (order: "le" | "be", marked: boolean) => {
  const written = Buffer.from(`${marked ? "\ufeff" : ""}${text}`, "utf16le");
  return order === "le" ? written : written.swap16();
};

/**
 * Files of the kinds that applicants send. Sources: the file formats' own specifications (PDF 32000-1, PNG, JFIF, GIF89a, RIFF,
 * ISO 14496-12, OPC, ODF, CFB, RTF 1.9), and IANA's media types.
 */
export const kindsOfFile: readonly KindOfFile[] = [
  kind(
    "pdf",
    "application/pdf",
    bytes("%PDF-1.4\n", filler),
    [0, 5],
    "application/x-pdf",
    "text/pdf",
    "application/acrobat",
  ),
  // Readers look for the mark in the first 1,024 bytes.
  kind("pdf", "application/pdf", bytes("\n".repeat(1_020), "%PDF-1.4\n", filler), [1_020, 1_025]),
  kind("PDF", "application/pdf", bytes("%PDF-1.7\n", filler)),
  kind("png", "image/png", bytes([0x89], "PNG\r\n", [0x1a], "\n", filler), [0, 8], "image/x-png"),
  kind("jpg", "image/jpeg", bytes([0xff, 0xd8, 0xff, 0xe0], filler), [0, 3], "image/jpg", "image/pjpeg"),
  kind("jpeg", "image/jpeg", bytes([0xff, 0xd8, 0xff, 0xe1], filler)),
  kind("gif", "image/gif", bytes("GIF87a", filler), [0, 6]),
  kind("gif", "image/gif", bytes("GIF89a", filler), [0, 6]),
  kind("webp", "image/webp", bytes("RIFF", [0, 1, 0, 0], "WEBP", filler), [8, 12]),
  ...["heic", "heix", "mif1", "msf1"].map((brand) => kind("heic", "image/heic", box(brand), [4, 12])),
  kind("heif", "image/heif", box("heic")),
  ...["isom", "iso2", "mp41", "mp42", "avc1", "M4V "].map((brand) => kind("mp4", "video/mp4", box(brand), [4, 11])),
  kind("m4v", "video/mp4", box("M4V ")),
  kind("mov", "video/quicktime", box("qt  "), [4, 12]),
  kind("webm", "video/webm", bytes([0x1a, 0x45, 0xdf, 0xa3], filler), [0, 4]),
  kind("docx", `${ms}.wordprocessingml.document`, bytes(zip, filler, "word/document.xml"), [0, 4]),
  kind("xlsx", `${ms}.spreadsheetml.sheet`, bytes(zip, filler, "xl/workbook.xml"), [0, 4]),
  kind("pptx", `${ms}.presentationml.presentation`, bytes(zip, filler, "ppt/slides.xml"), [0, 4]),
  kind("odt", `${odf}.text`, bytes(zip, filler, `mimetype${odf}.text`), [0, 4]),
  kind("ods", `${odf}.spreadsheet`, bytes(zip, filler, `mimetype${odf}.spreadsheet`), [0, 4]),
  kind("zip", "application/zip", bytes(zip, filler), [0, 4], "application/x-zip-compressed", "application/x-zip"),
  kind("zip", "application/zip", bytes([0x50, 0x4b, 5, 6], filler), [0, 4]),
  kind("doc", "application/msword", bytes(ole, filler), [0, 8], "application/vnd.ms-word"),
  kind("doc", "application/msword", bytes("<html><body>A page that Word saved</body></html>")),
  kind("xls", "application/vnd.ms-excel", bytes(ole, filler), [0, 8]),
  kind("xls", "application/vnd.ms-excel", bytes("<table><tr><td>4780</td></tr></table>")),
  kind(
    "rtf",
    "application/rtf",
    bytes("{\\rtf1\\ansi 4780}"),
    [0, 5],
    "text/rtf",
    "application/x-rtf",
    "text/richtext",
  ),
  kind("rtf", "application/rtf", bytes([0xef, 0xbb, 0xbf], "{\\rtf1\\ansi 4780}")),
  kind("txt", "text/plain", Buffer.from(text)),
  kind("txt", "text/plain", utf16("le", true)),
  kind("txt", "text/plain", utf16("be", true)),
  kind("txt", "text/plain", utf16("le", false)),
  kind("txt", "text/plain", utf16("be", false)),
  // Windows-1252: a few letters that are not of ASCII, a dash and a euro sign.
  kind("txt", "text/plain", bytes("R", [0xe9], "sum", [0xe9], " 4780 ", [0x96], " 20 ", [0x80], "\u000c end\u0009")),
  kind("log", "text/plain", Buffer.from(text)),
  kind("md", "text/markdown", Buffer.from(`# ${text}`)),
  kind("csv", "text/csv", Buffer.from("a;b\n1;2\n")),
];

/** Files that are not what their names say; each with what is wrong. */
export const wrongFiles: readonly (Pick<KindOfFile, "extension" | "content"> & { readonly what: string })[] = [
  ...kindsOfFile.flatMap(({ extension, content, signature }) =>
    signature === undefined
      ? []
      : Array.from({ length: signature[1] - signature[0] }, (_each, index) => {
          const changed = Buffer.from(content);
          const at = signature[0] + index;
          changed[at] = (changed[at]! ^ 0x15) & 0xff;
          return { extension, content: changed, what: `byte ${at} is another` };
        }),
  ),
  { extension: "pdf", content: bytes("\n".repeat(1_030), "%PDF-1.4"), what: "the mark comes too late" },
  { extension: "pdf", content: kindsOfFile[3]!.content, what: "an image" },
  { extension: "docx", content: bytes(zip, filler, "xl/workbook.xml"), what: "a workbook" },
  { extension: "odt", content: bytes(zip, filler, `mimetype${odf}.spreadsheet`), what: "a spreadsheet" },
  { extension: "txt", content: bytes("%PDF-1.4\n"), what: "a document" },
  { extension: "txt", content: bytes("  {\\rtf1 }"), what: "a document after blanks" },
  { extension: "txt", content: bytes("text with a ", [0], " byte"), what: "a byte of nought" },
  { extension: "txt", content: bytes("text with ", [0x08]), what: "a control character" },
  { extension: "txt", content: bytes("text with ", [0x0e]), what: "a control character" },
  { extension: "txt", content: bytes("text with ", [0x1f]), what: "a control character" },
  ...[0x81, 0x8d, 0x8f, 0x90, 0x9d].map((byte) => ({
    extension: "txt",
    content: bytes("A letter that nobody knows: ", [byte]),
    what: `the byte ${byte}`,
  })),
  { extension: "txt", content: bytes("ab", [0xe9, 0xe8, 0xe7, 0xe6, 0xe5]), what: "mostly bytes that are no letters" },
  { extension: "txt", content: bytes([0xff, 0xfe, 0, 0xd8, 0x20, 0]), what: "half a character" },
  { extension: "pdf", content: bytes(), what: "nothing in it" },
  { extension: "pdf", content: bytes("<html></html>"), what: "a page" },
];

/** The first and the last address of each network that is not of the public internet, and names of such. Source: IANA. */
export const privateAddresses: readonly string[] = [
  ..."0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.1 127.255.255.255".split(" "),
  ..."169.254.0.1 169.254.169.254 172.16.0.0 172.31.255.255 192.0.0.1 192.0.2.1 192.88.99.1 192.168.0.0".split(" "),
  ..."192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 255.255.255.255".split(" "),
  ..."168.63.129.16 [::1] [::] [fe80::1] [fc00::1] [ff02::1] [2001:db8::1] [2002:7f00:1::] [2001::1]".split(" "),
  ..."[::ffff:127.0.0.1] [64:ff9b::7f00:1] [3fff::1] [2a00:1450::200:5efe:7f00:1] [2a00:1450::5efe:a00:1]".split(" "),
  ..."localhost localhost. files.local printer intranet server.internal a.lan b.home c.corp db.svc".split(" "),
  ..."x.nip.io 10.0.0.1.sslip.io app.localtest.me a.test b.invalid c.onion d.arpa e.ts.net 2130706433 0x7f.1".split(
    " ",
  ),
];

/** Addresses next to those, which are public. */
export const publicAddresses: readonly string[] = [
  ..."1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255".split(" "),
  ..."169.255.0.0 172.15.255.255 172.32.0.0 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255".split(" "),
  ..."198.20.0.0 223.255.255.255 168.63.129.17 [2a00:1450:4001::1] files.example.com local.example.com".split(" "),
];
