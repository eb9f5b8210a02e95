import { AtsError, InvalidInput } from "@anyats/core";
import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ContractPromise, Trial } from "../contract-test.ts";
import { connectedTo, type Connected } from "../trial.ts";
import { fileCalled, storedAs } from "./files.ts";
import { kindsOfFile, privateAddresses, publicAddresses, wrongFiles } from "./file-kinds.ts";
import { openApplications, target, targetId } from "./stored.ts";
import { ending, isDeclared } from "./striking.ts";

type Of = "application" | "candidate";

const encoded = (content: Uint8Array) => Buffer.from(content).toString("base64");

/** Where files are attached in a test, on one connection: what it looks up is looked up once. */
async function place(trial: Trial, of: Of) {
  const [application] = await openApplications(trial);
  const on = await connectedTo(trial);
  const add = (to: Connected, file: object) =>
    ending(() => to.call(trial.capability.id, { ...target(of, application!), file }));
  const held = () => trial.world.files(of, targetId(of, application!));
  return { on, add: (file: object) => add(on, file), held };
}

const issuesOf = (ended: unknown): readonly { readonly path: string; readonly message: string }[] =>
  ended instanceof InvalidInput ? ended.issues : [];

/** Whether the ATS does not take files of a type, by its own restrictions: then nothing is promised of them. */
const isNotTaken = (ended: unknown) =>
  isDeclared(ended) ||
  issuesOf(ended).some(({ path, message }) => path.endsWith("contentType") && /one of/.test(message));

/** One attachment operation of an adapter is tried with every kind of file: the others read files by the same part. */
const isFirst = (trial: Trial, of: Of) => of === "candidate" || !trial.offers("candidates.addAttachment");

/** What attaching promises of the kinds of files, and of the ways in which one is given. */
export const givenFiles = (of: Of): readonly ContractPromise[] => [
  {
    promise: "tells each kind of file by its content, and stores it under its media type",
    async run(trial) {
      if (!isFirst(trial, of)) return;
      const { on, add, held } = await place(trial, of);
      await using _on = on;
      for (const [index, { extension, type, content, aliases = [] }] of kindsOfFile.entries())
        for (const contentType of [undefined, "application/octet-stream", type, ...aliases]) {
          const name = `kind ${index} ${contentType?.replaceAll("/", "-") ?? "none"}.${extension}`;
          const file = { name, type: "OTHER", base64: encoded(content), ...(contentType && { contentType }) };
          const ended = await add(file);
          if (isNotTaken(ended)) break;
          const what = `a file of ${type} called .${extension}, given as ${contentType ?? "nothing"}`;
          if (AtsError.is(ended)) assert.fail(`${what}: ${ended.code} ${issuesOf(ended)[0]?.message ?? ""}`);
          const stored = storedAs(trial, await held(), file).at(-1);
          assert.ok(stored, `${what}: it is not there`);
          if (stored.contentType != null) assert.equal(stored.contentType, type, what);
          // What the ATS is told again and again proves nothing more.
          if (contentType === undefined && aliases.length === 0) break;
        }
    },
  },
  {
    promise: "refuses a file of each kind whose content is another, before anything is written",
    async run(trial) {
      if (!isFirst(trial, of)) return;
      const { on, add } = await place(trial, of);
      await using _on = on;
      const before = trial.world.writes();
      for (const { extension, content, what } of wrongFiles) {
        const ended = await add({ name: `wrong.${extension}`, type: "OTHER", base64: encoded(content) });
        if (isDeclared(ended)) return;
        assert.ok(issuesOf(ended).length > 0, `a file called .${extension} with ${what} was taken`);
      }
      assert.equal(trial.world.writes() - before, 0, "something was written");
    },
  },
  {
    promise: "takes a file's content in every form, and says what is wrong with a broken one",
    async run(trial) {
      if (!isFirst(trial, of)) return;
      const { on, add, held } = await place(trial, of);
      await using _on = on;
      const folder = await mkdtemp(join(tmpdir(), "anyats-kit-"));
      try {
        const path = join(folder, "cv.pdf");
        const { base64, contentType } = fileCalled("form-4781 ~~~???.pdf", "OTHER");
        const content = Buffer.from(base64, "base64");
        await writeFile(path, content);
        const escaped = content
          .toString("latin1")
          .replaceAll(/[^\w]/g, (each) => `%${each.charCodeAt(0).toString(16).padStart(2, "0")}`);
        async function* pieces() {
          yield content.subarray(0, 5);
          yield content.subarray(5);
        }
        const forms: Readonly<Record<string, object>> = {
          "base64 of the URL kind": { base64: content.toString("base64url") },
          "base64 without padding": { base64: base64.replaceAll("=", "") },
          "base64 in lines": { base64: base64.replaceAll(/(.{20})/g, "$1\r\n") },
          "a data URL": { url: `data:application/pdf;base64,${base64}` },
          "a data URL in base64": { base64: `data:application/pdf;base64,${base64}` },
          "a data URL with escaped base64": { url: `data:application/pdf;base64,${encodeURIComponent(base64)}` },
          "a data URL of escapes": { url: `data:application/pdf,${escaped}` },
          "a path": { path },
          "an ArrayBuffer": { bytes: new Uint8Array(content).buffer },
          pieces: { stream: pieces() },
        };
        for (const [what, form] of Object.entries(forms)) {
          const name = `${what} 4781.pdf`;
          const ended = await add({ name, type: "OTHER", ...form });
          if (isNotTaken(ended)) return;
          if (AtsError.is(ended)) assert.fail(`${what}: ${ended.code} ${issuesOf(ended)[0]?.message ?? ""}`);
          const stored = storedAs(trial, await held(), { name, base64 }).at(-1);
          assert.ok(stored, `${what}: it is not there`);
          if (stored.base64 !== undefined) assert.equal(stored.base64, base64, `${what}: the bytes`);
          if (stored.contentType != null) assert.equal(stored.contentType, contentType, `${what}: the media type`);
        }
        const before = trial.world.writes();
        const locked = new Blob([content]).stream();
        locked.getReader();
        const broken: Readonly<Record<string, object>> = {
          "base64 that was cut off": {
            base64: base64.replaceAll("=", "").slice(0, Math.floor(base64.length / 4) * 4 - 3),
          },
          "base64 with wrong padding": {
            base64: `${base64.replaceAll("=", "")}${"=".repeat(base64.length % 4 === 0 ? 1 : 2)}`.slice(0, -1) + "*",
          },
          "base64 with other letters": { base64: `${base64.slice(0, 8)}é${base64.slice(9)}` },
          "a data URL without a comma": { url: "data:application/pdf;base64" },
          "a data URL with a broken escape": { url: "data:application/pdf,%PDF-1.4%zz" },
          "no such path": { path: join(folder, "no-such-file.pdf") },
          "a path of a folder": { path: folder },
          "a stream that is being read": { stream: locked },
          "a stream of texts": { stream: ReadableStream.from(["%PDF-1.4"]) },
          "a stream that breaks off": {
            stream: new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) }),
          },
          "another type than the name says": { base64, contentType: "image/png" },
        };
        for (const [what, form] of Object.entries(broken)) {
          const ended = await add({ name: "broken-4782.pdf", type: "OTHER", ...form });
          assert.ok(issuesOf(ended).length > 0, `${what}: it was taken`);
        }
        const untold = await add({ name: "untold-4783", type: "OTHER", base64: encoded(Buffer.from([0, 1, 2, 3])) });
        assert.ok(issuesOf(untold).length > 0, "neither name nor content tells what it is, and it was taken");
        assert.equal(trial.world.writes() - before, 0, "something was written");
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  },
  {
    promise: "passes on an address of a file only if it is public",
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
    },
  },
];
