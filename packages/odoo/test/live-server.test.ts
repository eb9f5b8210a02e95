import { evidenceOf, odooServerFromEnvironment, runTests, type LiveOdoo, type TestResult } from "@anyats/conformance";
import { startEmulator, type EmulatorFor } from "@anyats/emulator";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { odoo } from "../src/index.ts";

/**
 * The kit against a real Odoo server, where the environment names one (see the README); else against the emulator, through the
 * very same door.
 */
const isReal = process.env["ANYATS_ODOO_URL"] !== undefined;
const patience = isReal ? 3_600_000 : 60_000;
let emulator: (EmulatorFor<"odoo"> & AsyncDisposable) | undefined;

async function server(more: Readonly<Record<string, string>> = {}): Promise<LiveOdoo> {
  if (isReal) return (await odooServerFromEnvironment())!;
  emulator ??= await startEmulator({ tool: "odoo", candidates: 12, runningClock: true });
  const { baseUrl, database, user, apiKey } = emulator.settings();
  const env = {
    ANYATS_ODOO_URL: baseUrl,
    ANYATS_ODOO_DATABASE: database,
    ANYATS_ODOO_USER: user,
    ANYATS_ODOO_API_KEY: apiKey,
  };
  return (await odooServerFromEnvironment({ ...env, ...more }))!;
}
afterAll(() => emulator?.[Symbol.asyncDispose]());

const failed = (results: readonly TestResult[]) =>
  results
    .filter(({ failure }) => failure !== null)
    .map(({ capability, promise, failure }) => `${capability}: ${promise}: ${failure}`);

function keep(live: LiveOdoo, results: readonly TestResult[]): void {
  const file = process.env["ANYATS_ODOO_EVIDENCE"];
  const evidence = evidenceOf(odoo, live.world, results, [], new Date().toISOString().slice(0, 10));
  if (file) writeFileSync(file, `${JSON.stringify(evidence, null, 2)}\n`);
}

describe("a real server", () => {
  it("is used only when the environment names it", async () => {
    expect(await odooServerFromEnvironment({})).toBeUndefined();
    expect(await odooServerFromEnvironment({ ANYATS_ODOO_URL: "http://localhost" })).toBeUndefined();
  });

  it(
    "keeps the promises of reading, and is only read",
    async () => {
      const live = await server();
      const before = emulator?.requests.count() ?? 0;
      // What people can watch in an hour at a real server is tried here on a part.
      const only = isReal
        ? () => true
        : ({ capability }: { capability: string }) => /^jobs\.(stream|get)$|^users\.|checkKey/.test(capability);
      const results = await runTests(odoo, live.world, { only });
      keep(live, results);
      expect(failed(results)).toEqual([]);
      const proved = new Set(results.filter(({ untried }) => untried === null).map(({ capability }) => capability));
      expect(proved.size).toBeGreaterThan(3);
      const sent = emulator?.requests.all().slice(before) ?? [];
      const methods = sent.map(
        ({ body }) => (body as { params?: { args?: unknown[] } } | undefined)?.params?.args?.[4],
      );
      expect(methods.filter((method) => /^(create|write|unlink|message_post|action_.*)$/.test(String(method)))).toEqual(
        [],
      );
    },
    patience,
  );
});

describe.skipIf(isReal && process.env["ANYATS_ODOO_WRITES"] !== "yes")("the kit's own part of a real server", () => {
  let live: LiveOdoo;
  beforeAll(async () => void (live = await server({ ANYATS_ODOO_WRITES: "yes" })), patience);
  afterAll(async () => expect(await live.remove()).toEqual([]), patience);

  it(
    "keeps the promises of writing, in records that the kit made and removes",
    async () => {
      const before =
        emulator && ["hr.job", "hr.applicant", "hr.candidate"].map((model) => emulator!.odoo.ids(model).length);
      const only = isReal
        ? () => true
        : ({ capability }: { capability: string }) => /^applications\.(addNote|moveToStage)$/.test(capability);
      const results = await runTests(odoo, live.world, { only });
      keep(live, results);
      expect(failed(results)).toEqual([]);
      expect(results.filter(({ untried }) => untried === null).length).toBeGreaterThan(20);
      expect(await live.remove()).toEqual([]);
      if (emulator)
        expect(["hr.job", "hr.applicant", "hr.candidate"].map((model) => emulator!.odoo.ids(model).length)).toEqual(
          before,
        );
    },
    patience,
  );
});
