import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator, type RunningEmulator } from "@anyats/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { program } from "../src/program.ts";
import { run } from "../src/index.ts";
import { anyats, Collected } from "./terminal-fixture.ts";

let folder: string;
let emulator: RunningEmulator;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anyats-options-"));
  emulator = await startEmulator({ candidates: 6, now: new Date("2026-11-27T09:00:00Z"), coverage: "all" });
  emulator.world.candidates.delete([...emulator.world.candidates.all()][0]!.id);
});
afterAll(async () => {
  await emulator.close();
  await rm(folder, { recursive: true });
});

/** What a command line does, as far as it can be seen: what it says, asks and writes. */
async function effectOf(args: readonly string[]): Promise<unknown> {
  const { apiKey, integrationId, baseUrl } = emulator.settings();
  const env = { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: integrationId };
  const place = join(folder, "place");
  await mkdir(place);
  const before = emulator.requests.count();
  const said = await anyats([...args.map((arg) => arg.replace("PLACE", place)), "--base-url", baseUrl], env);
  const asked = emulator.requests.all().slice(before);
  const written = await readdir(place);
  await rm(place, { recursive: true });
  return { ...said, asked: asked.map(({ method, path }) => `${method} ${path}`), written };
}

/** A line of the command line, and options each of which must make a difference to it. */
const lines: readonly (readonly [line: string, ...options: string[]])[] = [
  [
    "stream candidates",
    "--adapter ashby",
    "--updated-after 2026-11-20",
    "--include-deleted",
    "--limit 1",
    "--checkpoint PLACE/place.json",
    "--raw",
    "--provenance",
    "--redacted",
  ],
  ["types", "--adapter greenhouse", "--out PLACE/types.ts", "--name Other", "--check"],
  ["coverage avionte --live", "--format json", "--fields", "--check"],
  ["coverage avionte --live --fields", "--sample 1", "--format json", "--baseline PLACE/kept.json"],
];

describe("an option", () => {
  it.for(lines)("of %s makes a difference", async ([line, ...options]) => {
    const args = line.split(" ");
    const without = await effectOf(args);
    expect(await effectOf(args)).toEqual(without);
    for (const option of options) expect(await effectOf([...args, ...option.split(" ")]), option).not.toEqual(without);
  });

  it("of stream and types is among them", () => {
    const { commands } = program({ stdout: new Collected(), stderr: new Collected(), env: {} });
    for (const name of ["stream", "types"]) {
      const [, ...tried] = lines.find(([line]) => line.startsWith(name))!;
      const there = commands.find((command) => command.name() === name)!.options.map(({ long }) => long!);
      const elsewhere = ["--region", "--base-url", "--live"];
      const left = there.filter((long) => !elsewhere.includes(long) && !tried.some((one) => one.startsWith(long)));
      expect(left, name).toEqual([]);
    }
  });
});

describe("an option of the emulator", () => {
  async function ids(...options: readonly string[]): Promise<readonly string[]> {
    const stdout = new Collected();
    const running = run(["emulator", "--candidates", "5", ...options], { stdout, stderr: new Collected(), env: {} });
    await expect.poll(() => stdout.text, { timeout: 10_000 }).toContain("\n");
    const { url, apiKey, integrationId } = JSON.parse(stdout.text) as Record<string, string>;
    const headers = { authorization: `Bearer ${apiKey}`, "x-integration-id": integrationId! };
    const answer = await fetch(`${url}/ats/candidates`, { headers });
    const { data } = (await answer.json()) as { data: { results: { id: string; first_name: string }[] } };
    process.emit("SIGTERM");
    expect(await running).toBe(0);
    return [integrationId!, ...data.results.map((one) => `${one.id} ${one.first_name}`)];
  }

  it("makes a difference", async () => {
    const usual = await ids();
    expect(await ids()).toEqual(usual);
    for (const option of ["--candidates 7", "--seed 2", "--tool bullhorn"])
      expect(await ids(...option.split(" ")), option).not.toEqual(usual);
  });
});
