import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { FileInput, inputIssues, InvalidInput } from "@anyats/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFile, publicAddress, type OpenedFile } from "../src/index.ts";

const { signal } = new AbortController();
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const pdf = latin1("%PDF-1.7 \u00ff\u00fe\u00fb");
const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/** Through the schema and the door, as a handler does it. */
async function opened(file: FileInput): Promise<OpenedFile> {
  const parsed = FileInput.safeParse(file);
  if (!parsed.success) throw new InvalidInput("The file", inputIssues(parsed.error));
  return openFile(parsed.data, { signal });
}

async function problemOf(file: FileInput): Promise<string> {
  const error: unknown = await opened(file).then(
    () => expect.unreachable("was taken"),
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InvalidInput);
  return (error as InvalidInput).issues.map(({ path, message }) => `${path}: ${message}`).join("; ");
}

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anyats-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a file", () => {
  it("of a stream can be opened again by the same write", async () => {
    const stream = new Blob([pdf]).stream();
    const file = FileInput.parse({ name: "cv.pdf", stream });
    const [one, other] = [await openFile(file, { signal }), await openFile(file, { signal })];
    expect(one).toMatchObject({ bytes: pdf });
    expect(other).toEqual(one);
  });

  it("may be a File, Blob, stream, bytes, base64, path or data URL", async () => {
    const path = join(folder, "cv.pdf");
    await writeFile(path, pdf);
    const base64 = Buffer.from(pdf).toString("base64");
    const ways: FileInput[] = [
      new File([pdf], "cv.pdf", { type: "application/pdf" }),
      { blob: new File([pdf], "cv.pdf") },
      { name: "cv.pdf", blob: new Blob([pdf]) },
      { name: "cv.pdf", stream: Readable.from([pdf.subarray(0, 3), pdf.subarray(3)]) },
      { name: "cv.pdf", stream: new Blob([pdf]).stream() },
      { name: "cv.pdf", bytes: pdf },
      { name: "cv.pdf", bytes: pdf.slice().buffer },
      { name: "cv.pdf", base64 },
      { name: "cv.pdf", base64: `${base64.slice(0, 4)}\r\n${base64.slice(4)}` },
      { name: "cv.pdf", base64: Buffer.from(pdf).toString("base64url") },
      { name: "cv.pdf", base64: `data:application/pdf;base64,${base64}` },
      { path },
      { name: "cv.pdf", url: `data:application/pdf;base64,${base64}` },
      { url: `data:application/pdf;name=cv.pdf;base64,${encodeURIComponent(base64)}` },
    ];
    expect(base64).toMatch(/[+/]/);
    for (const way of ways) {
      const file = await opened(way);
      expect(file).toMatchObject({ name: "cv.pdf", type: "OTHER", mediaType: "application/pdf" });
      expect(Buffer.from((file as { bytes: Uint8Array }).bytes)).toEqual(Buffer.from(pdf));
    }
  });

  it("takes its name from the address that it lies under, and is not fetched", async () => {
    expect(await opened({ url: "https://files.example.com/a/R%C3%A9sum%C3%A9.pdf?signature=x" })).toEqual({
      name: "Résumé.pdf",
      type: "OTHER",
      mediaType: "application/pdf",
      url: "https://files.example.com/a/R%C3%A9sum%C3%A9.pdf?signature=x",
    });
  });

  it("must be given a name where its source has none", async () => {
    for (const file of [
      new Blob([pdf]),
      { url: "https://files.example.com/" },
      { url: "data:application/pdf;base64,JVBERi0x" },
    ])
      expect(await problemOf(file as FileInput)).toContain("name: must be given");
  });

  it("is refused with a clear message when its base64 or data URL is broken", async () => {
    const name = "cv.pdf";
    expect(await problemOf({ name, base64: "AAAAA" })).toBe("file.base64: is not valid base64: it was cut off");
    expect(await problemOf({ name, base64: "AAA=A" })).toBe("file.base64: is not valid base64");
    expect(await problemOf({ name, base64: "JVBERi0=x" })).toBe("file.base64: is not valid base64");
    expect(await problemOf({ name, base64: "JVBE.i0" })).toBe("file.base64: is not valid base64");
    expect(await problemOf({ name, url: "data:application/pdf" })).toContain("url: is not a valid data URL");
    expect(await problemOf({ name, url: "data:text/plain,%E0%A4%A" })).toContain("url: is not a valid data URL");
    expect(await problemOf({ name, url: "file:///etc/passwd" })).toContain(
      "url: must be an https address or a data URL",
    );
    expect(await problemOf({ name, url: `https://example.com/${"a".repeat(8_000)}` })).toContain(
      "url: must have at most 8000",
    );
  });
});

describe("the type of a file", () => {
  it("is detected if the caller's is missing, has parameters or names it differently", async () => {
    const said: [string, string | undefined, string][] = [
      ["cv.pdf", "application/octet-stream", "application/pdf"],
      ["cv", "application/octet-stream", "application/pdf"],
      ["cv.pdf", "binary/octet-stream", "application/pdf"],
      ["cv.pdf", "Application/PDF; charset=binary", "application/pdf"],
      ["cv.pdf", "application/x-pdf", "application/pdf"],
      ["cv", undefined, "application/pdf"],
    ];
    for (const [name, contentType, mediaType] of said)
      expect(await opened({ name, contentType, bytes: pdf })).toMatchObject({ mediaType });
    const rtf = latin1("{\\rtf1\\ansi}");
    expect(await opened({ name: "cv.rtf", contentType: "text/rtf", bytes: rtf })).toMatchObject({
      mediaType: "application/rtf",
    });
    expect(
      await opened({ name: "a.jpg", contentType: "image/jpg", bytes: latin1("\u00ff\u00d8\u00ff\u00e0") }),
    ).toMatchObject({ mediaType: "image/jpeg" });
    expect(await opened({ name: "a.csv", bytes: latin1("a,b") })).toMatchObject({ mediaType: "text/csv" });
    const recorded = "\u0000\u0000\u0000\u001cftypiso5\u0000\u0000\u0002\u0000iso5iso6mp41";
    expect(await opened({ name: "a.mp4", bytes: latin1(recorded) })).toMatchObject({ mediaType: "video/mp4" });
    const burst = "\u0000\u0000\u0000\u0018ftyphevc\u0000\u0000\u0000\u0000mif1heic";
    expect(await opened({ name: "a.heic", bytes: latin1(burst) })).toMatchObject({ mediaType: "image/heic" });
    expect(await opened({ name: "a.mp4", bytes: latin1("\u0000\u0000\u0000\u0018ftypisom") })).toMatchObject({
      mediaType: "video/mp4",
    });
    expect(
      await opened({ name: "x.bin", contentType: "application/octet-stream", bytes: new Uint8Array([1, 0]) }),
    ).toMatchObject({ mediaType: "application/octet-stream" });
  });

  it("is what a .doc really holds: programs save RTF, HTML and docx under that name", async () => {
    const inside: [Uint8Array, string][] = [
      [latin1("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"), "application/msword"],
      [latin1("{\\rtf1\\ansi Jane}"), "application/rtf"],
      [latin1("PK\u0003\u0004....word/document.xml"), docx],
      // A browser must not run it: it keeps the type of its name.
      [latin1("<html><body>Jane</body></html>"), "application/msword"],
      [latin1("\r\n<!DOCTYPE html><p>M\u00fcller</p>"), "application/msword"],
    ];
    for (const [bytes, mediaType] of inside)
      for (const contentType of [undefined, "application/msword", "application/octet-stream"])
        expect(await opened({ name: "cv.doc", contentType, bytes }), mediaType).toMatchObject({ mediaType });
    expect(await problemOf({ name: "cv.doc", bytes: pdf })).toContain(
      "is called Word document (doc), but its content is PDF",
    );
    expect(await problemOf({ name: "cv.doc", bytes: latin1("MZ\u0090\u0000") })).toContain(
      "is called Word document (doc)",
    );
    expect(await problemOf({ name: "cv.pdf", bytes: latin1("<html></html>") })).toContain("is called PDF");
  });

  it("is text in UTF-8, UTF-16 and Windows-1252, and nothing that only looks like it", async () => {
    const texts = [
      Buffer.from("Grüße 日本語", "utf8"),
      Buffer.from("\ufeffGrüße", "utf8"),
      Buffer.from("\ufeffGrüße 日本語", "utf16le"),
      Buffer.from("\ufeffGrüße", "utf16le").swap16(),
      Buffer.from("Gruesse, Jane", "utf16le"),
      Buffer.from("Gruesse, Jane", "utf16le").swap16(),
      latin1("Gr\u00fc\u00dfe \u0096 \u0093Jane\u0094, 20 \u0080"),
      latin1("one\ftwo\vthree\r\n"),
    ];
    for (const bytes of texts)
      expect(await opened({ name: "cv.txt", bytes: new Uint8Array(bytes) })).toMatchObject({ mediaType: "text/plain" });
    const others = [
      pdf,
      latin1("{\\rtf1}"),
      latin1("\u00ff\u00d8\u00ff\u00e0"),
      latin1("a\u0000b"),
      latin1("\u00c3\u0028"),
      latin1("Gr\u00fc\u0081e"),
      new Uint8Array([0xff, 0xfe, 0x00, 0xd8]),
    ];
    for (const bytes of others) expect(await problemOf({ name: "cv.txt", bytes })).toContain("is called text");
  });
});

describe("the name of a file", () => {
  it("may hold joiners, marks of one direction and joined emoji", async () => {
    for (const name of [
      "رزومه\u200cمن.pdf",
      "קורות\u200f.pdf",
      "\u200ecv.pdf",
      "👩\u200d💻 cv.pdf",
      "cv\u00ad.pdf",
      "\u061ccv.pdf",
    ])
      expect(await opened({ name, bytes: pdf })).toMatchObject({ name });
  });

  it("must not override the direction of writing, be blank or hold half a character", async () => {
    for (const mark of "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
      expect(await problemOf({ name: `cv${mark}fdp.exe`, bytes: pdf })).toContain(
        "name: must hold no slash or control",
      );
    for (const name of [
      "",
      " ",
      "\u200b",
      "\u00ad\ufeff",
      "a\u0000b",
      "a\ud800",
      "a\u0085b",
      "../cv.pdf",
      "..\\cv.pdf",
      "..",
    ])
      expect(await problemOf({ name, bytes: pdf }), JSON.stringify(name)).toContain("name: must ");
  });
});

describe("the address of a file", () => {
  it("is refused when its host is of a private network, however that is written", () => {
    const hosts = `db.consul web.service.consul nas.private x.alt host.tail1234.ts.net a.beta.tailscale.net a.nomad a.docker
      a.i2p 1.0.168.192.in-addr.arpa 127.0.0.1.nip.io 10-0-0-1.sslip.io localtest.me a.lvh.me
      [2a00:1450::5efe:a00:1] [2a00:1450::200:5efe:7f00:1] [2001:470::5efe:10.0.0.1] [fe80::5efe:10.0.0.1]
      [::ffff:127.0.0.1] [::127.0.0.1] [64:ff9b::127.0.0.1] [64:ff9b:1::1] [::ffff:0:127.0.0.1] [100::1] [5f00::1]`;
    for (const host of hosts.split(/\s+/))
      expect(() => publicAddress(`https://${host}/cv.pdf`), host).toThrow(InvalidInput);
  });

  it("is taken when it only looks like one", () => {
    for (const host of [
      "consul.example.com",
      "ts.net.example.com",
      "mylocal.com",
      "nip.io.com",
      "[2a00:1450:4001::5efe]",
      "[2a00:1450::5efe:0:a00:1]",
    ])
      expect(publicAddress(`https://${host}/cv.pdf`)).toBe(`https://${host}/cv.pdf`);
  });
});
