import { startEmulator } from "@anyats/emulator";
import { expect, it } from "vitest";
import { anyats } from "./terminal-fixture.ts";

it("anyats coverage --fields shows where each field comes from, and the source of the route", async () => {
  const { code, stdout } = await anyats(["coverage", "avionte", "--fields", "--sample", "20"]);
  expect(code).toBe(0);
  expect(stdout).toMatch(
    /^Avionté: jobs\.stream, 20 records of the emulator\n {2}from GET \/ats\/jobs \(documented: /m,
  );
  expect(stdout).toMatch(/^ {2}title +\$\.name$/m);
  expect(stdout).toMatch(/^ {2}emailAddresses +\$\.email_addresses\[\]\.email_address/m);
});

it("anyats coverage --fields --live shows the share of a customer's records that have each field", async () => {
  await using emulator = await startEmulator({ candidates: 30 });
  const { apiKey, integrationId, baseUrl } = emulator.settings();
  const env = { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: integrationId };
  const args = ["coverage", "avionte", "--fields", "--live", "--base-url", baseUrl, "--format", "json"];
  const all = JSON.parse((await anyats(args, env)).stdout) as {
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
