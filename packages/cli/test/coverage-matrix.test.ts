import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { createInterface } from "node:readline";
import type { CoverageReport } from "@anyats/core";
import { matrixOf, type CoverageMatrix } from "@anyats/coverage";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run } from "../src/index.ts";
import { anyats, Collected } from "./terminal-fixture.ts";

const adapter = (id: string) => `import { defineAdapter } from "@anyats/core";
export const ${id} = defineAdapter({
  id: "${id}", name: "The ${id}", package: { name: "@example/${id}", version: "1.2.3" },
  facts: { providerId: "${id}", maturity: "beta", noteFormat: "plain" },
  missing: { "*": { reason: "not-built", explanation: "Nothing is built <yet>." } },
});`;

let folder: string;
let acme: string;
let beta: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "anyats-matrix-"));
  symlinkSync(join(import.meta.dirname, "../node_modules"), join(folder, "node_modules"), "junction");
  [acme, beta] = ["acme", "beta"].map((id) => {
    const place = join(folder, id);
    mkdirSync(place);
    writeFileSync(join(place, "package.json"), '{ "type": "module", "main": "adapter.ts" }');
    writeFileSync(join(place, "adapter.ts"), adapter(id));
    return place;
  }) as [string, string];
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("anyats coverage of several adapters", () => {
  it("shows all that the command knows when none is named", async () => {
    const { code, stdout } = await anyats(["coverage"]);
    expect(code).toBe(0);
    expect(stdout.split("\n")[0]).toMatch(/^ +kombo-base +avionte/);
    expect(stdout).toMatch(/^ {2}jobs\.get +yes +.*yes$/m);
  });

  it("shows those that are named, as a table, JSON, Markdown or a page", async () => {
    const shown = async (format: string) => (await anyats(["coverage", acme, beta, "--format", format])).stdout;
    expect(await shown("table")).toMatch(/^ {2}jobs\.get +no +no$/m);
    expect((JSON.parse(await shown("json")) as CoverageMatrix).adapters.map(({ id }) => id)).toEqual(["acme", "beta"]);
    expect(await shown("markdown")).toContain("| `jobs.get` | ❌ not built yet | ❌ not built yet |");
    expect(await shown("html")).toMatch(/^<!doctype html>.*Nothing is built &lt;yet&gt;\..*<\/html>\s*$/s);
    expect((await anyats(["coverage", acme, "--format", "html"])).stdout).toContain("The acme");
  });

  it("warns of routes that end, beside the result", async () => {
    const route = `{ method: "GET", path: "/v1/jobs", certainty: "documented", source: "changelog", deprecated: { ends: "2027-08-31" } }`;
    const handler = `handles(jobs.get, { lane: "native", routes: [${route}], handle() { throw new Error(); } })`;
    const file = join(folder, "ending.ts");
    writeFileSync(
      file,
      adapter("ending")
        .replace("missing:", `handlers: [${handler}], missing:`)
        .replace("{ defineAdapter }", "{ defineAdapter, handles, jobs }"),
    );
    const { code, stdout, stderr } = await anyats(["coverage", file, "--format", "json"]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toHaveProperty("cells");
    expect(stderr).toBe("anyats: ending: GET /v1/jobs is deprecated, ends 2027-08-31 (jobs.get)\n");
  });

  it.for<[what: string, args: readonly string[], said: RegExp]>([
    ["one adapter twice", ["avionte", "avionte"], /two reports are of the adapter "avionte"/],
    ["a live look at several", ["--live"], /name its adapter/],
    ["a comparison without a beginning", ["--against", "now.json"], /--against belongs to --diff/],
    ["a file that is not there", ["--diff", "/nowhere/old.json"], /cannot be read/],
    ["a file that is not a coverage", ["--diff", join(import.meta.dirname, "../package.json")], /is not a coverage/],
    ["a difference as a page", ["--diff", "old.json", "--format", "html"], /shown as table or json/],
    ["a bad port", ["--serve", "--port", "70000"], /--port must be a whole number from 0 to 65535/],
  ])("refuses %s with one clear message", async ([, args, said]) => {
    const { code, stdout, stderr } = await anyats(["coverage", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(said);
    expect(stderr.trim().split("\n")).toHaveLength(1);
  });
});

describe("anyats coverage --diff", () => {
  let old: string;
  let now: string;
  let changesets: string;
  const offering = (report: CoverageReport, capability: string) => ({
    ...report,
    cells: report.cells.map((cell) =>
      cell.capability === capability ? { ...cell, status: "supported", lane: "native", how: "own", gap: null } : cell,
    ),
  });
  beforeAll(async () => {
    const report = JSON.parse((await anyats(["coverage", acme, "--format", "json"])).stdout) as CoverageReport;
    [old, now, changesets] = ["old.json", "now.json", ".changeset"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(old, JSON.stringify(offering(report, "jobs.get")));
    writeFileSync(now, JSON.stringify(offering(report, "users.stream")));
    mkdirSync(changesets);
    writeFileSync(join(changesets, "config.json"), "{}");
  });
  const diff = (...args: readonly string[]) => anyats(["coverage", "--diff", old, "--changesets", changesets, ...args]);
  const changeset = (text: string) => writeFileSync(join(changesets, "one.md"), text);

  it("prints gains and losses, and fails for a loss without a major changeset", async () => {
    changeset('---\n"@example/acme": minor\n"@example/beta": major\n---\n\n"@example/acme": major\n');
    const { code, stdout, stderr } = await diff("--against", now);
    expect(stdout).toBe(
      [
        "lost (1)",
        "  acme  jobs.get      supported -> unsupported  Nothing is built <yet>.",
        "",
        "gained (1)",
        "  acme  users.stream  unsupported -> supported",
        "",
      ].join("\n"),
    );
    expect(code).toBe(1);
    expect(stderr).toMatch(/coverage was lost; mark it as major .*: @example\/acme\n$/);
  });

  it("lets a loss pass that a changeset marks as major", async () => {
    changeset("---\n'@example/acme': major\n---\n\nacme no longer gets jobs.\n");
    expect(await diff("--against", now)).toMatchObject({ code: 0, stderr: "" });
  });

  it.for([
    [[], ["@example/acme", "@example/beta"]],
    [["@example/acme"], ["@example/beta"]],
    [["@example/beta"], ["@example/acme"]],
    [["@example/acme", "@example/beta"], []],
  ] as const)("asks each package that lost something for its own major: announced %o", async ([announced, silent]) => {
    const reports = [acme, beta].map(async (one) => {
      const { stdout } = await anyats(["coverage", one, "--format", "json"]);
      return offering(JSON.parse(stdout) as CoverageReport, "jobs.get") as CoverageReport;
    });
    const both = join(folder, "both.json");
    writeFileSync(both, JSON.stringify(matrixOf(await Promise.all(reports))));
    changeset(`---\n${announced.map((name) => `"${name}": major\n`).join("")}---\n`);
    const { code, stderr } = await anyats(["coverage", acme, beta, "--diff", both, "--changesets", changesets]);
    expect(code).toBe(silent.length === 0 ? 0 : 1);
    for (const name of ["@example/acme", "@example/beta"])
      expect(stderr.includes(name), name).toBe((silent as readonly string[]).includes(name));
  });

  it("compares with what the adapter can do now, and is silent about others", async () => {
    changeset("---\n---\n");
    const { code, stdout } = await anyats([
      "coverage",
      acme,
      "--diff",
      old,
      "--changesets",
      changesets,
      "--format",
      "json",
    ]);
    const { lost, gained } = JSON.parse(stdout) as { lost: { capability: string }[]; gained: unknown[] };
    expect({ code, lost: lost.map(({ capability }) => capability), gained }).toEqual({
      code: 1,
      lost: ["jobs.get"],
      gained: [],
    });
  });

  it("compares the adapters that are named alone, also where a saved one is gone", async () => {
    changeset("---\n---\n");
    const reports = [acme, beta].map(async (one) => {
      const { stdout } = await anyats(["coverage", one, "--format", "json"]);
      return offering(JSON.parse(stdout) as CoverageReport, "jobs.get") as CoverageReport;
    });
    const [both, alone] = [join(folder, "both.json"), join(folder, "alone.json")];
    writeFileSync(both, JSON.stringify(matrixOf(await Promise.all(reports))));
    writeFileSync(alone, JSON.stringify(await reports[1]));
    const compared = (named: string) =>
      anyats(["coverage", named, "--diff", both, "--against", alone, "--changesets", changesets]);
    expect(await compared(beta)).toMatchObject({ code: 0, stdout: "Nothing was gained or lost.\n" });
    const { code, stdout } = await compared(acme);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "lost (1)\n  acme  jobs.get  supported -> absent\n" });
  });

  it("fails for a loss also where the reader has left", async () => {
    changeset("---\n---\n");
    const left = Object.assign(new Error("left"), { code: "EPIPE" });
    const stdout = new Writable({ write: (_chunk, _encoding, done) => done(left) });
    const stderr = new Collected();
    const args = ["coverage", "--diff", old, "--against", now, "--changesets", changesets];
    expect(await run(args, { stdout, stderr, env: {} })).toBe(1);
    expect(stderr.text).toContain("coverage was lost");
  });

  it("passes when nothing was lost, also without a folder of changesets", async () => {
    const same = await anyats(["coverage", "--diff", now, "--against", now, "--changesets", join(folder, "none")]);
    expect(same).toEqual({ code: 0, stdout: "Nothing was gained or lost.\n", stderr: "" });
  });
});

/** The status of a request that names another host, as one of a page that was made to resolve to this machine does. */
function statusFor({ hostname, port }: URL, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    get({ hostname, port, headers: { host } }, ({ statusCode }) => resolve(statusCode)).on("error", reject);
  });
}

describe("anyats coverage --serve", () => {
  it("shows the current matrix at each request, locally only, until interrupted", async () => {
    const main = join(import.meta.dirname, "../src/main.ts");
    const args = ["--conditions=@anyats/source", main, "coverage", acme, beta, "--serve"];
    const server = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(server, "exit");
    try {
      const [url] = (await once(createInterface(server.stdout), "line")) as [string];
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
      const page = await fetch(url);
      expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
      expect(await page.text()).toContain("The acme");
      const cell = { tests: 2, tier: "emulator", result: "passed", date: "2026-11-23" };
      const evidence = {
        schemaVersion: 1,
        adapter: "acme",
        package: { name: "@example/acme", version: "1.2.3" },
        world: "its own",
        cells: { "jobs.get": cell },
        exemptions: [],
      };
      writeFileSync(join(acme, "evidence.json"), JSON.stringify(evidence));
      const matrix = (await (await fetch(`${url}matrix.json`)).json()) as CoverageMatrix;
      expect(matrix.adapters.map(({ totals }) => totals.proved)).toEqual([1, 0]);
      expect((await fetch(`${url}elsewhere`)).status).toBe(404);
      expect((await fetch(url, { method: "POST" })).status).toBe(405);
      expect(await statusFor(new URL(url), "evil.example")).toBe(421);
    } finally {
      server.kill("SIGINT");
    }
    expect(await ended).toEqual([0, null]);
  });
});
