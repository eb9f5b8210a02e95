import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import { asStored, isNotTaken, issuesOf } from "../pieces/files.ts";
import { ending } from "../pieces/striking.ts";
import { openApplications, targetId } from "../pieces/targets.ts";

interface Claim {
  readonly name: string;
  readonly contentType?: string;
  readonly content: Buffer;
  /** Its content comes in an address. */
  readonly url?: string;
}

interface Refused extends Claim {
  /** What of the file is wrong, where it is not the content. */
  readonly at?: string;
}

interface Taken extends Claim {
  /** The types under which it may be stored. */
  readonly types: readonly string[];
  /** Nothing is put after it: its length counts. */
  readonly asItIs?: true;
}

const bytes = (text: string) => Buffer.from(text, "latin1");
const archive = (inside: string) => bytes(`PK\u0003\u0004\u0014\0\u0006\0\b\0\0\0!\0${inside}`);
const office = "application/vnd.openxmlformats-officedocument";
const docx = { content: archive("word/document.xml"), type: `${office}.wordprocessingml.document` };
const xlsx = { content: archive("xl/workbook.xml"), type: `${office}.spreadsheetml.sheet` };
const rtf = { content: bytes("{\\rtf1\\ansi Dear Sir}"), type: "application/rtf" };
const pdf = { content: bytes("%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n"), type: "application/pdf" };
const png = { content: bytes("\u0089PNG\r\n\u001a\n\0\0\0\rIHDR"), type: "image/png" };
const text = { content: bytes("Name\tShift\r\nZoe\tnight\r\n"), type: "text/plain" };
const word = "application/msword";
const excel = "application/vnd.ms-excel";

/** How a page of the web may begin. Office saves such pages under its older names. */
const pages = [
  "!doctype html>",
  "html>",
  '?xml version="1.0"?>',
  "head>",
  "body\n",
  "meta ",
  "table>",
  "div ",
  "p>",
  "!-- ",
]
  .flatMap((tag) => [`<${tag}`, `<${tag.toUpperCase()}`])
  .concat(["\r\n  <html>", "\u00ef\u00bb\u00bf<html>"])
  .map((beginning) => bytes(`${beginning} Dear Sir </p>`));

/** Media types of a server that does not know. Source: RFC 2046 and the habits of servers. */
const unknown = [
  "application/octet-stream",
  "binary/octet-stream",
  "application/x-download",
  "application/force-download",
]
  .concat(["application/download", "application/unknown", "application/x-unknown"])
  .concat(["APPLICATION/OCTET-STREAM", " application/octet-stream ; charset=binary"]);

/** Files whose name, media type and content belong together, however little each of them says. */
const taken: readonly Taken[] = [
  { name: "old.doc", content: rtf.content, types: [word, rtf.type] },
  { name: "old.doc", content: docx.content, types: [word, docx.type] },
  { name: "old.xls", content: xlsx.content, types: [excel, xlsx.type] },
  { name: "old.xls", content: text.content, types: [excel, text.type] },
  { name: "typed.doc", contentType: rtf.type, content: rtf.content, types: [word, rtf.type] },
  // A browser must not run them.
  ...pages.map((content): Taken => ({ name: "page.doc", content, types: [word] })),
  { name: "page.xls", content: pages[0]!, types: [excel] },
  { name: "nameless", content: pdf.content, types: [pdf.type] },
  { name: "nameless", content: text.content, types: [text.type] },
  // A name without a dot has no ending.
  { name: "pdf", content: text.content, types: [text.type] },
  { name: "own.xyz", contentType: pdf.type, content: pdf.content, types: [pdf.type] },
  { name: "own.xyz", contentType: "application/octet-stream", content: png.content, types: [png.type] },
  { name: "two.dots.PDF", content: pdf.content, types: [pdf.type] },
  // Readers look for the mark in the first 1,024 bytes (ISO 32000, annex H).
  { name: "late.pdf", content: bytes(`${" ".repeat(1_019)}%PDF-1.7\n`), types: [pdf.type] },
  ...["DATA:TEXT/PLAIN;BASE64,RGVhciBTaXI=", " data:text/plain; base64 ,RGVhciBTaXI=", "data:,Dear%20Sir"].map(
    (url, place): Taken => ({
      name: `address-${4_870 + place}.txt`,
      content: bytes("Dear Sir"),
      types: [text.type],
      asItIs: true,
      url,
    }),
  ),
  // What an address says of its content counts as what the caller says.
  {
    name: "address.xyz",
    content: bytes("\0\u0001"),
    types: ["application/x-of-its-own"],
    asItIs: true,
    url: "data:application/x-of-its-own;base64,AAE=",
  },
  { name: "short.txt", content: Buffer.from("Hi", "utf16le"), types: [text.type], asItIs: true },
  { name: "shorter.txt", content: bytes("I"), types: [text.type], asItIs: true },
  { name: "list.csv", content: text.content, types: ["text/csv"] },
  { name: "list.csv", contentType: "text/plain", content: text.content, types: ["text/plain"] },
  { name: "list.md", content: text.content, types: ["text/markdown"] },
  ...unknown.map((contentType): Taken => ({
    name: "unknown.pdf",
    contentType,
    content: pdf.content,
    types: [pdf.type],
  })),
  {
    name: "own.xyz",
    contentType: "application/x-of-its-own",
    content: bytes("\0\u0001"),
    types: ["application/x-of-its-own"],
  },
  // What the caller says of a file whose name says nothing.
  {
    name: "own.xyz",
    contentType: "application/x-of-its-own",
    content: pdf.content,
    types: ["application/x-of-its-own"],
  },
];

/** Files whose content is not what the name or the media type says. */
const refused: readonly Refused[] = [
  { name: "old.doc", content: xlsx.content },
  { name: "old.doc", content: text.content },
  { name: "old.doc", content: pdf.content },
  { name: "old.xls", content: docx.content },
  { name: "old.xls", content: rtf.content },
  { name: "old.xls", content: png.content },
  ...["pdf", "docx", "rtf", "odt", "png"].map((extension) => ({ name: `page.${extension}`, content: pages[0]! })),
  { name: "page.doc", content: bytes("<script>alert(1)</script>") },
  { name: "other.txt", content: rtf.content },
  { name: "other.txt", content: bytes("  %PDF-1.7 Dear Sir") },
  { name: "other.txt", content: bytes("\n\n{\\rtf1 Dear Sir}") },
  { name: "other.txt", content: bytes("  {\\rtf1 Dear Sir}") },
  { name: "other.txt", content: bytes("GIF89a Dear Sir") },
  { name: "late.pdf", content: bytes(`${" ".repeat(1_020)}%PDF-1.7\n`) },
  { name: "film.mp4", content: bytes("\0\0\0\u0018ftyqisom\0\0\u0002\0") },
  { name: "nameless", contentType: pdf.type, content: png.content },
  { name: "own.xyz", contentType: png.type, content: pdf.content },
  { name: "address.xyz", content: pdf.content, url: `data:image/png;base64,${pdf.content.toString("base64")}` },
  { name: "typed.pdf", contentType: rtf.type, content: pdf.content, at: "contentType" },
  { name: "typed.docx", contentType: word, content: docx.content, at: "contentType" },
  { name: "own.xyz", content: bytes("\0\u0001\u0002"), at: "contentType" },
  { name: "empty.txt", content: bytes("") },
];

/** Where a file is wrong: as a whole, or in one of the parts that an input may have. */
const partOfFile = /^file(\.(name|type|contentType|bytes|base64|blob|stream|path|url))?$/;

const ofAnotherKindRule: Rule = {
  rule: "a file may be of another kind than its name only where programs write it so: RTF, docx and pages under `.doc`, xlsx, text and pages under `.xls`",
  tried: "it attaches each of them, and others that may not",
};

const promises = (of: "application" | "candidate"): readonly ContractPromise[] => {
  const attach = (trial: Trial, id: string, { name, contentType, content, url }: Claim) => {
    const given = url === undefined ? { bytes: content } : { url };
    const file = { name, type: "OTHER", ...given, ...(contentType !== undefined && { contentType }) };
    return ending(() => trial.call(trial.capability.id, { [of]: id, file }));
  };
  // All files of an adapter go the same way: once is enough.
  const isTriedElsewhere = (trial: Trial) => of === "candidate" && trial.offers("applications.addAttachment");
  const what = ({ name, contentType, content }: Claim) =>
    `${name}${contentType === undefined ? "" : ` (${contentType})`} that begins with ${JSON.stringify(content.toString("latin1", 0, 12))}`;
  return [
    {
      promise: "takes a file of a kind that may go under its name, and stores it under a type",
      rules: [ofAnotherKindRule],
      async run(trial) {
        if (isTriedElsewhere(trial)) return;
        const [application] = await openApplications(trial);
        const id = targetId(of, application!);
        const attached: Taken[] = [];
        for (const [place, file] of taken.entries()) {
          // No two are the same.
          const content = file.asItIs ? file.content : Buffer.concat([file.content, bytes(` ${4_800 + place}`)]);
          const ended = await attach(trial, id, { ...file, content });
          if (file.types.some((type) => isNotTaken(ended, type))) continue;
          if (AtsError.is(ended)) assert.fail(`${what(file)}: ${ended.message}`);
          attached.push({ ...file, content });
        }
        const all = (await trial.world.files(of, id)).map(asStored);
        const told = all.some(({ base64 }) => base64 !== undefined);
        for (const file of attached) {
          const kept = all.find(({ base64 }) => base64 === file.content.toString("base64"));
          if (told) assert.ok(kept, `${what(file)}: it is not there`);
          if (kept?.contentType != null)
            assert.ok(file.types.includes(kept.contentType), `${what(file)}: it was stored as ${kept.contentType}`);
        }
        worldHas(attached.length > 0, "no file can be attached");
      },
    },
    {
      promise: "refuses a file of a kind that may not go under its name, and says what it is",
      rules: [ofAnotherKindRule],
      async run(trial) {
        if (isTriedElsewhere(trial)) return;
        const [application] = await openApplications(trial);
        const id = targetId(of, application!);
        const before = trial.world.writes();
        for (const file of refused) {
          const ended = await attach(trial, id, file);
          assert.ok(AtsError.is(ended), `${what(file)} was not refused`);
          assert.equal(ended.fault, "caller", `${what(file)}: ${ended.message}`);
          assert.ok(!/undefined|null|: \.$/.test(ended.message), `${what(file)}: ${ended.message}`);
          for (const { path } of issuesOf(ended))
            assert.match(path, file.at ? /\.contentType$/ : partOfFile, `${what(file)}: where it is wrong`);
        }
        const missing = { name: "missing.pdf", type: "OTHER", path: "/nowhere-4789/missing.pdf" };
        const ended = await ending(() => trial.call(trial.capability.id, { [of]: id, file: missing }));
        const why = AtsError.is(ended) ? ended.message : "it was attached";
        assert.match(why, /ENOENT|not found|no such|not exist/i, "why the file at a path of nothing cannot be read");
        assert.ok(!why.includes(missing.path), "the error shows the path, which may name a person");
        const texts = { name: "texts.txt", type: "OTHER", stream: ReadableStream.from(["Dear", "Sir"]) };
        const notBytes = await ending(() => trial.call(trial.capability.id, { [of]: id, file: texts }));
        const says = AtsError.is(notBytes) ? notBytes.message : "it was attached";
        assert.match(says, /bytes|Uint8Array/, "why a stream of texts cannot be read");
        assert.equal(trial.world.writes(), before, "something was written");
      },
    },
  ];
};

/** What attaching a file promises of what the file says of itself. */
export const fileClaimPromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.addAttachment": promises("application"),
  "candidates.addAttachment": promises("candidate"),
};
