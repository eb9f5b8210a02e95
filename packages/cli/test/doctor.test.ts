import { startEmulator } from "@anyats/emulator";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { anyats } from "./terminal-fixture.ts";

async function doctor(options: Parameters<typeof startEmulator>[0], change: Readonly<Record<string, string>> = {}) {
  await using emulator = await startEmulator({ candidates: 10, ...options });
  const { apiKey, integrationId, baseUrl } = emulator.settings();
  const env = { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: integrationId, ...change };
  return await anyats(["doctor", "--base-url", baseUrl], env);
}

const real = globalThis.fetch;
afterEach(() => void vi.unstubAllGlobals());

describe("anyats doctor", () => {
  it("finds nothing wrong with a good connection", async () => {
    const { code, stdout } = await doctor({});
    expect(stdout).not.toMatch(/BAD/);
    expect(code).toBe(0);
    for (const name of ["key and region", "integration", "sync", "coverage", "reading", "clock"])
      expect(stdout).toContain(`${name}: `);
  });

  it("says what is wrong first, and what to do, and shows no key", async () => {
    const wrong = await doctor({}, { KOMBO_API_KEY: "a-wrong-key" });
    expect(wrong.code).toBe(1);
    expect(wrong.stdout).toMatch(/BAD {3}key and region: Kombo refused the API key.*\n.*Check `apiKey`/);
    expect(wrong.stdout).not.toContain("a-wrong-key");
    expect(wrong.stdout).not.toContain("integration:");

    expect((await doctor({ integrationState: "INVALID" })).stdout).toMatch(
      /BAD {3}integration: .*INVALID\n.*reconnect/,
    );
    expect((await doctor({ integrationState: "SETUP_INCOMPLETE" })).stdout).toMatch(/BAD {3}sync: .*\n.*finish it/);
    expect((await doctor({ integrationState: "SETUP_SYNC_PENDING" })).stdout).toMatch(/warn {2}sync: .*\n.*hours/);
  });

  it("shows what the server names as what it is: on its line, and steering nothing", async () => {
    const label = "Avionté\u001b[2J\r\nok    sync: \u009b1mall is well";
    const data = { id: "avionte:x", tool: { id: "avionte", label }, status: "INVALID", environment_id: "e\u001b[1m" };
    const server = createServer((_request, response) => response.end(JSON.stringify({ status: "success", data })));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const env = { KOMBO_API_KEY: "sk-key", KOMBO_INTEGRATION_ID: "avionte:x" };
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const { stdout } = await anyats(["doctor", "--base-url", url], env);
    server.close();
    expect(stdout).toMatch(/^ok {4}key and region: .*\nBAD {3}integration: Avionté.*\n {6}The ATS refuses.*\n$/);
    expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
  });

  it.for([
    [-3_600, "warn"],
    [-90, "warn"],
    [-20, "ok  "],
    [20, "ok  "],
    [90, "warn"],
    [3_600, "warn"],
  ] as const)("compares the clocks: a server %i s ahead is %s", async ([ahead, mark]) => {
    vi.stubGlobal("fetch", (async (input, init) => {
      const response = await real(input, init);
      const headers = new Headers(response.headers);
      headers.set("date", new Date(Date.now() + ahead * 1_000).toUTCString());
      return new Response(response.body, { status: response.status, headers });
    }) satisfies typeof fetch);
    const { stdout } = await doctor({});
    const remedy = mark === "warn" ? String.raw`.*\n {6}\S` : "";
    expect(stdout).toMatch(new RegExp(`^${mark}  clock: \\d+ s apart${remedy}`, "m"));
  });

  it("tells jobs that cannot be read from none", async () => {
    await using emulator = await startEmulator({ candidates: 1 });
    const { apiKey, integrationId, baseUrl } = emulator.settings();
    const env = { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: integrationId };
    const said = async () => (await anyats(["doctor", "--base-url", baseUrl], env)).stdout;
    emulator.faults.inject({ kind: "malformedRecord", index: 0, match: { path: /\/jobs$/ } });
    expect(await said()).toMatch(/^warn {2}reading: a job could not be read.*\n {6}\S/m);
    expect(await said()).toMatch(/^ok {4}reading: a job can be read/m);
    for (const { id } of emulator.world.jobs.all()) emulator.world.jobs.delete(id);
    expect(await said()).toMatch(/^warn {2}reading: there are no jobs.*\n {6}\S/m);
  });

  it("names what the customer has switched off", async () => {
    const { stdout, code } = await doctor({
      coverage: { readModels: { ats_rejection_reasons: { optedOut: true, scope: "OPTIONAL" } } },
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/warn {2}coverage: .*applications.listRejectionReasons/);
  });
});

describe("anyats doctor --adapter ashby", () => {
  async function examine(change: Readonly<Record<string, string>> = {}, options: object = {}, path = "") {
    await using emulator = await startEmulator({ tool: "ashby", candidates: 10, ...options });
    const { apiKey, baseUrl } = emulator.settings();
    const env = { ASHBY_API_KEY: apiKey, ...change };
    return await anyats(["doctor", "--adapter", "ashby", "--base-url", `${baseUrl}${path}`], env);
  }

  it("finds nothing wrong with a good connection", async () => {
    const { code, stdout } = await examine();
    expect(stdout).not.toMatch(/BAD|warn/);
    expect(code).toBe(0);
    for (const name of ["sign-in", "coverage", "reading", "clock"]) expect(stdout).toContain(`${name}: `);
  });

  it("tells a wrong key, another version and a wrong address apart, and shows no key", async () => {
    const wrong = await examine({ ASHBY_API_KEY: "a-wrong-key" });
    expect(wrong.stdout).toMatch(/BAD {3}sign-in: .*\[connection\.key-refused\]/);
    expect(wrong.stdout).not.toContain("a-wrong-key");
    const old = await examine({}, { versions: ["2028-01-01"] });
    expect(old.stdout).toMatch(/BAD {3}sign-in: .*2026-01-01.*\[connection\.version-unsupported\]/);
    const address = await examine({}, {}, "/v2");
    expect(address.stdout).toMatch(/BAD {3}sign-in: .*\[connection\.address-wrong\]/);
  });

  it("names each permission that the key lacks, with what cannot be used without it", async () => {
    const { code, stdout } = await examine(
      {},
      { permissions: ["apiKeys:read", "jobs:read", "interviews:read", "organization:read"] },
    );
    expect(code).toBe(0);
    expect(stdout).toMatch(/warn {2}coverage: .*lacks the permission offersRead in Ashby: offers\.stream/);
    expect(stdout).toMatch(/lacks the permission candidatesRead in Ashby: applications\.stream/);
    const unable = await examine({}, { permissions: ["apiKeys:read"] });
    expect(unable.stdout).toMatch(/BAD {3}reading: .*jobsRead.*\[connection\.permission-missing\]/);
  });
});
