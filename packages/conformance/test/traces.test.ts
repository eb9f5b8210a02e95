import { defineAdapter, handles, InvalidInput, jobs, SETTINGS } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { expect, it } from "vitest";
import { z } from "zod/mini";
import type { ContractTest } from "../src/contract-test.ts";
import { emulatorWorld, type World } from "../src/index.ts";
import { runTest } from "../src/run.ts";

const acme = defineAdapter({
  id: "acme",
  name: "Acme",
  package: { name: "acme", version: "0.1.0" },
  facts: { providerId: "acme", maturity: "beta", noteFormat: "plain" },
  settings: z.looseObject({}),
  handlers: [
    handles(jobs.get, {
      lane: "native",
      routes: [],
      inject: { settings: SETTINGS },
      handle: async (lookup, _call, { settings }) => {
        const { fetch } = settings as { readonly fetch: typeof globalThis.fetch };
        for (const name of ["jobs", "stages"]) await fetch(`http://emulator.test/${name}?email=ada@ats.example`);
        const [job] = [] as { readonly title: string }[];
        throw new InvalidInput("The job", [{ path: "id", message: job!.title }]);
      },
    }),
  ],
  missing: { "*": { reason: "not-built", explanation: "Acme begins with jobs." } },
});

/** How a test of this kind ends. */
async function failing(run: ContractTest["run"], world: World = emulatorWorld()): Promise<string> {
  const test = { capability: "jobs.get", promise: "is red", subject: "records", rules: [], writes: false, run };
  return runTest(acme, world, coverageOf(acme), test).then(
    () => "green",
    (error: unknown) => (error as Error).message,
  );
}
const calls: ContractTest["run"] = async (trial) => {
  await trial.call("jobs.get", { id: "j1" }).catch(() => {});
  throw new Error("the job is another");
};

it("a red test prints where the adapter threw, without what it threw", async () => {
  const lines = (await failing(calls)).split("\n");
  expect(lines.slice(0, 3)).toEqual([
    "the job is another",
    "",
    "jobs.get: The adapter failed unexpectedly (TypeError).",
  ]);
  expect(lines[3]).toMatch(/^ +at .*traces\.test\.ts:\d+:\d+\)?$/);
});

it("a red test prints what the last connection asked, without queries", async () => {
  expect(await failing(calls)).toMatch(/\nRequests of the last connection: 1 GET \/jobs, 2 GET \/stages$/);
});

it("a red test of a live account prints no address", async () => {
  expect(await failing(calls, { ...emulatorWorld(), tier: "live", readOnly: true } as World)).toBe(
    "the job is another",
  );
});
