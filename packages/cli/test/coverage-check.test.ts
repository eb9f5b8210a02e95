import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CoverageReport } from "@anyats/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyats } from "./terminal-fixture.ts";

const adapter = `import { defineAdapter } from "@anyats/core";
export const acme = defineAdapter({
  id: "acme", name: "Acme", package: { name: "@example/acme", version: "1.2.3" },
  facts: { providerId: "acme", maturity: "beta", noteFormat: "plain" },
  missing: { "*": { reason: "not-built", explanation: "Nothing is built yet." } },
});`;
const proof = { tests: 2, tier: "emulator", result: "passed", date: "2026-11-23" };

let folder: string;
let proved: Readonly<Record<string, object>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "anyats-check-"));
  symlinkSync(join(import.meta.dirname, "../node_modules"), join(folder, "node_modules"), "junction");
  const place = packageWith("claims", undefined);
  const { cells } = JSON.parse((await anyats(["coverage", place, "--format", "json"])).stdout) as CoverageReport;
  proved = Object.fromEntries(cells.map(({ capability }) => [capability, proof]));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function packageWith(name: string, evidence: object | undefined): string {
  const place = join(folder, name);
  mkdirSync(place);
  writeFileSync(join(place, "package.json"), '{ "type": "module", "main": "adapter.ts" }');
  writeFileSync(join(place, "adapter.ts"), adapter);
  const file = {
    schemaVersion: 1,
    adapter: "acme",
    package: { name: "@example/acme", version: "1.2.3" },
    world: "its own server",
    cells: proved,
    exemptions: [],
    ...evidence,
  };
  if (evidence) writeFileSync(join(place, "evidence.json"), JSON.stringify(file));
  return place;
}

const check = async (place: string) => {
  const { code, stdout, stderr } = await anyats(["coverage", place, "--check"]);
  return { code, said: stdout + stderr };
};

const exemption = {
  capability: "jobs.get",
  promise: "gives one job",
  reason: "The test server has no jobs yet.",
  owner: "ada",
  expires: "2999-01-01",
};

describe("anyats coverage --check", () => {
  it("lets no text of an adapter's package steer the terminal", async () => {
    const cells = { ...proved, "jobs.\u001b[2Jfly\u009b1m\u202e": proof };
    const { code, said } = await check(packageWith("steering", { cells }));
    expect(code).toBe(1);
    expect(said).toContain("jobs.\\u001b[2Jfly\\u009b1m\\u202e: evidence without a claim");
    const { stderr } = await anyats(["coverage", "--\u001b[2J"]);
    expect(stderr).toContain("--\\u001b[2J");
    expect(said + stderr).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
  });

  it("says that each claim has its evidence", async () => {
    const { code, said } = await check(packageWith("good", { exemptions: [exemption] }));
    expect(said).toBe(`${Object.keys(proved).length} claims of acme: each has its evidence\n`);
    expect(code).toBe(0);
  });

  it.for<[what: string, evidence: () => object | undefined, exit: number, said: RegExp]>([
    ["there is no evidence at all", () => undefined, 1, /acme: there is no evidence\.json.*ANYATS_EVIDENCE=write/],
    [
      "a claim has no evidence",
      () => ({ cells: Object.fromEntries(Object.entries(proved).filter(([id]) => id !== "jobs.get")) }),
      1,
      /^anyats: acme: jobs\.get: claimed without evidence\n$/,
    ],
    [
      "evidence has no claim",
      () => ({ cells: { ...proved, "jobs.fly": proof } }),
      1,
      /jobs\.fly: evidence without a claim/,
    ],
    [
      "the tests of a cell failed",
      () => ({ cells: { ...proved, "jobs.get": { ...proof, result: "failed" } } }),
      1,
      /jobs\.get: the evidence says that its tests failed/,
    ],
    ["no test ran", () => ({ cells: { ...proved, "jobs.get": { ...proof, tests: 0 } } }), 1, /jobs\.get: no test ran/],
    [
      "the evidence is of another version",
      () => ({ package: { name: "@example/acme", version: "1.2.2" } }),
      1,
      /the evidence is of acme 1\.2\.2, not of acme 1\.2\.3/,
    ],
    [
      "an exemption has ended",
      () => ({ exemptions: [{ ...exemption, expires: "2026-01-01" }] }),
      1,
      /the exemption of "gives one job" expired on 2026-01-01; ask ada/,
    ],
    [
      "an exemption has no owner",
      () => ({ exemptions: [{ ...exemption, owner: undefined }] }),
      2,
      /exemptions\.0\.owner/,
    ],
    ["an exemption has no reason", () => ({ exemptions: [{ ...exemption, reason: "" }] }), 2, /exemptions\.0\.reason/],
    [
      "an exemption never ends",
      () => ({ exemptions: [{ ...exemption, expires: undefined }] }),
      2,
      /exemptions\.0\.expires/,
    ],
  ])("fails when %s", async ([what, evidence, exit, expected]) => {
    const { code, said } = await check(packageWith(what.replaceAll(" ", "-"), evidence()));
    expect(said).toMatch(expected);
    expect(code).toBe(exit);
  });

  it("fails when a page is out of date, beside the adapter or in a folder of pages", async () => {
    const place = packageWith("paged", {});
    const markdown = async () => (await anyats(["coverage", place, "--format", "markdown"])).stdout;
    writeFileSync(join(place, "COVERAGE.md"), await markdown());
    writeFileSync(join(place, "acme.md"), await markdown());
    expect(await check(place)).toMatchObject({ code: 0 });
    writeFileSync(join(place, "COVERAGE.md"), "All is well.");
    expect(await check(place)).toMatchObject({
      code: 1,
      said: expect.stringContaining("COVERAGE.md is out of date") as string,
    });
    const inFolder = () => anyats(["coverage", place, "--check", "--pages", place]);
    expect(await inFolder()).toMatchObject({ code: 0 });
    writeFileSync(join(place, "acme.md"), "All is well.");
    expect(await inFolder()).toMatchObject({ code: 1, stderr: expect.stringContaining("acme.md is out") as string });
  });
});
