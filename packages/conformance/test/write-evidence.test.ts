import type { EvidenceFile } from "@anyats/core/coverage";
import { fork } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isOfThisRun } from "../src/evidence/is-of-this-run.ts";
import { isRenewed } from "../src/evidence/read-evidence.ts";
import { writeEvidence } from "../src/evidence/write-evidence.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "anyats-evidence-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const file = () => join(folder, "evidence.json");
const written = () => JSON.parse(readFileSync(file(), "utf8")) as EvidenceFile;
const all = new Set(["jobs.stream", "jobs.get", "tags.list", "users.stream"]);
const untried = (capability: string) => ({ capability, promise: "ends", reason: "no account" });

function proved(cells: Readonly<Record<string, number>>, more: Partial<EvidenceFile> = {}): EvidenceFile {
  const of = (tests: number) => ({ tests, tier: "emulator", result: "passed", date: "2026-11-27" }) as const;
  return {
    schemaVersion: 1,
    adapter: "acme",
    package: { name: "anyats-acme", version: "1.0.0" },
    world: "acme",
    cells: Object.fromEntries(Object.entries(cells).map(([id, tests]) => [id, of(tests)])),
    exemptions: [],
    ...more,
  };
}

describe("the evidence of a suite in parts", () => {
  const first = new Set(["jobs.get", "users.stream"]);
  const second = new Set(["jobs.stream", "tags.list"]);

  it("holds what each part has proved, in the order of the suite", () => {
    const left = { untried: [untried("users.stream")] };
    writeEvidence(file(), proved({ "users.stream": 4, "jobs.get": 2 }, left), { all, own: first });
    const right = { untried: [untried("tags.list")] };
    writeEvidence(file(), proved({ "tags.list": 3, "jobs.stream": 1 }, right), { all, own: second });
    expect(Object.entries(written().cells).map(([id, { tests }]) => [id, tests])).toEqual([
      ["jobs.stream", 1],
      ["jobs.get", 2],
      ["tags.list", 3],
      ["users.stream", 4],
    ]);
    expect(written().untried).toEqual([untried("tags.list"), untried("users.stream")]);
  });

  it("keeps the date of what was proved before in the same way, and of nothing else", () => {
    const parts = { all, own: all };
    writeEvidence(file(), proved({ "jobs.stream": 1, "jobs.get": 2 }), parts);
    const before = written();
    for (const cell of Object.values(before.cells)) Object.assign(cell, { date: "2026-01-01" });
    writeFileSync(file(), JSON.stringify(before));
    writeEvidence(file(), proved({ "jobs.stream": 1, "jobs.get": 3 }), parts);
    expect(written().cells).toMatchObject({
      "jobs.stream": { date: "2026-01-01" },
      "jobs.get": { date: "2026-11-27" },
    });
  });

  it("loses what its part no longer proves, and what no part has", () => {
    const gone = { untried: [untried("jobs.get"), untried("offers.stream")] };
    const before = proved({ "jobs.stream": 1, "jobs.get": 2, "users.stream": 4, "offers.stream": 9 }, gone);
    writeFileSync(file(), JSON.stringify(before));
    writeEvidence(file(), proved({ "jobs.get": 2 }), { all, own: first });
    expect(Object.keys(written().cells)).toEqual(["jobs.stream", "jobs.get"]);
    expect(written().untried).toBeUndefined();
  });

  it.for<readonly [string, Partial<EvidenceFile>]>([
    ["another version", { package: { name: "anyats-acme", version: "0.9.0" } }],
    ["another adapter", { adapter: "other" }],
    ["another world", { world: "the real one" }],
  ])("takes nothing from the evidence of %s", ([, of]) => {
    writeFileSync(file(), JSON.stringify(proved({ "jobs.stream": 1 }, of)));
    writeEvidence(file(), proved({ "jobs.get": 2 }), { all, own: first });
    expect(Object.keys(written().cells)).toEqual(["jobs.get"]);
  });

  it("loses nothing when parts write at the same time", async () => {
    const names = Array.from({ length: 6 }, (_, nth) => `cell-${nth}`);
    const source = `
      import { existsSync } from "node:fs";
      import { writeEvidence } from ${JSON.stringify(join(import.meta.dirname, "../src/evidence/write-evidence.ts"))};
      const [file, proved, own, all] = process.argv.slice(2).map((text) => JSON.parse(text));
      process.on("message", () => {
        writeEvidence(file, proved, { own: new Set([own]), all: new Set(all) });
        process.disconnect();
      });
      process.send("ready");
    `;
    const script = join(folder, "part.ts");
    writeFileSync(script, source);
    const parts = names.map((own, nth) => {
      const told = [file(), proved({ [own]: nth + 1 }), own, names].map((value) => JSON.stringify(value));
      return fork(script, told, { execArgv: ["--conditions=@anyats/source"] });
    });
    const once = (event: "message" | "exit") =>
      Promise.all(parts.map((part) => new Promise((resolve) => part.once(event, resolve))));
    await once("message");
    const ends = once("exit");
    for (const part of parts) part.send("go");
    expect(await ends).toEqual(names.map(() => 0));
    expect(Object.keys(written().cells)).toEqual(names);
    expect(existsSync(`${file()}.lock`)).toBe(false);
  });

  it("says which file to remove when a run that was killed left its lock", { timeout: 30_000 }, () => {
    writeFileSync(`${file()}.lock`, "");
    expect(() => writeEvidence(file(), proved({}), { all, own: first })).toThrow(/evidence\.json\.lock .*remove it/);
  });
});

describe("the evidence of a red run", () => {
  const green = proved({ "jobs.stream": 1, "jobs.get": 2 });
  const red = { ...green, cells: { ...green.cells, "jobs.get": { ...green.cells["jobs.get"]!, result: "failed" } } };

  it("is written again by the next run on the author's machine, and never in CI", () => {
    expect(isRenewed(red as EvidenceFile, "")).toBe(true);
    expect(isRenewed(red as EvidenceFile, "true")).toBe(false);
  });

  it("is not that of a green run, which only ANYATS_EVIDENCE=write replaces", () => {
    expect(isRenewed(green, "")).toBe(false);
  });
});

describe("the evidence of a run", () => {
  it("is compared with the file as expected, whatever dates and other parts say", () => {
    const kept = proved({ "jobs.get": 2, "tags.list": 3 });
    const others = new Set(["tags.list"]);
    isOfThisRun(
      { ...proved({}), cells: { "jobs.get": { ...kept.cells["jobs.get"]!, date: "2026-11-30" } } },
      kept,
      others,
    );
    expect(() => isOfThisRun(proved({ "jobs.get": 1 }), kept, others)).toThrow(
      expect.objectContaining({
        message: expect.stringMatching(/^the evidence is not that of this run/) as unknown,
        actual: expect.objectContaining({
          cells: { "jobs.get": expect.objectContaining({ tests: 1 }) as unknown },
        }) as unknown,
        expected: expect.objectContaining({
          cells: { "jobs.get": expect.objectContaining({ tests: 2 }) as unknown },
        }) as unknown,
      }),
    );
  });
});
