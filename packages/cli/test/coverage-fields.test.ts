import { mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmulator } from "@anyats/emulator";
import { testDatabase } from "@anyats/postgres/testing";
import { expect, it } from "vitest";
import { anyats } from "./terminal-fixture.ts";

type Emulator = Awaited<ReturnType<typeof startEmulator>>;

function environmentOf({ settings }: Emulator) {
  const { apiKey, integrationId } = settings();
  return { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: integrationId };
}

/** Looks at the fields of an emulated customer's records. */
const look = (emulator: Emulator, ...more: string[]) =>
  anyats(
    ["coverage", "avionte", "--fields", "--base-url", emulator.settings().baseUrl, ...more],
    environmentOf(emulator),
  );

it("anyats coverage --fields shows the origin of each field, and the route's source", async () => {
  const { code, stdout } = await anyats(["coverage", "avionte", "--fields", "--sample", "20"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Avionté: jobs\.stream, 20 records of the emulator\n {2}from GET \/ats\/jobs \(documented: /m,
  );
  expect(stdout).toMatch(/^ {2}title +\$\.name$/m);
  expect(stdout).toMatch(/^ {2}emailAddresses +\$\.email_addresses\[\]\.email_address/m);
});

it.for(["markdown", "html"])("anyats coverage --fields refuses to show them as %s", async (format) => {
  const { code, stdout, stderr } = await anyats(["coverage", "avionte", "--fields", "--format", format]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("fields are shown as table or json");
});

it("anyats coverage --fields --live shows the share of records that fill each field", async () => {
  await using emulator = await startEmulator({ candidates: 30 });
  const all = JSON.parse((await look(emulator, "--live", "--format", "json")).stdout) as {
    stream: string;
    records: number;
    fields: { field: string; filled: number; from: string[] }[];
  }[];
  const candidates = all.find(({ stream }) => stream === "candidates.stream")!;
  const field = (name: string) => candidates.fields.find((one) => one.field === name)!;
  expect(candidates.records).toBe(30);
  expect(field("lastName")).toMatchObject({ filled: 30, from: ["$.last_name"] });
  const truth = emulator.world.candidates.all().filter(({ title }) => title !== null).length;
  expect(field("title").filled).toBe(truth);
});

/** Nobody has a title any more, as after a permission that the customer withdrew. */
function withdrawTitles({ world }: Emulator): void {
  for (const { id } of world.candidates.all()) world.candidates.update(id, { title: null });
}

it("anyats coverage --fields --live keeps warning of a field that lost its values", async () => {
  await using emulator = await startEmulator({ candidates: 21 });
  await using folder = await mkdtempDisposable(join(tmpdir(), "anyats-fields-"));
  const file = join(folder.path, "acme.json");
  const again = () => look(emulator, "--live", "--sample", "21", "--baseline", file);
  expect(await again()).toMatchObject({ code: 0, stderr: "" });
  withdrawTitles(emulator);
  for (let run = 0; run < 2; run += 1) {
    const { code, stderr } = await again();
    expect(code).toBe(0);
    expect(stderr).toMatch(
      /^anyats: candidates\.stream title: none of 21 records has a value; \d+ % had one on \d{4}-/,
    );
    expect(stderr.match(/none of/g)).toHaveLength(1);
  }
  const kept = await readFile(file, "utf8");
  for (const { last_name } of emulator.world.candidates.all()) if (last_name) expect(kept).not.toContain(last_name);
});

it("anyats coverage --fields --live refuses a baseline that is not its own", async () => {
  await using emulator = await startEmulator({ candidates: 1 });
  await using folder = await mkdtempDisposable(join(tmpdir(), "anyats-fields-"));
  const file = join(folder.path, "acme.json");
  const compared = (...more: string[]) => look(emulator, "--baseline", file, ...more);
  await writeFile(file, "[]");
  expect(await compared("--live")).toMatchObject({
    code: 2,
    stderr: expect.stringContaining("not a valid baseline file") as string,
  });
  expect(await readFile(file, "utf8")).toBe("[]");
  await writeFile(file, JSON.stringify({ adapter: "bullhorn", streams: {} }));
  expect((await compared("--live")).stderr).toContain('is of "bullhorn", not of avionte');
  expect((await compared()).stderr).toContain("--baseline belongs to --fields --live");
});

it("anyats coverage --fields --live --history compares with what sync has stored", async () => {
  await using place = await testDatabase();
  await using emulator = await startEmulator({ candidates: 21 });
  const { integrationId, baseUrl } = emulator.settings();
  const env = { DATABASE_URL: place.url, ...environmentOf(emulator) };
  for (const args of [["migrate"], ["add", "acme", "avionte", integrationId], ["work", "--once"], ["fields", "acme"]])
    expect(
      await anyats(["sync", ...args, ...(args[0] === "migrate" ? [] : ["--base-url", baseUrl])], env),
    ).toMatchObject({
      code: 0,
    });
  withdrawTitles(emulator);
  const { stderr } = await anyats(
    ["coverage", "avionte", "--fields", "--live", "--sample", "21", "--base-url", baseUrl, "--history", "acme"],
    env,
  );
  expect(stderr).toMatch(/^anyats: candidates\.stream title: none of 21 records has a value; /);
});
