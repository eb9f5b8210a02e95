import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import type { StoredFile } from "../../world.ts";
import { asStored, isNotTaken } from "../pieces/files.ts";
import { privateAddresses } from "../pieces/networks.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openApplications, targetId } from "../pieces/targets.ts";

/** A file that ends with a mark, so that no two are the same. */
type Content = (mark: string) => Buffer;

/** A kind of file, as people attach it. */
interface Kind {
  /** The media type by extension. */
  readonly types: Readonly<Record<string, string>>;
  /** Other media types under which such files come. */
  readonly aliases?: readonly string[];
  readonly contents: readonly [Content, ...Content[]];
  /** How many of the first bytes say what it is; absent where more than those do. */
  readonly signature?: number;
}

const bytes =
  (beginning: string): Content =>
  (mark) =>
    Buffer.from(beginning + mark, "latin1");
const archive = (inside: string) => bytes(`PK\u0003\u0004\u0014\0\u0006\0\b\0\0\0!\0${inside}`);
const film = (brand: string) => bytes(`\0\0\0\u0018ftyp${brand.padEnd(4)}\0\0\u0002\0`);
/** The first box of a film or picture: the brand that it was made for, and those that it keeps to. Source: ISO/IEC 14496-12, 4.3. */
const keepingTo = (brand: string, ...others: readonly string[]) =>
  bytes(
    `\0\0\0${String.fromCharCode(16 + 4 * others.length)}ftyp${brand}\0\0\u0002\0${others.map((each) => each.padEnd(4)).join("")}`,
  );
const office = "application/vnd.openxmlformats-officedocument";
const openDocument = "application/vnd.oasis.opendocument";
const compound = bytes("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1\0\0\0\0");

const letter = "Dear Zoë,\r\n\tI would like to work “nights”.\n";
const littleEndian =
  (text: string): Content =>
  (mark) =>
    Buffer.from(text + mark, "utf16le");
const bigEndian =
  (text: string): Content =>
  (mark) =>
    Buffer.from(text + mark, "utf16le").swap16();

/** From the formats' specifications and the registry of media types; a text in each encoding in which programs save it. */
const kinds: readonly Kind[] = [
  {
    types: { pdf: "application/pdf" },
    aliases: ["application/x-pdf", "text/pdf", "application/acrobat"],
    contents: [bytes("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n"), bytes(`${"\0".repeat(1_000)}%PDF-1.4\n`)],
    signature: 5,
  },
  {
    types: { png: "image/png" },
    aliases: ["image/x-png"],
    contents: [bytes("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR")],
    signature: 8,
  },
  {
    types: { jpg: "image/jpeg", jpeg: "image/jpeg" },
    aliases: ["image/jpg", "image/pjpeg"],
    contents: [bytes("\u00ff\u00d8\u00ff\u00e0\0\u0010JFIF\0")],
    signature: 3,
  },
  { types: { gif: "image/gif" }, contents: [bytes("GIF89a\u0001\0"), bytes("GIF87a\u0001\0")], signature: 6 },
  { types: { webp: "image/webp" }, contents: [bytes("RIFF\u0024\0\0\0WEBPVP8 ")], signature: 4 },
  {
    types: { heic: "image/heic", heif: "image/heif" },
    contents: [film("heic"), film("heix"), film("mif1"), film("msf1"), keepingTo("hevc", "msf1", "heic")],
  },
  {
    types: { mp4: "video/mp4", m4v: "video/mp4" },
    contents: [
      film("isom"),
      film("iso2"),
      film("mp41"),
      film("mp42"),
      film("avc1"),
      film("M4V"),
      // As browsers, telephones and streams write them.
      keepingTo("iso5", "iso6", "mp41"),
      keepingTo("dash", "iso6", "avc1"),
      keepingTo("3gp4", "3gp4", "isom"),
    ],
  },
  { types: { mov: "video/quicktime" }, contents: [film("qt"), keepingTo("niko", "qt")] },
  { types: { webm: "video/webm" }, contents: [bytes("\u001a\u0045\u00df\u00a3\u0001\0\0")], signature: 4 },
  { types: { docx: `${office}.wordprocessingml.document` }, contents: [archive("word/document.xml")], signature: 4 },
  { types: { xlsx: `${office}.spreadsheetml.sheet` }, contents: [archive("xl/workbook.xml")], signature: 4 },
  {
    types: { pptx: `${office}.presentationml.presentation` },
    contents: [archive("ppt/presentation.xml")],
    signature: 4,
  },
  { types: { odt: `${openDocument}.text` }, contents: [archive(`mimetype${openDocument}.text`)], signature: 4 },
  {
    types: { ods: `${openDocument}.spreadsheet` },
    contents: [archive(`mimetype${openDocument}.spreadsheet`)],
    signature: 4,
  },
  {
    types: { zip: "application/zip" },
    aliases: ["application/x-zip-compressed", "application/x-zip"],
    contents: [archive("scans/page-1.tiff"), bytes("PK\u0005\u0006\0\0\0\0")],
    signature: 4,
  },
  { types: { doc: "application/msword" }, aliases: ["application/vnd.ms-word"], contents: [compound], signature: 8 },
  { types: { xls: "application/vnd.ms-excel" }, contents: [compound], signature: 8 },
  {
    types: { rtf: "application/rtf" },
    aliases: ["text/rtf", "application/x-rtf", "text/richtext"],
    contents: [bytes("{\\rtf1\\ansi "), bytes("\u00ef\u00bb\u00bf{\\rtf1\\ansi ")],
    signature: 5,
  },
  {
    types: { txt: "text/plain", text: "text/plain", log: "text/plain", md: "text/markdown", csv: "text/csv" },
    contents: [
      (mark) => Buffer.from(letter + mark),
      (mark) => Buffer.from(`\ufeff${letter}${mark}`),
      bytes("Dear Zo\u00eb,\r\n\tI would like to work \u0093nights\u0094.\u000b\f"),
      // Each has one byte of a mark of UTF-16 in its place, and no whole one.
      bytes("\u00fea\u00f0 er gott a\u00f0 vinna \u00e1 n\u00f3ttunni."),
      bytes("a\u00fe er gott a\u00f0 vinna \u00e1 n\u00f3ttunni!!"),
      littleEndian(`\ufeff${letter}`),
      bigEndian(`\ufeff${letter}`),
      // Without zeros: only the mark says what it is.
      littleEndian("\ufeff前略、夜勤を希望します。"),
      bigEndian("\ufeff前略、夜勤を希望します。"),
      bytes("L\u00ff, an odd name that begins like no mark."),
      // In the other order of bytes, a letter of it is half a character.
      littleEndian("Notes of a call about the Straße, in the encoding of an old Windows "),
      bigEndian("Notes of a call about the Straße, in the encoding of an old Macintosh "),
    ],
  },
];

interface Given {
  readonly name: string;
  readonly contentType?: string;
  readonly bytes: Buffer;
}

/**
 * Each kind by each extension and content; with types that say nothing, or say it in other words.
 * @param inFull Else each kind once: where another cell of the adapter tries the rest.
 */
function recognised(inFull: boolean): readonly (Given & { readonly type: string })[] {
  const files: (Given & { type: string })[] = [];
  const add = (extension: string, type: string, content: Content, contentType?: string) => {
    const name = `kind-${4751 + files.length}.${extension}`;
    files.push({ name, type, bytes: content(name), ...(contentType && { contentType }) });
  };
  for (const { types, aliases = [], contents } of kinds) {
    const [[extension, first]] = Object.entries(types) as [[string, string]];
    const [usual] = contents;
    if (!inFull) {
      add(extension, first, usual);
      continue;
    }
    for (const content of contents) add(extension, first, content);
    for (const [each, type] of Object.entries(types))
      for (const said of [type, undefined]) add(each, type, usual, said);
    // Where the name says nothing, too.
    for (const alias of aliases) for (const name of [extension, "of-its-own"]) add(name, first, usual, alias);
    add(extension.toUpperCase(), first, usual, "application/octet-stream");
    add(extension, first, usual, `${first.toUpperCase()}; charset=binary`);
  }
  return files;
}

/** Files that are not what their names say: another kind, or one byte of what says it is wrong. */
function mistaken(): readonly Given[] {
  const named = (extension: string, content: Buffer): Given => ({ name: `not.${extension}`, bytes: content });
  const usual = kinds.map(({ types, contents }) => ({ extension: Object.keys(types)[0]!, content: contents[0]("") }));
  const [pdf] = usual as [(typeof usual)[number]];
  const extensions = kinds.flatMap(({ types }) => Object.keys(types));
  const others = extensions.map((each) => named(each, each === "pdf" ? usual[1]!.content : pdf.content));
  const broken = kinds.flatMap(({ contents, signature = 0 }, place) =>
    Array.from({ length: signature }, (_, at) => {
      const content = contents[0]("");
      content[at]! ^= 1;
      return named(usual[place]!.extension, content);
    }),
  );
  const noText = [
    "\0",
    "\u0001",
    "\u0008",
    "\u000e",
    "\u001f",
    "\u00e9\u0081",
    "\u00e9\u008d",
    "\u00e9\u008f",
    "\u00e9\u0090",
    "\u00e9\u009d",
  ];
  return [
    ...others,
    ...broken,
    named("docx", archive("xl/workbook.xml")("")),
    named("xlsx", archive("ppt/presentation.xml")("")),
    named("pptx", archive("word/document.xml")("")),
    named("mov", film("isom")("")),
    named("mp4", film("qt")("")),
    named("heic", film("isom")("")),
    // Behind the first box, or across two brands, no brand is meant.
    named("mp4", keepingTo("zzzz")("isom")),
    named("mp4", keepingTo("zzzz", "xxis", "omxx")("")),
    named("mp4", keepingTo("heic", "mif1")("")),
    named("heic", keepingTo("iso5", "iso6", "mp41")("")),
    named("webp", bytes("RIFF\u0024\0\0\0WAVEfmt ")("")),
    ...noText.map((sign) => named("txt", bytes(`Dear Sir${sign}, I would like to work nights`)(""))),
    // At an odd place, too: in UTF-16 it could be half a letter there.
    named("txt", bytes("Dear Sirs\0, I would like to work nights!")("")),
    { name: "cv.pdf", contentType: "image/png", bytes: pdf.content },
    { name: "cv", bytes: Buffer.from([0, 1, 2, 3]) },
  ];
}

/** The forms in which an app may hold a file's bytes, beside a `Uint8Array`, a `Blob` and a web stream. */
const forms: Readonly<Record<string, (content: Buffer) => object>> = {
  base64: (content) => ({ base64: content.toString("base64") }),
  "base64 without padding": (content) => ({ base64: content.toString("base64").replaceAll("=", "") }),
  "base64 of URLs": (content) => ({ base64: content.toString("base64url") }),
  "base64 in lines": (content) => ({ base64: content.toString("base64").replaceAll(/.{76}/g, "$&\r\n") }),
  "base64 as a data URL": (content) => ({ base64: `data:text/plain;base64,${content.toString("base64")}` }),
  "a data URL": (content) => ({ url: `data:text/plain;base64,${content.toString("base64")}` }),
  "a data URL with escapes in base64": (content) => ({
    url: `data:text/plain;base64,${encodeURIComponent(content.toString("base64"))}`,
  }),
  "a data URL of text": (content) => ({
    url: `data:text/plain;charset=utf-8,${encodeURIComponent(content.toString())}`,
  }),
  "an ArrayBuffer": (content) => ({ bytes: Uint8Array.from(content).buffer }),
  "pieces of bytes": (content) => ({
    stream: (async function* () {
      yield await Promise.resolve(Uint8Array.from(content.subarray(0, 7)));
      yield Uint8Array.from(content.subarray(7));
    })(),
  }),
};

/** A text whose base64 has each of its signs, and none, one or two of padding. */
const contentOf = (form: string, name: string, more: number) =>
  Buffer.from(`${form} ${name} ${letter.repeat(4)}~~~???>>>${"!".repeat(more)}`);

/** Files that cannot be read: broken base64, broken data URLs, and addresses that are not public. */
const unreadable: readonly object[] = [
  ...["Q", "QUJD=", "QUI==", "Q===", "QU JDR", "QUJD*"].map((base64) => ({ base64: `RGVhciBTaXIs${base64}` })),
  { base64: "data:text/plain;base64" },
  ...["data:text/plain;base64", "data:text/plain,Dear%2", "data:text/plain,Dear%zz"].map((url) => ({ url })),
  ...["http://files.example.com", "https://a:b@files.example.com", "https://a@files.example.com"]
    .concat(privateAddresses.map((host) => `https://${host}`))
    .map((origin) => ({ url: `${origin}/letter.txt` })),
];

const storedByContentRule: Rule = {
  rule: "a file is checked before anything is written, and stored under the type of its content (`openFile` of `@anyats/http` does both)",
  tried: "it sends each common kind of file under its own name, another's name and in each form, and looks for a write",
};

const byEachBrandRule: Rule = {
  rule: "a picture or a film is known by each brand that its first box names: browsers and telephones write a newer one first",
  tried: "it attaches some of each, and ones whose brands are of another kind",
};

/** On how many records the files of all kinds are stored. */
const mostRecords = 8;

/** What attaching a file promises about its content. */
function promises(of: "application" | "candidate"): readonly ContractPromise[] {
  const attach = (trial: Trial, id: string, file: object) =>
    trial.call(trial.capability.id, { [of]: id, file: { ...file, type: "OTHER" } });
  return [
    {
      promise: "finds out the type of a file by its name and content, and stores it",
      rules: [storedByContentRule, byEachBrandRule],
      async run(trial) {
        const open = await openApplications(trial);
        // A few on each: an adapter may look through what a record holds before each write.
        const ids = [...new Set(open.map((each) => targetId(of, each)))].slice(0, mostRecords);
        const inFull = of === "application" || !trial.offers("applications.addAttachment");
        const taken = [];
        for (const [nth, { name, contentType, bytes: content, type }] of recognised(inFull).entries()) {
          const file = { name, bytes: content, ...(contentType !== undefined && { contentType }) };
          const ended = await ending(() => attach(trial, ids[nth % ids.length]!, file));
          if (isNotTaken(ended, type)) continue;
          if (AtsError.is(ended)) throw ended;
          taken.push({ name, contentType: type, base64: content.toString("base64") });
        }
        worldHas(taken.length > 0, "no file can be attached");
        const stored: StoredFile[] = [];
        for (const id of ids) stored.push(...(await trial.world.files(of, id)).map(asStored));
        const typeOf = new Map(stored.map((file): [string, StoredFile] => [file.base64 ?? file.name, file]));
        for (const { name, contentType, base64 } of taken) {
          const kept = typeOf.get(base64) ?? typeOf.get(name);
          assert.ok(kept, `${name} is not there, or its bytes were changed`);
          if (kept.contentType != null) assert.equal(kept.contentType, contentType, `the type of ${name}`);
        }
      },
    },
    {
      promise: "stores the same bytes from each form of base64, data URLs and pieces",
      rules: [storedByContentRule],
      async run(trial) {
        const [application] = await openApplications(trial);
        const id = targetId(of, application!);
        for (const [place, [form, given]] of Object.entries(forms).entries()) {
          const name = `form-${4900 + place}.txt`;
          const content = contentOf(form, name, place % 3);
          const ended = await ending(() => attach(trial, id, { name, ...given(content) }));
          if (isNotTaken(ended, "text/plain")) continue;
          assert.ok(!AtsError.is(ended), `${form}: ${(ended as Error).message}`);
          const stored = (await trial.world.files(of, id)).map(asStored);
          const kept = stored.some((file) =>
            file.base64 === undefined ? file.name === name : file.base64 === content.toString("base64"),
          );
          assert.ok(kept, `${form}: the file is not there, or its bytes were changed`);
        }
      },
    },
    {
      promise: "rejects a file that cannot be read or is not public, before any write",
      async run(trial) {
        const [application] = await openApplications(trial);
        const id = targetId(of, application!);
        const before = trial.world.writes();
        for (const file of unreadable) {
          const ended = await ending(() => attach(trial, id, { name: "letter.txt", ...file }));
          if (isDeclared(ended)) continue;
          const what = JSON.stringify(file);
          assert.ok(AtsError.is(ended), `${what} was not rejected`);
          assert.equal(ended.fault, "caller", `${what}: ${ended.message}`);
        }
        assert.equal(trial.world.writes(), before, "something was written");
      },
    },
    {
      promise: "rejects a file of another kind than its name says, before any write",
      rules: [storedByContentRule, byEachBrandRule],
      async run(trial) {
        const [application] = await openApplications(trial);
        const id = targetId(of, application!);
        const before = trial.world.writes();
        for (const file of mistaken()) {
          const ended = await ending(() => attach(trial, id, file));
          const what = `${file.name} that begins with ${JSON.stringify(file.bytes.toString("latin1", 0, 12))}`;
          assert.ok(AtsError.is(ended), `${what} was not rejected`);
          assert.equal(ended.fault, "caller", `${what}: ${ended.message}`);
        }
        assert.equal(trial.world.writes(), before, "something was written");
      },
    },
  ];
}

/** What commands promise about the content of files, each by its id. */
export const fileContentPromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.addAttachment": promises("application"),
  "candidates.addAttachment": promises("candidate"),
};
