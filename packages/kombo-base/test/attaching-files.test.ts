import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileInput } from "@anyats/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pdf, reads, report, written, writes } from "./fixtures/written.ts";

const bytes = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));
const base64 = (text: string) => Buffer.from(text, "latin1").toString("base64");
const streamOf = (...chunks: unknown[]) =>
  new ReadableStream({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });
const archive = (inside: string) => base64(`PK\u0003\u0004.........${inside}document.xml`);

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anyats-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function scene(options = {}) {
  const made = await written(options);
  const [application] = made.open;
  const candidateId = application!.candidate_id!;
  const attach = (file: FileInput) => made.ats.applications.addAttachment({ application: application!.id, file });
  const names = () => made.world.attachments.where("candidate_id", candidateId).map(({ file_name }) => file_name);
  const reportsThere = () => names().filter((name) => name === report.name).length;
  return { ...made, application: application!, candidateId, attach, reportsThere };
}

const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

describe("attaching a file", () => {
  it("takes base64, bytes, a stream or a path, and gives each on with its media type", async () => {
    const { attach, emulator, ats, candidateId } = await scene();
    const path = join(folder, "letter.txt");
    await writeFile(path, "Grüße");
    await attach(report);
    await attach({ name: "photo.jpg", type: "OTHER", bytes: new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1]) });
    await attach({
      name: "cv.docx",
      type: "CV",
      stream: streamOf(bytes("PK\u0003\u0004"), bytes("word/document.xml")),
    });
    await ats.candidates.addAttachment({
      candidate: candidateId,
      file: { name: "letter.txt", type: "COVER_LETTER", path },
    });
    expect(writes(emulator).map(({ path: address, body }) => [address.replace(/[^/]{24}/, "…"), body])).toEqual([
      [
        "/ats/applications/…/attachments",
        { attachment: { name: "report.pdf", type: "OTHER", content_type: "application/pdf", data: pdf } },
      ],
      [
        "/ats/applications/…/attachments",
        { attachment: { name: "photo.jpg", type: "OTHER", content_type: "image/jpeg", data: "/9j/4AE=" } },
      ],
      [
        "/ats/applications/…/attachments",
        {
          attachment: {
            name: "cv.docx",
            type: "CV",
            content_type: docx,
            data: base64("PK\u0003\u0004word/document.xml"),
          },
        },
      ],
      [
        "/ats/candidates/…/attachments",
        {
          attachment: {
            name: "letter.txt",
            type: "COVER_LETTER",
            content_type: "text/plain",
            data: Buffer.from("Grüße").toString("base64"),
          },
        },
      ],
    ]);
  });

  it("gives a public https address on without fetching it", async () => {
    const { attach, emulator } = await scene();
    await attach({ name: "cv.pdf", type: "CV", url: "https://files.example.com/cv.pdf?signature=x" });
    expect(writes(emulator)[0]!.body).toEqual({
      attachment: {
        name: "cv.pdf",
        type: "CV",
        content_type: "application/pdf",
        data_url: "https://files.example.com/cv.pdf?signature=x",
      },
    });
  });

  it("gives an address on in the form in which it was checked, so that nobody reads another one out of it", async () => {
    const { attach, emulator } = await scene();
    const sent = {
      "https://files.example.com/cv.pdf\r\nX-Header: 1": "https://files.example.com/cv.pdfX-Header:%201",
      "https:\\\\files.example.com\\@127.0.0.1/cv.pdf": "https://files.example.com/@127.0.0.1/cv.pdf",
      "HTTPS://FILES.example.com/a/../cv.pdf": "https://files.example.com/cv.pdf",
    };
    for (const url of Object.keys(sent)) await attach({ name: "cv.pdf", url });
    const bodies = writes(emulator).map(({ body }) => body as { attachment: { data_url: string } });
    expect(bodies.map(({ attachment }) => attachment.data_url)).toEqual(Object.values(sent));
  });

  it("knows each kind by its first bytes", async () => {
    const { attach, emulator } = await scene();
    const kinds: Record<string, string> = {
      "a.pdf": base64("\n%PDF-1.7"),
      "a.png": base64("\u0089PNG\r\n\u001a\n...."),
      "a.JPEG": base64("\u00ff\u00d8\u00ff\u00e1"),
      "a.gif": base64("GIF89a"),
      "a.docx": archive("word/"),
      "a.xlsx": archive("xl/"),
      "a.zip": archive("anything/"),
      "a.doc": base64("\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1"),
      "a.rtf": base64("{\\rtf1"),
      "a.csv": base64("a,b\n1,2"),
    };
    for (const [name, content] of Object.entries(kinds)) {
      await attach({ name, type: "OTHER", base64: content });
      for (const [other, wrong] of Object.entries(kinds)) {
        if (other === name || (name === "a.zip" && /docx|xlsx/.test(other))) continue;
        await expect(attach({ name, type: "OTHER", base64: wrong }), `${other} as ${name}`).rejects.toMatchObject({
          code: "input.invalid",
        });
      }
    }
    expect(writes(emulator)).toHaveLength(Object.keys(kinds).length);
  });

  it("refuses what is not what it says, without a request and without telling its content", async () => {
    const { attach, emulator } = await scene();
    const wrong: [FileInput, string][] = [
      [{ name: "cv.pdf", base64: base64("<html>secret</html>") }, "file"],
      [{ name: "cv.pdf", base64: "not base64!!" }, "file.base64"],
      [{ name: "cv.pdf", base64: pdf.slice(1) }, "file.base64"],
      [{ name: "cv.pdf", base64: `data:application/pdf;base64,${pdf}` }, "file.base64"],
      [{ name: "cv.pdf", contentType: "image/png", base64: pdf }, "file.contentType"],
      [{ name: "cv", contentType: "image/png", base64: pdf }, "file"],
      [{ name: "cv.txt", bytes: new Uint8Array([0xc3, 0x28]) }, "file"],
      [{ name: "cv.txt", bytes: new Uint8Array() }, "file"],
      [{ name: "cv.xyz", bytes: new Uint8Array([1, 0, 2]) }, "file.contentType"],
      [{ name: "cv.pdf", stream: streamOf("text") }, "file.stream"],
      [{ name: "cv.pdf", path: join(folder, "none.pdf") }, "file.path"],
      [{ name: "cv.pdf", path: folder }, "file.path"],
    ];
    for (const [file, path] of wrong) {
      const error: unknown = await attach(file).then(
        () => expect.unreachable(JSON.stringify(file)),
        (thrown: unknown) => thrown,
      );
      expect(error).toMatchObject({ code: "input.invalid", issues: [{ path }] });
      expect(JSON.stringify(error)).not.toMatch(/secret|anyats-/);
    }
    expect(emulator.requests.count()).toBe(0);
  });

  it("refuses an address that is not public", async () => {
    const { attach, emulator } = await scene();
    const hosts = `localhost localhost. a.localhost printer files.internal nas.local x.test default.svc
      127.0.0.1 0.0.0.0 10.1.2.3 172.31.0.1 192.168.1.1 169.254.169.254 100.64.0.1 224.0.0.1
      2130706433 0x7f.1 0177.0.0.1 127.1 [::1] [::] [fe80::1] [fd00::1] [::ffff:10.0.0.1]
      168.63.129.16 localhost.. 127.0.0.1.. metadata.google.internal.. 127。0。0。1 １２７.0.0.1
      [64:ff9b::a00:1] [2002:a00:1::] [2001:db8::1] user:password@files.example.com user@files.example.com`.split(
      /\s+/,
    );
    for (const host of hosts)
      await expect(attach({ name: "cv.pdf", url: `https://${host}/cv.pdf` }), host).rejects.toMatchObject({
        code: "input.invalid",
      });
    await expect(attach({ name: "cv.pdf", url: "http://files.example.com/cv.pdf" })).rejects.toMatchObject({
      code: "input.invalid",
    });
    expect(emulator.requests.count()).toBe(0);
    for (const host of ["files.example.com", "8.8.8.8", "[2606:4700::1111]", "xn--bcher-kva.example"])
      await attach({ name: "cv.pdf", url: `https://${host}/cv.pdf` });
  });

  it("holds to the size that the connection says, and to 25 MB where it says none", async () => {
    const { attach, emulator } = await scene();
    const large = (megabytes: number) => Buffer.concat([Buffer.from("%PDF-"), Buffer.alloc(megabytes * 1_000_000)]);
    await expect(attach({ name: "cv.pdf", bytes: large(10) })).rejects.toMatchObject({
      message: expect.stringContaining("at most 10000000 bytes (10.0 MB)") as string,
    });
    expect(writes(emulator)).toEqual([]);
    expect(reads(emulator).map(({ path }) => path)).toEqual(["/ats/actions/ats_add_application_attachment"]);

    const silent = await scene();
    silent.emulator.faults.inject({
      kind: "status",
      status: 404,
      code: null,
      match: { path: /^\/ats\/actions/ },
      times: 10,
    });
    await expect(silent.attach({ name: "cv.pdf", bytes: large(25) })).rejects.toMatchObject({
      message: expect.stringContaining("25.0 MB") as string,
    });
    await expect(silent.attach(report)).resolves.toMatchObject({ settledBy: "answer" });
    expect(reads(silent.emulator).filter(({ path }) => path.startsWith("/ats/actions"))).toHaveLength(1);

    const failing = await scene();
    failing.emulator.faults.inject({ kind: "htmlPage", status: 503, match: { path: /^\/ats\/actions/ }, times: 5 });
    const file = { name: "cv.pdf", bytes: large(10) };
    await expect(failing.attach(file)).rejects.toMatchObject({ code: "input.refused-by-ats" });
    await expect(failing.attach(file)).rejects.toMatchObject({
      message: expect.stringContaining("at most 10000000 bytes (10.0 MB)") as string,
    });
  });

  it("reads no more of a stream than it may, gives up with the call, and lets go of it", async () => {
    const { ats, application, emulator } = await scene();
    const endless = (pull: (controller: ReadableStreamDefaultController) => void | Promise<void>) => {
      const ended = { canceled: false };
      const stream = new ReadableStream({ pull, cancel: () => void (ended.canceled = true) }, { highWaterMark: 0 });
      return { stream, ended };
    };
    const chunk = new Uint8Array(10_000_000);
    const flood = endless((controller) => controller.enqueue(chunk));
    const attach = (stream: ReadableStream, signal?: AbortSignal) =>
      ats.applications.addAttachment(
        { application: application.id, file: { name: "a.bin", contentType: "application/x-a", stream } },
        signal ? { signal } : {},
      );
    await expect(attach(flood.stream)).rejects.toMatchObject({ code: "input.invalid", issues: [{ path: "file" }] });
    expect(flood.ended.canceled).toBe(true);

    const controller = new AbortController();
    const silent = endless(() => {
      setImmediate(() => controller.abort());
      return new Promise<void>(() => {});
    });
    await expect(attach(silent.stream, controller.signal)).rejects.toMatchObject({
      code: "call.aborted",
      retry: "safe",
    });
    expect(silent.ended.canceled).toBe(true);
    expect(emulator.requests.count()).toBe(0);
  });
});

describe("a file whose answer is lost", () => {
  const onFiles = { method: "POST", path: /\/attachments$/ };

  it("is found by its name and type, also where one of that name was there before", async () => {
    const { attach, emulator, reportsThere } = await scene();
    for (const count of [1, 2]) {
      emulator.faults.inject({ kind: "dropAfter", match: onFiles });
      expect((await attach(report)).settledBy).toBe("read-back");
      expect(reportsThere()).toBe(count);
    }
  });

  it("stays unknown when it was lost on its way, whatever was there before", async () => {
    const { attach, emulator, reportsThere } = await scene();
    await attach(report);
    emulator.faults.inject({ kind: "dropBefore", match: onFiles });
    await expect(attach(report)).rejects.toMatchObject({ code: "write.outcome-unknown" });
    expect(reportsThere()).toBe(1);
  });

  it("stays unknown where files cannot be read", async () => {
    const { attach, emulator, reportsThere } = await scene();
    emulator.integration.coverage.set("ats_read_document_attachments", false);
    emulator.faults.inject({ kind: "dropAfter", match: onFiles });
    await expect(attach(report)).rejects.toMatchObject({ code: "write.outcome-unknown" });
    expect(reportsThere()).toBe(1);
  });
});
