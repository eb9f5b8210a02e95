import {
  evidenceOf,
  odooServerFromEnvironment,
  odooWorld,
  runTests,
  type ContractTest,
  type LiveOdoo,
  type TestResult,
} from "@anyats/conformance";
import { startEmulator, type EmulatorFor } from "@anyats/emulator";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { odoo } from "../src/index.ts";

/**
 * The kit against a real Odoo server, where the environment names one (see the README); else against the emulator, through the
 * very same door and by both interfaces.
 */
const isReal = process.env["ANYATS_ODOO_URL"] !== undefined;
const patience = isReal ? 7_200_000 : 60_000;

interface Place {
  readonly name: string;
  readonly api: string;
  /** Of an emulated server. */
  readonly version?: 18 | 19;
}

const places: readonly Place[] = isReal
  ? [{ name: "a real server", api: process.env["ANYATS_ODOO_API"] ?? "json-rpc" }]
  : [
      { name: "an emulated Odoo 18 by JSON-RPC", api: "json-rpc", version: 18 },
      { name: "an emulated Odoo 19 by JSON-2", api: "json-2", version: 19 },
    ];

const failed = (results: readonly TestResult[]) =>
  results
    .filter(({ failure }) => failure !== null)
    .map(({ capability, promise, failure }) => `${capability}: ${promise}: ${failure}`);
const tried = (results: readonly TestResult[]) => results.filter(({ untried }) => untried === null);

function keep(live: LiveOdoo, results: readonly TestResult[]): void {
  const file = process.env["ANYATS_ODOO_EVIDENCE"];
  const evidence = evidenceOf(odoo, live.world, results, [], new Date().toISOString().slice(0, 10));
  if (file) writeFileSync(file, `${JSON.stringify(evidence, null, 2)}\n`);
}

/** What people can watch in an hour at a real server is tried at an emulated one on a part. */
const part = (capabilities: RegExp) => (test: ContractTest) =>
  isReal ||
  (capabilities.test(test.capability) &&
    /^(gives e|answers|moves|adds|passes on each|says that the key)/.test(test.promise));

it("is used only when the environment names it", async () => {
  expect(await odooServerFromEnvironment({})).toBeUndefined();
  expect(await odooServerFromEnvironment({ ANYATS_ODOO_URL: "http://localhost" })).toBeUndefined();
});

it("a stream refuses a repeated page also where the last page holds one record", async () => {
  const world = odooWorld({ candidates: 4 });
  const jobs = (await world.open()).ids("jobs").length;
  const few = { ...world, open: async () => withJobs(world.open(), 6) };
  expect(jobs).toBeGreaterThan(0);
  const only = ({ capability, promise }: ContractTest) =>
    capability === "jobs.stream" && /repeats a cursor/.test(promise);
  expect(failed(await runTests(odoo, few, { only }))).toEqual([]);
});

it("people on applicants have their fields and notes, and are found, in Odoo 19", async () => {
  const tried: readonly (readonly [capabilities: RegExp, promises: RegExp])[] = [
    [
      /^candidates\.(getCustomFieldValues|updateCustomFields|addNote)$/,
      /^(answers|gives every field|sets a field|writes once$)/,
    ],
    [/^(candidates|notes|attachments)\.stream$/, /^each filter selects exactly/],
    [/^candidates\.getResume$/, /^says that a record does not exist/],
  ];
  const only = ({ capability, promise }: ContractTest) =>
    tried.some(([capabilities, promises]) => capabilities.test(capability) && promises.test(promise));
  const results = await runTests(odoo, odooWorld({ version: 19 }), { only });
  expect(results.length).toBeGreaterThan(9);
  expect(failed(results)).toEqual([]);
});

/** Leaves so many jobs. */
async function withJobs(opening: ReturnType<ReturnType<typeof odooWorld>["open"]>, count: number) {
  const session = await opening;
  for (const id of session.ids("jobs").slice(count)) await session.remove("jobs", id);
  expect(session.ids("jobs")).toHaveLength(count);
  return session;
}

describe.each<Place>(places)("$name", ({ api, version }) => {
  let emulator: (EmulatorFor<"odoo"> & AsyncDisposable) | undefined;
  afterAll(() => emulator?.[Symbol.asyncDispose]());

  async function server(more: Readonly<Record<string, string>> = {}): Promise<LiveOdoo> {
    if (isReal) return (await odooServerFromEnvironment({ ...process.env, ...more }))!;
    emulator ??= await startEmulator({ tool: "odoo", candidates: 12, runningClock: true, ...(version && { version }) });
    const { baseUrl, database, user, apiKey } = emulator.settings();
    const env = {
      ANYATS_ODOO_URL: baseUrl,
      ANYATS_ODOO_DATABASE: database,
      ANYATS_ODOO_USER: user,
      ANYATS_ODOO_API_KEY: apiKey,
      ANYATS_ODOO_API: api,
    };
    return (await odooServerFromEnvironment({ ...env, ...more }))!;
  }

  it(
    "keeps the promises of reading, and is only read",
    async () => {
      const live = await server({ ANYATS_ODOO_WRITES: "no" });
      const before = emulator?.requests.count() ?? 0;
      const results = await runTests(odoo, live.world, { only: part(/^(jobs|users)\.stream$|^jobs\.get$|checkKey/) });
      keep(live, results);
      expect(failed(results)).toEqual([]);
      expect(new Set(tried(results).map(({ capability }) => capability)).size).toBeGreaterThan(3);
      const writing = /\/(create|write|unlink|message_post|action_\w+)(\/|$)/;
      const sent = emulator?.requests.all().slice(before) ?? [];
      const called = sent.map(
        ({ path, body }) => `${path}/${String((body as { params?: { args?: unknown[] } })?.params?.args?.[4])}`,
      );
      expect(called.filter((each) => writing.test(each))).toEqual([]);
    },
    patience,
  );

  describe.skipIf(isReal && process.env["ANYATS_ODOO_WRITES"] !== "yes")("the kit's own part of it", () => {
    let live: LiveOdoo;
    beforeAll(async () => void (live = await server({ ANYATS_ODOO_WRITES: "yes" })), patience);
    afterAll(async () => expect(await live.remove()).toEqual([]), patience);
    const models = ["hr.job", "hr.applicant"];
    const held = () => emulator && models.map((model) => emulator!.odoo.ids(model).length);

    it(
      "keeps the promises of writing, in records that the kit made and removes",
      async () => {
        const before = held();
        const only = part(/^applications\.moveToStage$|^candidates\.addNote$/);
        const results = await runTests(odoo, live.world, { only });
        keep(live, results);
        expect(failed(results)).toEqual([]);
        expect(tried(results).length).toBeGreaterThan(3);
        expect(await live.remove()).toEqual([]);
        expect(held()).toEqual(before);
      },
      patience,
    );
  });
});
