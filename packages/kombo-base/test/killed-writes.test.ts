import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testLedger } from "@anyats/conformance/ledger";
import { connect, LEDGER, ContainerModule } from "@anyats/core";
import { startEmulator, type FaultKind } from "@anyats/emulator";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { fileLedger } from "./fixtures/file-ledger.ts";
import { perform, writeNames, type WriteName } from "./fixtures/killable-writes.ts";
import { report, sample } from "./fixtures/written.ts";

let folder = "";
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "anyats-"))));
afterAll(() => rm(folder, { recursive: true }));

testLedger("the file of these tests", {
  histories: 30,
  open: async () => {
    let now = 0;
    const file = join(await mkdtemp(join(tmpdir(), "anyats-")), "ledger.json");
    return { ledger: fileLedger(file, () => now), endLeases: () => void (now += 1_000_000) };
  },
});

/** The time that a claim of the killed process holds: its call's and that of a request under way, in milliseconds. */
const lease = 60_000 + 120_000;

/** Where each write goes, and what is read before it. */
const requests = {
  "a note": { write: /\/applications\/[^/]+\/notes$/, before: /^\/ats\/notes$/ },
  "a file": { write: /\/attachments$/, before: /\/attachments$/ },
  "an application": { write: /\/jobs\/[^/]+\/applications$/, before: /^\/ats\/candidates$/ },
} as const;

/** Kills a process while it makes a write and a request of it hangs; gives what is needed to call again after that. */
async function killed(name: WriteName, fault: FaultKind, at: "write" | "before") {
  const emulator = await startEmulator({ candidates: 60, coverage: "all" });
  const { world } = emulator;
  const application = world.applications
    .all()
    .find(({ outcome, candidate_id }) => outcome === "PENDING" && candidate_id !== null)!;
  const job = world.jobs.all().find(({ status }) => status === "OPEN")!;
  const id = name === "an application" ? job.id : application.id;
  const counts = {
    "a note": () => world.notes.where("application_id", application.id).length,
    "a file": () => world.attachments.where("candidate_id", application.candidate_id!).length,
    "an application": () => world.applications.all().length,
  };
  const before = counts[name]();
  const match = { method: at === "write" ? "POST" : "GET", path: requests[name][at] };
  emulator.faults.inject({ ...fault, match });
  const file = join(folder, `${randomUUID()}.json`);
  const { apiKey, integrationId, baseUrl } = emulator.settings() as unknown as Record<string, string>;
  const settings = { apiKey: apiKey!, integrationId: integrationId!, baseUrl: baseUrl! };
  const script = join(import.meta.dirname, "fixtures", "write-and-die.ts");
  const args = ["--conditions=@anyats/source", script, file, JSON.stringify(settings), id, name];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "inherit", "inherit"] });
  const exited = once(child, "exit");
  await vi.waitFor(() => expect(emulator.requests.count(match)).toBe(1), 20_000);
  await vi.waitFor(async () => expect(JSON.parse(await readFile(file, "utf8"))).toBeTypeOf("object"), 5_000);
  child.kill("SIGKILL");
  await exited;
  emulator.faults.clear();
  const again = async (laterMs: number) => {
    const own = new ContainerModule(({ bind }) => {
      bind(LEDGER).toConstantValue(fileLedger(file, () => Date.now() + laterMs));
    });
    await using ats = await connect(sample, settings, { modules: [own] });
    return await perform(ats, name, id, { idempotencyKey: "key-1", timeoutMs: 5_000 });
  };
  return { again, file, added: () => counts[name]() - before, [Symbol.asyncDispose]: () => emulator.close() };
}

describe.for(writeNames)("%s whose process is killed", (name) => {
  const hangs = { kind: "latency", ms: 600_000 } as const;

  it("after it ran is found by the next process, and is not made again", async () => {
    await using scene = await killed(name, { ...hangs, when: "after" }, "write");
    await vi.waitFor(() => expect(scene.added()).toBe(1));
    await expect(scene.again(0)).rejects.toMatchObject({ code: "write.in-progress" });
    expect(await scene.again(lease)).toMatchObject({ settledBy: "read-back" });
    expect(await scene.again(lease)).toMatchObject({ settledBy: "ledger" });
    expect(scene.added()).toBe(1);
    const kept = await readFile(scene.file, "utf8");
    for (const text of ["Called", "Hopper", "grace", "%PDF", report.base64]) expect(kept).not.toContain(text);
  }, 60_000);

  it("before it reached the ATS stays unknown, and is not made again", async () => {
    await using scene = await killed(name, hangs, "write");
    await expect(scene.again(lease)).rejects.toMatchObject({ code: "write.outcome-unknown" });
    expect(scene.added()).toBe(0);
  }, 60_000);

  it("while it still read what was there is made by the next process: nothing was sent", async () => {
    await using scene = await killed(name, hangs, "before");
    expect(scene.added()).toBe(0);
    // Its request can have been on its way until the end of the lease; by the next process's clock, too.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + lease });
    try {
      expect(await scene.again(0)).toMatchObject({ settledBy: "answer" });
    } finally {
      vi.useRealTimers();
    }
    expect(scene.added()).toBe(1);
  }, 60_000);
});
