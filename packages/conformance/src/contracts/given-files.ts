import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ContractPromise, Trial } from "../contract-test.ts";
import { connectedTo, type Connected } from "../trial.ts";
import { fileCalled, isNotTaken, issuesOf, storedAs } from "./files.ts";
import { privateAddresses, publicAddresses } from "./networks.ts";
import { openApplications, target, targetId } from "./stored.ts";
import { ending, isDeclared } from "./striking.ts";

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

/** What attaching promises of where a file comes from. */
const promises = (of: Of): readonly ContractPromise[] => [
  {
    promise: "takes a file by its path, and says what is wrong with a path or a stream",
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
        for (const [what, form] of Object.entries(broken))
          assert.ok(issuesOf(await add({ name, type: "OTHER", ...form })).length > 0, `${what}: it was taken`);
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

/** What commands promise of where a file comes from, each by its id. */
export const givenFilePromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "applications.addAttachment": promises("application"),
  "candidates.addAttachment": promises("candidate"),
};
