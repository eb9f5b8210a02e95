import type { CoverageReport } from "@anyats/core";
import type { Candidate } from "@anyats/core";
import { startEmulator } from "@anyats/emulator";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../src/index.ts";
import { lockCheckpointFile } from "../src/checkpoint-file.ts";
import { report } from "../src/failure.ts";
import { anyats, Collected } from "./terminal-fixture.ts";

const linesOf = (text: string) => text.split("\n").filter(Boolean);
const idsOf = (text: string) => linesOf(text).map((line) => (JSON.parse(line) as { id: string }).id);

describe("anyats coverage", () => {
  it("shows a table, JSON or Markdown", async () => {
    const table = await anyats(["coverage", "avionte"]);
    expect(table).toMatchObject({ code: 0, stderr: "" });
    expect(table.stdout).toContain("jobs.getEnhanced");
    const json = await anyats(["coverage", "avionte", "--format", "json"]);
    const report = JSON.parse(json.stdout) as {
      adapter: { id: string };
      cells: unknown[];
      totals: { capabilities: number };
    };
    expect(report.adapter.id).toBe("avionte");
    expect(report.totals.capabilities).toBe(report.cells.length);
    expect((await anyats(["coverage", "avionte", "--format", "markdown"])).stdout).toMatch(/^# Avionté: coverage/);
  });

  it.for(["avionte", "bullhorn", "greenhouse", "kombo-base"])("shows %s", async (id) => {
    const { stdout } = await anyats(["coverage", id]);
    expect(stdout).toContain(`@anyats/${id} `);
    expect(stdout).toMatch(/^ {2}jobs\.stream +(yes|limited) /m);
  });

  it.for(["avionte", "bullhorn", "greenhouse"])("shows what a connection to %s can do", async (id) => {
    const { code, stdout, stderr } = await anyats(["coverage", id, "--live", "--format", "json"]);
    expect(stderr).toMatch(/^anyats: no KOMBO_API_KEY is set[^\n]*\n$/);
    const { adapter, cells } = JSON.parse(stdout) as CoverageReport;
    expect({ code, id: adapter.id }).toEqual({ code: 0, id });
    expect(cells.find(({ capability }) => capability === "jobs.stream")?.status).not.toBe("unsupported");
  });

  it("names the adapters there are when one is unknown", async () => {
    const { code, stdout, stderr } = await anyats(["coverage", "avionty"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/no adapter "avionty"; there are: .*avionte/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

describe("anyats stream", () => {
  let folder: string;
  beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "anyats-cli-"))));
  afterAll(() => rm(folder, { recursive: true }));

  it("writes one JSON line a record, from the embedded emulator when there is no key", async () => {
    const { code, stdout, stderr } = await anyats(["stream", "jobs"]);
    expect(code).toBe(0);
    expect(new Set(idsOf(stdout)).size).toBe(linesOf(stdout).length);
    expect(linesOf(stdout).length).toBeGreaterThan(50);
    expect(stderr).toContain("embedded emulator");
  });

  it.for(["bullhorn", "greenhouse"])("reads %s from an emulator with that ATS behind it", async (adapter) => {
    const { code, stdout } = await anyats(["stream", "jobs", "--adapter", adapter, "--limit", "1"]);
    expect(code).toBe(0);
    const { remoteUrl } = JSON.parse(stdout) as { remoteUrl: string };
    expect(remoteUrl).toContain(`.${adapter}.example.com/`);
  });

  it("hides what is personal where that is asked for", async () => {
    const args = ["stream", "candidates", "--raw", "--limit", "5"];
    const { stdout } = await anyats(args);
    const hidden = await anyats([...args, "--redacted"]);
    expect(idsOf(hidden.stdout)).toEqual(idsOf(stdout));
    for (const line of linesOf(stdout)) {
      const { lastName, emailAddresses } = JSON.parse(line) as Candidate;
      expect(hidden.stdout).not.toContain(lastName);
      expect(hidden.stdout).not.toContain(emailAddresses[0]!.address);
    }
  });

  it("resumes from the last run's checkpoint until every record is written once", async () => {
    const file = join(folder, "candidates.json");
    const all = idsOf((await anyats(["stream", "candidates"])).stdout);
    const found: string[] = [];
    for (let run = 0; run < 5; run += 1)
      found.push(...idsOf((await anyats(["stream", "candidates", "--checkpoint", file, "--limit", "700"])).stdout));
    expect(found).toEqual(all);
    const done = await anyats(["stream", "candidates", "--checkpoint", file]);
    expect(done).toMatchObject({ code: 0, stdout: "" });
    expect(done.stderr).toContain("everything was written");
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("writes no record twice after %s, and ends with the code %i", async (signal, code) => {
    const file = join(folder, signal);
    const args = ["stream", "candidates", "--checkpoint", file];
    const [stdout, stderr] = [new Collected(), new Collected()];
    const listening = process.listenerCount(signal);
    const write = stdout._write.bind(stdout);
    let written = 0;
    stdout._write = (chunk: Buffer, encoding, done) => {
      written += 1;
      // In the middle of a page.
      if (written === 300) process.emit(signal, signal);
      write(chunk, encoding, done);
    };
    expect(await run(args, { stdout, stderr, env: {} })).toBe(code);
    expect(process.listenerCount(signal)).toBe(listening);
    expect(stderr.text).not.toContain("call.aborted");
    const first = idsOf(stdout.text);
    expect(first.length).toBeGreaterThanOrEqual(300);
    const rest = await anyats(args);
    expect(rest.code).toBe(0);
    const all = [...first, ...idsOf(rest.stdout)];
    expect(all).toHaveLength(2_000);
    expect(new Set(all).size).toBe(2_000);
  });

  it("refuses a checkpoint of another stream or filter, also of one that is done", async () => {
    const file = join(folder, "jobs.json");
    expect((await anyats(["stream", "jobs", "--checkpoint", file])).code).toBe(0);
    for (const other of [
      ["candidates"],
      ["jobs", "--include-deleted"],
      ["jobs", "--updated-after", "2026-01-01T00:00:00Z"],
    ]) {
      const { code, stdout, stderr } = await anyats(["stream", ...other, "--checkpoint", file]);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
      expect(stderr).toContain("stream.checkpoint-mismatch");
    }
  });

  it("writes every record once when one is deleted between two runs", async () => {
    await using emulator = await startEmulator({ candidates: 6 });
    const { apiKey, integrationId, baseUrl } = emulator.settings();
    const env = { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: integrationId };
    const file = join(folder, "deleted.json");
    const step = async () =>
      idsOf(
        (await anyats(["stream", "candidates", "--base-url", baseUrl, "--checkpoint", file, "--limit", "2"], env))
          .stdout,
      );
    const all = idsOf((await anyats(["stream", "candidates", "--base-url", baseUrl], env)).stdout);
    const found = await step();
    emulator.world.candidates.delete(found[0]!);
    found.push(...(await step()), ...(await step()));
    expect(found).toEqual(all);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it("refuses a checkpoint file that another run holds, and names its process", async () => {
    const file = join(folder, "held.json");
    await writeFile(`${file}.lock`, `${process.ppid}\n`);
    const { code, stdout, stderr } = await anyats(["stream", "jobs", "--checkpoint", file]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`in use by process ${process.ppid}; wait`);
  });

  it("shows no other run a lock that does not name its process yet", async () => {
    const file = join(folder, "whole.json");
    const seen = new Set<string>();
    let isLooking = true;
    const look = () => {
      try {
        seen.add(readFileSync(`${file}.lock`, "utf8"));
      } catch {
        // There is none now.
      }
      if (isLooking) setImmediate(look);
    };
    look();
    for (let times = 0; times < 40; times += 1) await (await lockCheckpointFile(file))[Symbol.asyncDispose]();
    isLooking = false;
    expect([...seen]).toEqual([`${process.pid}\n`]);
    expect((await readdir(folder)).filter((name) => name.startsWith("whole"))).toEqual([]);
  });

  it("takes over the lock of a process that has ended, and leaves none behind", async () => {
    const file = join(folder, "abandoned.json");
    await writeFile(`${file}.lock`, "4194305\n"); // Above the highest process id of Linux.
    const { code } = await anyats(["stream", "jobs", "--checkpoint", file, "--limit", "1"]);
    expect(code).toBe(0);
    expect((await readdir(folder)).filter((name) => name.startsWith("abandoned"))).toEqual(["abandoned.json"]);
  });

  it("takes over a lock with its own process id, which every run in a container has", async () => {
    const file = join(folder, "container.json");
    await writeFile(`${file}.lock`, `${process.pid}\n`);
    expect((await anyats(["stream", "jobs", "--checkpoint", file, "--limit", "1"])).code).toBe(0);
    await expect(stat(`${file}.lock`)).rejects.toThrow("ENOENT");
  });

  // A reader that takes its time holds lines that it may never get.
  it.for([
    ["at once", 130],
    ["at once", 450],
    ["later", 130],
    ["later", 450],
  ] as const)("notes nothing as written that an output failing %s after %i lines never got", async ([when, most]) => {
    const file = join(folder, `broken-${when.replace(" ", "-")}-${most}.json`);
    const args = ["stream", "candidates", "--checkpoint", file];
    const got: string[] = [];
    const broken = new Writable({
      highWaterMark: 10_000_000,
      write(chunk: Buffer, _encoding, done) {
        const full = Object.assign(new Error("no space"), { code: "ENOSPC" });
        const take = () => {
          if (got.length === most) return done(full);
          got.push(chunk.toString());
          done();
        };
        if (when === "later") setImmediate(take);
        else take();
      },
    });
    expect(await run(args, { stdout: broken, stderr: new Collected(), env: {} })).toBe(1);
    const rest = await anyats(args);
    const all = idsOf((await anyats(["stream", "candidates"])).stdout);
    expect(new Set(idsOf(got.join("") + rest.stdout))).toEqual(new Set(all));
    expect(got).toHaveLength(most);
  });

  it("ends well when its reader goes away, and only then", async () => {
    const gone = (code: string) =>
      new Writable({ write: (_chunk, _encoding, done) => done(Object.assign(new Error("gone"), { code })) });
    expect(await run(["stream", "jobs"], { stdout: gone("EPIPE"), stderr: new Collected(), env: {} })).toBe(0);
    expect(
      report(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }), {
        stdout: new Collected(),
        stderr: new Collected(),
        env: {},
      }),
    ).not.toBe(0);
  });

  it.each([["--help"], ["coverage", "avionte"], ["stream", "jobs"], ["doctor"]])(
    "ends well in a pipe whose reader has left: %s %s",
    async (...args) => {
      const main = join(import.meta.dirname, "../src/main.ts");
      const node = ["--conditions=@anyats/source", main, ...args.filter((arg) => arg !== undefined)];
      const child = spawn(process.execPath, node, { stdio: ["ignore", "pipe", "pipe"], env: {} });
      child.stdout.destroy();
      const said: string[] = [];
      child.stderr.on("data", (chunk: Buffer) => said.push(chunk.toString()));
      const [code] = (await once(child, "close")) as [number];
      expect(said.join("")).toMatch(/^(anyats: no KOMBO_API_KEY is set[^\n]*\n)?$/);
      expect(code).toBe(0);
    },
  );

  it("lets one of two runs at the same time have the file", async () => {
    const args = ["stream", "candidates", "--checkpoint", join(folder, "twice.json")];
    const { promise: refused, resolve: second } = Promise.withResolvers<{ readonly code: number; stderr: string }>();
    // Whichever run has the file holds it until the other one has ended, so neither can come too late.
    const runs = [1, 2].map(async () => {
      const waiting = new Writable({ write: (_chunk, _encoding, done) => void refused.finally(done) });
      const stderr = new Collected();
      const code = await run(args, { stdout: waiting, stderr, env: {} });
      second({ code, stderr: stderr.text });
      return code;
    });
    const { code, stderr } = await refused;
    expect(code).toBe(2);
    expect(stderr).toContain(`in use by process ${process.pid}`);
    expect((await Promise.all(runs)).toSorted()).toEqual([0, 2]);
  });

  it("follows no link when it writes the checkpoint", async () => {
    const [file, victim] = [join(folder, "linked.json"), join(folder, "victim")];
    await writeFile(victim, "kept");
    await symlink(victim, `${file}.tmp`);
    await symlink(victim, `${file}.lock`);
    expect((await anyats(["stream", "jobs", "--checkpoint", file, "--limit", "1"])).code).toBe(0);
    expect(await readFile(victim, "utf8")).toBe("kept");
  });

  it("names the options of the next run and the records that were set aside", async () => {
    await using emulator = await startEmulator({ candidates: 3 });
    const { apiKey, integrationId, baseUrl } = emulator.settings();
    const env = { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: integrationId };
    const file = join(folder, "aside.json");
    const args = ["stream", "candidates", "--base-url", baseUrl, "--checkpoint", file];
    emulator.faults.inject({ kind: "malformedRecord", index: 1 });
    const first = await anyats(args, env);
    expect(linesOf(first.stdout)).toHaveLength(2);
    const missing = emulator.world.candidates.all().find(({ id }) => !first.stdout.includes(id))!;
    expect(first.stderr).toContain("1 record could not be read, set aside:\n");
    expect(first.stderr).toMatch(new RegExp(`^  (${missing.id}|\\(no id\\)): \\$`, "m"));
    expect((await anyats(args, env)).stderr).toMatch(/--updated-after \S+ --include-deleted\n/);
  });

  it("says that the disk is full, and not that it is a defect", async () => {
    const full = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("no space"), { code: "ENOSPC" })),
    });
    const stderr = new Collected();
    expect(await run(["stream", "jobs"], { stdout: full, stderr, env: {} })).toBe(1);
    expect(stderr.text).toContain("the output cannot be written: the disk is full (ENOSPC)");
  });

  it("reads from a server that is named, with a key from the environment", async () => {
    await using emulator = await startEmulator({ candidates: 20 });
    const { apiKey, integrationId, baseUrl } = emulator.settings();
    const env = { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: integrationId };
    const { code, stdout, stderr } = await anyats(["stream", "candidates", "--base-url", baseUrl], env);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(linesOf(stdout)).toHaveLength(20);
    const none = await anyats(["stream", "candidates", "--base-url", baseUrl, "--updated-after", "2999-01-01"], env);
    expect(none).toMatchObject({ code: 0, stdout: "" });
  });

  it("lets no name of the ATS steer the terminal, and changes no name", async () => {
    await using emulator = await startEmulator({ candidates: 5 });
    const [job] = emulator.world.jobs.all();
    const name = "\u001b[2J\u009b1m\u202efdp.exe\u007f";
    emulator.world.jobs.update(job!.id, { name });
    const { apiKey, integrationId, baseUrl } = emulator.settings();
    const env = { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: integrationId };
    const { stdout } = await anyats(["stream", "jobs", "--base-url", baseUrl], env);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    expect(linesOf(stdout).map((line) => (JSON.parse(line) as { title: string }).title)).toContain(name);
  });

  const mistakes: readonly [string, readonly string[], Readonly<Record<string, string>>, number, RegExp][] = [
    ["a bad date", ["stream", "jobs", "--updated-after", "yesterday"], {}, 2, /updatedAfter: must be a date/],
    ["a wrong option", ["stream", "jobs", "--limt", "3"], {}, 2, /unknown option '--limt'/],
    ["a key as an option", ["doctor", "--api-key=sk-secret"], {}, 2, /unknown option '--api-key=…'/],
    ["a key after an option", ["doctor", "--api-key", "sk-secret"], {}, 2, /unknown option '--api-key'/],
    ["a key as an argument", ["stream", "jobs", "sk-secret"], {}, 2, /too many arguments for 'stream'.* but got 2\.\n/],
    ["a limit of nothing", ["stream", "jobs", "--limit", "0"], {}, 2, /--limit must be a whole number above 0/],
    ["something that cannot be streamed", ["stream", "offers-and-more"], {}, 2, /Allowed choices are jobs/],
    [
      "a key without an integration",
      ["stream", "jobs"],
      { KOMBO_API_KEY: "sk-secret" },
      2,
      /set both KOMBO_API_KEY and/,
    ],
    [
      "a checkpoint that cannot be kept",
      ["stream", "jobs", "--checkpoint", join(tmpdir(), "no-such-folder", "jobs.json")],
      {},
      2,
      /jobs\.json cannot be written \(ENOENT\)/,
    ],
    [
      "the former name of a variable",
      ["stream", "jobs"],
      { ANYATS_API_KEY: "sk-secret" },
      2,
      /rename it to KOMBO_API_KEY/,
    ],
    ["a region without a key", ["stream", "jobs", "--region", "eu"], {}, 2, /--region requires KOMBO_API_KEY/],
    [
      "a wrong region",
      ["stream", "jobs", "--region", "mars"],
      { KOMBO_API_KEY: "sk-secret", KOMBO_INTEGRATION_ID: "avionte:x" },
      2,
      /region/,
    ],
    [
      "an unreachable server",
      ["stream", "jobs", "--base-url", "http://127.0.0.1:49151"],
      { KOMBO_API_KEY: "sk-secret", KOMBO_INTEGRATION_ID: "avionte:x" },
      1,
      /cannot be reached/,
    ],
  ];
  it.for(mistakes)("answers %s with one clear message", async ([, args, env, expected, message]) => {
    const { code, stdout, stderr } = await anyats(args, env);
    expect({ code, stdout }).toEqual({ code: expected, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr).not.toContain("sk-secret");
  });

  it("refuses a wrong key without showing it", async () => {
    await using emulator = await startEmulator({ candidates: 5 });
    const env = { KOMBO_API_KEY: "wrong-secret-key", KOMBO_INTEGRATION_ID: emulator.settings().integrationId };
    const { code, stderr } = await anyats(["stream", "jobs", "--base-url", emulator.settings().baseUrl], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/refused the API key/);
    expect(stderr).not.toContain("wrong-secret-key");
  });

  it("refuses a file that is not a checkpoint", async () => {
    const file = join(folder, "other.json");
    await writeFile(file, '{"something": "else"}');
    const { code, stderr } = await anyats(["stream", "jobs", "--checkpoint", file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/is not a valid checkpoint file/);
  });
});
