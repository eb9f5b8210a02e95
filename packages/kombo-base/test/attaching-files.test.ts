import { getEventListeners } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, InvalidInput, type FileInput } from "@anyats/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openFile } from "@anyats/http";
import { komboBase } from "../src/index.ts";
import { pdf, reads, report, sample, written, writes, writtenBy } from "./fixtures/written.ts";

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

/** Names that lead nowhere, or to this machine or the network around it. */
const localNames = `nas.local a.localdomain files.internal a.intranet a.lan a.home a.corp default.svc a.home.arpa
  a.onion a.invalid x.test`;

/** The first and the last address of each network that is not the public internet, as IANA registers them. */
const networks = `0.0.0.0 0.255.255.255 10.0.0.0 10.255.255.255 100.64.0.0 100.127.255.255 127.0.0.0 127.255.255.255
  169.254.0.0 169.254.169.254 169.254.255.255 172.16.0.0 172.31.255.255 192.0.0.0 192.0.0.255 192.0.2.0 192.0.2.255
  192.88.99.0 192.88.99.255 192.168.0.0 192.168.255.255 198.18.0.0 198.19.255.255 198.51.100.0 198.51.100.255
  203.0.113.0 203.0.113.255 224.0.0.0 239.255.255.255 240.0.0.0 255.255.255.255 168.63.129.16
  [::] [::1] [::ffff:10.0.0.1] [::ffff:8.8.8.8] [64:ff9b::a00:1] [1fff:ffff::] [2001::] [2001:1ff:ffff::]
  [2001:db8::] [2001:db8:ffff::] [2002::] [2002:ffff::] [3fff::] [3fff:fff::] [4000::] [7fff::] [8000::]
  [fc00::] [fd00::1] [fe80::1] [ff02::1] [ffff::]`;

/** The public addresses before and after those networks. */
const beside = `1.0.0.0 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255 128.0.0.0 169.253.255.255
  169.255.0.0 172.15.255.255 172.32.0.0 191.255.255.255 192.0.1.0 192.0.1.255 192.0.3.0 192.88.98.255 192.88.100.0
  192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0 198.51.99.255 198.51.101.0 203.0.112.255 203.0.114.0
  223.255.255.255 168.63.129.15 168.63.129.17 [2000::] [2001:200::] [2001:db7:ffff::] [2001:db9::] [2001:ffff::]
  [2003::] [3ffe:ffff::] [3fff:1000::]`;

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

  it("sends a media type only in the form that Kombo accepts", async () => {
    const { attach, emulator } = await scene();
    const svg = { name: "a.svg", contentType: "image/svg+xml; charset=utf-8" };
    await attach({ ...svg, bytes: bytes("<svg/>") });
    await attach({ ...svg, url: "https://files.example.com/a.svg" });
    const sent = writes(emulator).map(({ body }) => (body as { attachment: { content_type?: string } }).attachment);
    expect(sent.map(({ content_type }) => content_type)).toEqual(["application/octet-stream", undefined]);
  });

  it("gives an ATS's own fields on, for applications and candidates", async () => {
    const { ats, application, candidateId, emulator } = await scene();
    const remoteFields = { greenhouse: { post_headers: { "On-Behalf-Of": "7" } } };
    await ats.applications.addAttachment({ application: application.id, file: report, remoteFields });
    await ats.candidates.addAttachment({ candidate: candidateId, file: report, remoteFields });
    for (const { body } of writes(emulator)) expect(body).toMatchObject({ remote_fields: remoteFields });
  });

  it("passes on an address in the form that was checked, so nobody parses another", async () => {
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
        // Every archive is a ZIP archive, and programs save other formats under the names of Office.
        if (other === name || (name === "a.zip" && /docx|xlsx/.test(other))) continue;
        if (name === "a.doc" && /docx|rtf/.test(other)) continue;
        await expect(attach({ name, type: "OTHER", base64: wrong }), `${other} as ${name}`).rejects.toMatchObject({
          code: "input.invalid",
        });
      }
    }
    expect(writes(emulator)).toHaveLength(Object.keys(kinds).length);
  });

  it("rejects content of another type, without a request and without showing it", async () => {
    const { attach, emulator } = await scene();
    const locked = streamOf(bytes("%PDF-"));
    locked.getReader();
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("secret")) });
    const wrong: [FileInput, string][] = [
      [{ name: "cv.pdf", base64: base64("<html>secret</html>") }, "file: is called PDF"],
      [{ name: "cv.pdf", base64: base64(`${" ".repeat(1_025)}%PDF-1.7`) }, "file: is called PDF"],
      [{ name: "cv.pdf", base64: "not base64!!" }, "file.base64: is not valid base64"],
      [{ name: "cv.pdf", base64: `${pdf.slice(0, -1)}!` }, "file.base64: is not valid base64"],
      [{ name: "cv.pdf", base64: pdf.slice(0, 5) }, "file.base64: is not valid base64: it was cut off"],
      [{ name: "cv.pdf", base64: `data:image/png;base64,${pdf}` }, "file.contentType: says PNG image"],
      [{ name: "cv.pdf", contentType: "image/png", base64: pdf }, "file.contentType: says PNG image"],
      [{ name: "cv", contentType: "image/png", base64: pdf }, "file: is called PNG image"],
      [{ name: "cv.txt", bytes: new Uint8Array([0xc3, 0x28]) }, "file: is called text"],
      [{ name: "cv.txt", bytes: new Uint8Array() }, "file: is empty"],
      [{ name: "cv.xyz", bytes: new Uint8Array([1, 0, 2]) }, "file.contentType: must be given"],
      [{ name: "cv.pdf", stream: streamOf("text") }, "file.stream: must give bytes"],
      [{ name: "cv.pdf", stream: locked }, "file.stream: is being read already"],
      [{ name: "cv.pdf", stream: broken }, "file.stream: cannot be read"],
      [{ name: "cv.pdf", path: join(folder, "none.pdf") }, "file.path: cannot be read (ENOENT)"],
      [{ name: "cv.pdf", path: folder }, "file.path: is not a regular file"],
    ];
    for (const [file, problem] of wrong) {
      const error: unknown = await attach(file).then(
        () => expect.unreachable(problem),
        (thrown: unknown) => thrown,
      );
      expect(error).toBeInstanceOf(InvalidInput);
      const told = (error as InvalidInput).issues.map(({ path, message }) => `${path}: ${message}`);
      expect(told).toEqual([expect.stringContaining(problem)]);
      expect(JSON.stringify(error)).not.toMatch(/secret|anyats-/);
    }
    expect(emulator.requests.count()).toBe(0);
  });

  it("refuses an address that is not public", async () => {
    const { attach, emulator } = await scene();
    const hosts = `localhost localhost. a.localhost printer 2130706433 0x7f.1 0177.0.0.1 127.1
      localhost.. 127.0.0.1.. metadata.google.internal.. 127。0。0。1 １２７.0.0.1 ${localNames} ${networks}
      user:password@files.example.com user@files.example.com :password@files.example.com`.split(/\s+/);
    for (const host of hosts)
      await expect(attach({ name: "cv.pdf", url: `https://${host}/cv.pdf` }), host).rejects.toMatchObject({
        code: "input.invalid",
        issues: [{ path: "file.url" }],
      });
    await expect(attach({ name: "cv.pdf", url: "http://files.example.com/cv.pdf" })).rejects.toMatchObject({
      code: "input.invalid",
    });
    expect(emulator.requests.count()).toBe(0);
  });

  it("takes an address that is public, also right beside a network that is not", async () => {
    const { attach, emulator } = await scene();
    const hosts = `files.example.com xn--bcher-kva.example 8.8.8.8 [2606:4700::1111] ${beside}`.split(/\s+/);
    for (const host of hosts) await attach({ name: "cv.pdf", url: `https://${host}/cv.pdf` });
    expect(writes(emulator)).toHaveLength(hosts.length);
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

  it("refuses one of more than 100 MB, whatever the connection says", async () => {
    const { attach, emulator } = await scene();
    const huge = Buffer.alloc(100_000_001);
    huge.write("%PDF-");
    await expect(attach({ name: "cv.pdf", bytes: huge })).rejects.toMatchObject({
      message: expect.stringContaining("at most 100000000 bytes") as string,
    });
    expect(emulator.requests.count()).toBe(0);
  });

  it("reads no more of a stream than it may, gives up with the call, and lets go of it", async () => {
    const { ats, application, emulator } = await scene();
    const endless = (pull: (controller: ReadableStreamDefaultController) => void | Promise<void>) => {
      const ended = { canceled: false };
      const stream = new ReadableStream({ pull, cancel: () => void (ended.canceled = true) }, { highWaterMark: 0 });
      return { stream, ended };
    };
    const chunk = new Uint8Array(10_000_000);
    let given = 0;
    const flood = endless((controller) => {
      given += chunk.byteLength;
      controller.enqueue(chunk);
    });
    const attach = (stream: ReadableStream, signal?: AbortSignal) =>
      ats.applications.addAttachment(
        { application: application.id, file: { name: "a.bin", contentType: "application/x-a", stream } },
        signal ? { signal } : {},
      );
    await expect(attach(flood.stream)).rejects.toMatchObject({ code: "input.invalid", issues: [{ path: "file" }] });
    expect(flood.ended.canceled).toBe(true);
    expect(given).toBeLessThanOrEqual(110_000_000);

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

describe("reading a file", () => {
  it("leaves nothing on the signal of its call, be it read or refused", async () => {
    const { signal } = new AbortController();
    const path = join(folder, "read.txt");
    await writeFile(path, "Grüße");
    const files = [{ path }, { stream: streamOf(bytes("Gr"), bytes("uss")) }, { stream: streamOf("text") }];
    const read = files.map((file) => openFile({ name: "read.txt", type: "OTHER", ...file }, { limit: 100, signal }));
    expect((await Promise.allSettled(read)).map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
    ]);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("files where the ATS says which it takes", () => {
  /** An agency whose connection takes such files only. */
  async function taking(restrictions: object) {
    const made = await writtenBy(sample, (emulator) => ({
      ...emulator.settings(),
      fetch: (input: string | URL | Request, init?: RequestInit) => {
        const request = new Request(input, init);
        if (!request.url.includes("/ats/actions/")) return emulator.fetch(request);
        const answer = { status: "success", data: { attachment_restrictions: restrictions } };
        return Promise.resolve(Response.json(answer));
      },
    }));
    const job = made.world.jobs.all().find(({ status }) => status === "OPEN")!;
    const candidate = { firstName: "Grace", lastName: "Hopper", email: "grace@example.com" };
    const apply = (attachments: FileInput[]) =>
      made.ats.applications.create({ job: job.id, candidate, attachments: attachments as [] });
    return { ...made, apply };
  }
  const cv = { name: "cv.pdf", type: "CV", base64: pdf } as const;
  const size = Buffer.from(pdf, "base64").byteLength;
  const limited = (type: string, limits: object) => ({ types: { [type]: { is_supported: true, ...limits } } });

  it.each<[string, object, FileInput[], string]>([
    [
      "a purpose that it does not take",
      { types: { OTHER: { is_supported: false } } },
      [cv, report],
      "attachments[1].type: must not be OTHER",
    ],
    [
      "a media type that it does not take",
      limited("CV", { accepted_mime_types: ["application/msword"] }),
      [cv],
      "attachments[0].contentType: must be one of application/msword",
    ],
    ["the size of one", limited("CV", { max_file_size_bytes: size - 1 }), [cv], "attachments[0]: must have at most"],
    [
      "their size together",
      { total_size_bytes: 2 * size - 1, types: {} },
      [cv, report],
      "attachments: together, must have at most",
    ],
    ["one that is missing", limited("COVER_LETTER", { min_amount: 1 }), [cv], "attachments: must hold at least 1"],
    ["one too many", limited("CV", { max_amount: 1 }), [cv, cv], "attachments: must hold at most 1"],
  ])("are refused for %s, and nothing is written", async (_which, restrictions, files, problem) => {
    const { apply, emulator } = await taking(restrictions);
    const error: unknown = await apply(files).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidInput);
    const told = (error as InvalidInput).issues.map(({ path, message }) => `${path}: ${message}`);
    expect(told).toEqual([expect.stringContaining(problem)]);
    expect(writes(emulator)).toEqual([]);
  });

  it("are written when they just fit", async () => {
    const limits = {
      is_supported: true,
      min_amount: 1,
      max_amount: 1,
      max_file_size_bytes: size,
      accepted_mime_types: ["Application/PDF"],
    };
    const { apply } = await taking({ total_size_bytes: 2 * size, types: { CV: limits, OTHER: limits } });
    await expect(apply([cv, report])).resolves.toMatchObject({ settledBy: "answer" });
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

describe("the limits of files", () => {
  const url = /\/ats\/actions\//;
  const success = (data: unknown) => Response.json({ status: "success", data, warnings: [] });
  const only = (accepted_mime_types: readonly string[]) => {
    const type = {
      is_supported: true,
      min_amount: null,
      max_amount: null,
      max_file_size_bytes: null,
      accepted_mime_types,
    };
    return {
      attachment_restrictions: { total_size_bytes: null, types: { CV: type, COVER_LETTER: type, OTHER: type } },
    };
  };

  it.each([
    ["cv.rtf", "{\\rtf1 x}", "text/rtf", "text/rtf"],
    ["cv.rtf", "{\\rtf1 x}", "application/rtf", "application/rtf"],
    ["scan.jpg", "\u00ff\u00d8\u00ff\u00e0", "image/jpg", "image/jpg"],
    ["scan.jpg", "\u00ff\u00d8\u00ff\u00e0", "image/*", "image/jpeg"],
    ["cv.pdf", "%PDF-1.4", "*/*", "application/pdf"],
  ])("let %s through (%#) where the ATS has another name for its type", async (name, content, accepted, sent) => {
    const bodies: unknown[] = [];
    const fetch: typeof globalThis.fetch = async (input) => {
      const request = input as Request;
      if (url.test(request.url)) return success(only([accepted]));
      if (request.method === "GET") return success({ results: [] });
      bodies.push(await request.json());
      return success({});
    };
    const ats = await connect(komboBase, { apiKey: "k", integrationId: "greenhouse:x", fetch });
    await ats.applications.addAttachment({ application: "a", file: { name, base64: base64(content) } });
    expect(bodies).toMatchObject([{ attachment: { name, content_type: sent } }]);
  });

  it("are asked for again once an integration is set up that was not", async () => {
    let isSetUp = false;
    const fetch: typeof globalThis.fetch = async (input) => {
      const error = { code: "INTEGRATION.SETUP_INCOMPLETE", title: null, message: "", log_url: null };
      if (!isSetUp) return Response.json({ status: "error", error }, { status: 409 });
      return success(url.test((input as Request).url) ? only(["image/png"]) : { results: [] });
    };
    const ats = await connect(komboBase, { apiKey: "k", integrationId: "greenhouse:x", fetch });
    const attach = () => ats.applications.addAttachment({ application: "a", file: report });
    await expect(attach()).rejects.toMatchObject({ code: "connection.setup-incomplete" });
    isSetUp = true;
    await expect(attach()).rejects.toMatchObject({ code: "input.invalid", issues: [{ path: "file.contentType" }] });
  });
});
