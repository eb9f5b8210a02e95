import { AtsError, type catalogue, type OutputOf } from "@anyats/core";
import { strict as assert } from "node:assert";
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { turns } from "../../real-time.ts";
import { type Connected, connectedTo } from "../../trial.ts";
import { fileCalled, isNotTaken, issuesOf, storedAs } from "../pieces/files.ts";
import { privateAddresses, publicAddresses } from "../pieces/networks.ts";
import { textOf } from "../pieces/requests.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { openApplications, target, targetId } from "../pieces/targets.ts";

type Of = "application" | "candidate";

/** Where files are attached in a test, on one connection: what it looks up is looked up once. */
async function place(trial: Trial, of: Of) {
  const [application] = await openApplications(trial);
  const on = await connectedTo(trial);
  const add = (to: Connected, file: object) =>
    ending(() => to.call(trial.capability.id, { ...target(of, application!), file }));
  const held = () => trial.world.files(of, targetId(of, application!));
  return { on, add: (file: object) => add(on, file), held };
}

/** One attachment operation of an adapter is tried with these: the others read files by the same part. */
const isFirst = (trial: Trial, of: Of) => of === "candidate" || !trial.offers("candidates.addAttachment");

const pieceBytes = 1_000_000;

/** A stream of far more bytes than any ATS takes in a file. */
function endless() {
  const [piece, most] = [new Uint8Array(pieceBytes), 200];
  let [pieces, isCancelled] = [0, false];
  const stream = new ReadableStream<Uint8Array>(
    {
      pull: (controller) => {
        pieces += 1;
        if (pieces > most) controller.close();
        else controller.enqueue(piece);
      },
      cancel: () => void (isCancelled = true),
    },
    { highWaterMark: 0 },
  );
  return { stream, bytes: () => pieces * pieceBytes, isCancelled: () => isCancelled };
}

/** A blob of zeros, made of parts that it shares: a copy of so many bytes takes longer than the whole test. */
function blobOf(bytes: number): Blob {
  const piece = new Blob([new Uint8Array(pieceBytes)]);
  const whole = Array.from({ length: Math.floor(bytes / pieceBytes) }, () => piece);
  return new Blob([...whole, new Uint8Array(bytes % pieceBytes)]);
}

/** Zeros as base64. */
function base64Of(bytes: number): string {
  const padding = (3 - (bytes % 3)) % 3;
  return "A".repeat(Math.ceil(bytes / 3) * 4 - padding) + "=".repeat(padding);
}

/** A file that is as large as it may be is not made beyond this. */
const mostStored = 30_000_000;

/** How large a file of no special kind may be, by what the adapter says of its ATS; undefined where it says nothing. */
async function shownLimit(trial: Trial, on: Connected): Promise<number | undefined> {
  const asked = "applications.getAttachmentRestrictions";
  if (!trial.offers(asked)) return undefined;
  const shown = await ending(() => on.call(asked, { command: trial.capability.id }));
  if (AtsError.is(shown)) return undefined;
  return (shown as OutputOf<(typeof catalogue)[typeof asked]>).types.OTHER.maxFileBytes ?? undefined;
}

/** What attaching promises of where a file comes from. */
const promises = (of: Of): readonly ContractPromise[] => [
  {
    promise: "takes a file by its path, and says what is wrong with a path or a stream",
    rules: [
      {
        rule: "a file that cannot be read is the caller's fault, and nothing is written",
        tried: "it gives a path of nothing, a folder, and streams that are locked, of texts or break off",
      },
    ],
    async run(trial) {
      if (!isFirst(trial, of)) return;
      const { on, add, held } = await place(trial, of);
      await using _on = on;
      const folder = await mkdtemp(join(tmpdir(), "anyats-kit-"));
      try {
        const [path, name] = [join(folder, "cv-4781.pdf"), "cv-4781.pdf"];
        const { base64 } = fileCalled(name, "OTHER");
        const content = Buffer.from(base64, "base64");
        await writeFile(path, content);
        const ended = await add({ name, type: "OTHER", path });
        if (isNotTaken(ended, "application/pdf")) return;
        if (AtsError.is(ended)) throw ended;
        const stored = storedAs(trial, await held(), { name, base64 }).at(-1);
        assert.ok(stored, "the file is not there");
        if (stored.base64 !== undefined) assert.equal(stored.base64, base64, "the bytes of the file");
        const locked = new Blob([content]).stream();
        locked.getReader();
        const broken: Readonly<Record<string, object>> = {
          "no such path": { path: join(folder, "no-such-file.pdf") },
          "a path of a folder": { path: folder },
          "a stream that is being read": { stream: locked },
          "a stream of texts": { stream: ReadableStream.from(["%PDF-1.4"]) },
          "a stream that breaks off": {
            stream: new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) }),
          },
        };
        const before = trial.world.writes();
        for (const [what, form] of Object.entries(broken)) {
          const [issue] = issuesOf(await add({ name, type: "OTHER", ...form }));
          assert.ok(issue, `${what}: it was taken`);
          const [given] = Object.keys(form);
          assert.ok(["file", `file.${given}`].includes(issue.path), `${what}: the issue is at ${issue.path}`);
        }
        assert.equal(trial.world.writes() - before, 0, "something was written");
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  },
  {
    promise: "says how large a file may be, and reads no more of a larger one",
    rules: [
      {
        rule: "a file that is too large is refused with the number of bytes it may have, and no more of it is read; an issue names its place, such as `file.contentType` (`openFile` does all of this)",
        tried: "it gives a stream that never ends, and files of one byte more in each form",
      },
    ],
    async run(trial) {
      if (!isFirst(trial, of)) return;
      const { on, add } = await place(trial, of);
      await using _on = on;
      const before = trial.world.writes();
      const given = async (form: object) => issuesOf(await add({ name: "large-4796.pdf", type: "OTHER", ...form }));
      const source = endless();
      const [issue] = await given({ stream: source.stream });
      const limit = Number(/at most (\d+) bytes/.exec(issue?.message ?? "")?.[1] ?? 0);
      if (!issue || limit === 0) return; // The adapter accepts any size, or rejects the file for another reason.
      assert.equal(issue.path, "file", "where it is wrong");
      const megabytes = /\((\d{1,9}\.\d) MB\)/.exec(issue.message)?.[1];
      if (megabytes !== undefined) assert.equal(Number(megabytes), Math.round(limit / 100_000) / 10, issue.message);
      assert.ok(source.isCancelled(), "the rest of the stream was not cancelled");
      assert.ok(source.bytes() <= limit + 3 * pieceBytes, `${source.bytes()} bytes of a stream were read`);
      const folder = await mkdtemp(join(tmpdir(), "anyats-kit-"));
      try {
        // No PDF, which is found out when it is read: nothing is sent.
        const content = new Uint8Array(limit + 1);
        content[0] = 0xff;
        const path = join(folder, "large-4796.pdf");
        await writeFile(path, content.subarray(0, 1));
        await truncate(path, content.byteLength);
        const forms: Readonly<Record<string, object>> = {
          bytes: { bytes: content },
          "a blob": { blob: blobOf(content.byteLength) },
          "a path": { path },
          base64: { base64: base64Of(content.byteLength) },
        };
        for (const [form, file] of Object.entries(forms)) {
          const [first] = await given(file);
          assert.match(first?.message ?? "it was taken", /at most/, `${content.byteLength} bytes as ${form}`);
        }
        const most = content.subarray(0, limit);
        for (const form of [{ bytes: most }, { stream: ReadableStream.from([most]) }]) {
          const [other] = await given(form);
          assert.ok(other, "a file without the mark of a PDF was taken as one");
          assert.doesNotMatch(other.message, /at most/, `${limit} bytes as ${Object.keys(form).join()}`);
        }
      } finally {
        await rm(folder, { recursive: true });
      }
      assert.equal(trial.world.writes() - before, 0, "something was written");
    },
  },
  {
    promise: "stores a file of as many bytes as it says that one may have",
    rules: [
      {
        rule: "a file of as many bytes as it may have is stored: take the limit as the ATS counts it, of bytes or of base64, and a megabyte as it does (15 MB may be 15,000,000 bytes or 15,728,640). Let the server of your world refuse what is larger",
        tried: "it attaches a file of exactly `maxFileBytes`, up to 30 MB",
      },
    ],
    async run(trial) {
      if (!isFirst(trial, of)) return;
      const { on, add } = await place(trial, of);
      await using _on = on;
      const [issue] = issuesOf(await add({ name: "large-4796.pdf", type: "OTHER", stream: endless().stream }));
      const limit = Number(/at most (\d+) bytes/.exec(issue?.message ?? "")?.[1] ?? 0);
      const shown = await shownLimit(trial, on);
      if (shown !== undefined && limit > 0)
        assert.ok(shown <= limit, `the restrictions show ${shown} bytes, and a file of more than ${limit} is rejected`);
      const most = Math.min(limit || Infinity, shown ?? Infinity);
      if (most > mostStored) return;
      const bytes = new Uint8Array(most);
      bytes.set(new TextEncoder().encode("%PDF-1.7\n"));
      const ended = await add({ name: "as-large-as-may-be-4797.pdf", type: "OTHER", bytes });
      if (isDeclared(ended) || isNotTaken(ended, "application/pdf")) return;
      if (AtsError.is(ended))
        assert.fail(
          `a file may have ${most} bytes, and one that has as many ended in ${ended.code}: take the limit as the ATS counts it, of bytes or of characters as base64, and 1 MB as it does`,
        );
    },
  },
  {
    promise: "stops reading a stream when the call is cancelled",
    rules: [
      {
        rule: "reading a file stops when the call is cancelled (`openFile` does so)",
        tried: "it cancels a call while a stream is read",
      },
    ],
    async run(trial) {
      if (!isFirst(trial, of)) return;
      const [application] = await openApplications(trial);
      await using on = await connectedTo(trial);
      const stop = new AbortController();
      let isCancelled = false;
      const stream = new ReadableStream<Uint8Array>(
        {
          pull: (controller) => {
            controller.enqueue(new TextEncoder().encode("%PDF-1.4"));
            stop.abort();
            return new Promise(() => {}); // What comes next never comes.
          },
          cancel: () => void (isCancelled = true),
        },
        { highWaterMark: 0 },
      );
      const file = { name: "endless-4797.pdf", type: "OTHER", stream };
      const call = () => on.call(trial.capability.id, { ...target(of, application!), file }, { signal: stop.signal });
      const ended = await ending(call);
      if (isDeclared(ended)) return;
      assert.equal(AtsError.is(ended) && ended.code, "call.aborted", "how it ended");
      await turns();
      assert.ok(isCancelled, "the stream was not cancelled, and is read on");
    },
  },
  {
    promise: "passes on an address of a file only if it is public",
    rules: [
      {
        rule: "an address of a file is public",
        tried: "it gives the first and last address of each network that is not, and their neighbours",
      },
    ],
    async run(trial) {
      if (!isFirst(trial, of)) return;
      const { on, add } = await place(trial, of);
      await using _on = on;
      const given = (host: string) => add({ name: "cv.pdf", type: "OTHER", url: `https://${host}/cv.pdf` });
      const before = trial.world.writes();
      for (const host of [...privateAddresses, "ada:secret@files.example.com", `${"a".repeat(8_000)}.example.com`]) {
        const ended = await given(host);
        if (isDeclared(ended)) return;
        assert.ok(issuesOf(ended).length > 0, `${host.slice(0, 60)} was taken`);
      }
      assert.equal(trial.world.writes() - before, 0, "something was written");
      const [refused] = issuesOf(await given(privateAddresses[0]!));
      for (const host of publicAddresses) {
        const [issue] = issuesOf(await given(host));
        assert.notEqual(issue?.message, refused!.message, `${host} is public`);
      }
      // Where the content is makes no difference to the type that the ATS gets.
      const toldOf = async (file: object): Promise<string | undefined> => {
        const earlier = (await trial.world.seen()).length;
        const ended = await add({ name: "type-4737.pdf", type: "OTHER", ...file });
        return AtsError.is(ended) ? undefined : textOf((await trial.world.seen()).slice(earlier));
      };
      const { base64 } = fileCalled("type-4737.pdf", "OTHER");
      const [inside, behind] = [await toldOf({ base64 }), await toldOf({ url: `https://${publicAddresses[0]}/4737` })];
      if (behind !== undefined && inside?.includes("application/pdf"))
        assert.ok(
          behind.includes("application/pdf"),
          "the type of a file at an address is told by its name, and is not sent",
        );
    },
  },
];

/** What commands promise of where a file comes from, each by its id. */
export const givenFilePromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.addAttachment": promises("application"),
  "candidates.addAttachment": promises("candidate"),
};
