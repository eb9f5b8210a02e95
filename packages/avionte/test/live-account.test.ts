import {
  CannotTell,
  emulatorWorld,
  instantClock,
  komboAccountFromEnvironment,
  runTests,
  type TestResult,
  type World,
} from "@anyats/conformance";
import { capabilityIds } from "@anyats/core";
import { startEmulator, type RunningEmulator } from "@anyats/emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { avionte } from "../src/index.ts";

let server: RunningEmulator;
beforeAll(async () => void (server = await startEmulator({ candidates: 30, coverage: "all" })));
afterAll(() => server[Symbol.asyncDispose]());

/** The emulator behind its port, treated as a live account; only the waits take no time, which are a minute in all. */
function account(more: Readonly<Record<string, string>> = {}): World {
  const { apiKey, integrationId, baseUrl } = server.settings();
  const env = { ANYATS_LIVE_API_KEY: apiKey, ANYATS_LIVE_INTEGRATION_ID: integrationId, ANYATS_LIVE_BASE_URL: baseUrl };
  const world = komboAccountFromEnvironment({ ...env, ...more })!;
  const modules = [instantClock(new Date("2026-11-23T09:00:00Z"))];
  return { ...world, open: async (customer) => ({ ...(await world.open(customer)), modules }) };
}
const untried = (results: readonly TestResult[]) => results.filter((result) => result.untried !== null);

describe("a live account, as a world of the conformance kit", () => {
  it("is used only when the environment names it", () => {
    expect(komboAccountFromEnvironment({})).toBeUndefined();
    expect(komboAccountFromEnvironment({ ANYATS_LIVE_API_KEY: "k" })).toBeUndefined();
    expect(account()).toMatchObject({ tier: "live", readOnly: true });
  });

  it("is only read: something is proved of every cell, and nothing is changed", async () => {
    const before = server.requests.count();
    const results = await runTests(avionte, account());
    expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
    const proved = new Set(results.filter((result) => result.untried === null).map(({ capability }) => capability));
    expect(proved.size).toBe(capabilityIds.length + avionte.ownCapabilities.length);
    expect(untried(results).length).toBeGreaterThan(50);
    const sent = server.requests.all().slice(before);
    expect(sent.length).toBeGreaterThan(50);
    expect(sent.filter(({ method, path }) => method !== "GET" && !path.startsWith("/passthrough/"))).toEqual([]);
  }, 180_000);

  it("is never written to by an adapter that writes where it should read", async () => {
    const writes = account();
    const session = await writes.open();
    const { fetch, baseUrl } = session.settings as { fetch: typeof globalThis.fetch; baseUrl: string };
    await expect(fetch(`${baseUrl}/ats/applications/1/notes`, { method: "POST", body: "{}" })).rejects.toThrow(
      /only read/,
    );
  });

  it("is written to when that is allowed", async () => {
    const only = ({ capability }: { capability: string }) => capability === "applications.addNote";
    const read = await runTests(avionte, account(), { only });
    const written = await runTests(avionte, account({ ANYATS_LIVE_WRITES: "yes" }), { only });
    expect(written.filter(({ failure }) => failure !== null)).toEqual([]);
    expect(untried(written).length).toBeLessThan(untried(read).length);
  });

  it("is the only world that may leave promises untried: in any other, the run is red", async () => {
    const world = emulatorWorld();
    const evasive = { ...world, readOnly: true, open: () => Object.assign(world.open(), { ids: evade }) };
    const evade = () => {
      throw new CannotTell("be bothered");
    };
    const results = await runTests(avionte, evasive, { only: ({ capability }) => capability === "jobs.get" });
    expect(untried(results)).toEqual([]);
    expect(results.some(({ failure }) => failure?.includes("be bothered"))).toBe(true);
  });
});
