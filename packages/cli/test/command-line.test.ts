import type { CoverageReport } from "@anyats/core";
import type { Candidate } from "@anyats/core";
import { startEmulator } from "@anyats/emulator";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyats } from "./terminal-fixture.ts";

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
    expect(stderr).toMatch(/^anyats: no ANYATS_API_KEY is set[^\n]*\n$/);
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

  it("hides what tells of a person where that is asked for", async () => {
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

  it("goes on with a checkpoint where the last run stopped, until everything was written once", async () => {
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

  it("reads from a server that is named, with a key from the environment", async () => {
    await using emulator = await startEmulator({ candidates: 20 });
    const { apiKey, integrationId, baseUrl } = emulator.settings();
    const env = { ANYATS_API_KEY: apiKey, ANYATS_INTEGRATION_ID: integrationId };
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
    const env = { ANYATS_API_KEY: apiKey, ANYATS_INTEGRATION_ID: integrationId };
    const { stdout } = await anyats(["stream", "jobs", "--base-url", baseUrl], env);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
    expect(linesOf(stdout).map((line) => (JSON.parse(line) as { title: string }).title)).toContain(name);
  });

  const mistakes: readonly [string, readonly string[], Readonly<Record<string, string>>, number, RegExp][] = [
    ["a bad date", ["stream", "jobs", "--updated-after", "yesterday"], {}, 1, /updatedAfter: must be a date/],
    ["a wrong option", ["stream", "jobs", "--limt", "3"], {}, 2, /unknown option '--limt'/],
    ["a key as an option", ["doctor", "--api-key=sk-secret"], {}, 2, /unknown option '--api-key=…'/],
    ["a key after an option", ["doctor", "--api-key", "sk-secret"], {}, 2, /unknown option '--api-key'/],
    ["a key as an argument", ["stream", "jobs", "sk-secret"], {}, 2, /too many arguments for 'stream'.* but got 2\.\n/],
    ["a limit of nothing", ["stream", "jobs", "--limit", "0"], {}, 2, /--limit must be a whole number above 0/],
    ["something that cannot be streamed", ["stream", "offers-and-more"], {}, 2, /Allowed choices are jobs/],
    [
      "a key without an integration",
      ["stream", "jobs"],
      { ANYATS_API_KEY: "sk-secret" },
      2,
      /set both ANYATS_API_KEY and/,
    ],
    [
      "a checkpoint that cannot be kept",
      ["stream", "jobs", "--checkpoint", join(tmpdir(), "no-such-folder", "jobs.json")],
      {},
      2,
      /jobs\.json cannot be written \(ENOENT\)/,
    ],
    ["a region without a key", ["stream", "jobs", "--region", "eu"], {}, 2, /--region means nothing without/],
    [
      "a wrong region",
      ["stream", "jobs", "--region", "mars"],
      { ANYATS_API_KEY: "sk-secret", ANYATS_INTEGRATION_ID: "avionte:x" },
      1,
      /region/,
    ],
    [
      "an unreachable server",
      ["stream", "jobs", "--base-url", "http://127.0.0.1:49151"],
      { ANYATS_API_KEY: "sk-secret", ANYATS_INTEGRATION_ID: "avionte:x" },
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
    const env = { ANYATS_API_KEY: "wrong-secret-key", ANYATS_INTEGRATION_ID: emulator.settings().integrationId };
    const { code, stderr } = await anyats(["stream", "jobs", "--base-url", emulator.settings().baseUrl], env);
    expect(code).toBe(1);
    expect(stderr).toMatch(/refused the API key/);
    expect(stderr).not.toContain("wrong-secret-key");
  });

  it("refuses a file that is no checkpoint", async () => {
    const file = join(folder, "other.json");
    await writeFile(file, '{"something": "else"}');
    const { code, stderr } = await anyats(["stream", "jobs", "--checkpoint", file]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/is no checkpoint file/);
  });
});
