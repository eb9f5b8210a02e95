import { startEmulator } from "@anyats/emulator";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anyats } from "./terminal-fixture.ts";

type Options = Omit<Parameters<typeof startEmulator<"odoo">>[0] & object, "tool">;

async function doctor(change: Readonly<Record<string, string>> = {}, options: Options = {}) {
  await using server = await startEmulator({ tool: "odoo", candidates: 8, ...options });
  const { baseUrl, database, user, apiKey } = server.settings();
  const env = { ODOO_BASE_URL: baseUrl, ODOO_DATABASE: database, ODOO_USER: user, ODOO_API_KEY: apiKey, ...change };
  const said = await anyats(["doctor", "--adapter", "odoo"], env);
  expect(said.stdout + said.stderr).not.toContain(change["ODOO_API_KEY"] ?? apiKey);
  return said;
}

describe("anyats doctor of an adapter that speaks with its ATS itself", () => {
  let elsewhere: ReturnType<typeof createServer>;
  beforeAll(async () => {
    elsewhere = createServer((_request, response) => response.end("<html>Welcome</html>"));
    elsewhere.listen(0, "127.0.0.1");
    await once(elsewhere, "listening");
  });
  afterAll(() => void elsewhere.close());
  const website = () => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;

  it("finds nothing wrong with a good connection", async () => {
    const { code, stdout } = await doctor();
    expect(stdout).not.toMatch(/BAD|warn/);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ok {4}sign-in: .*agency \(Odoo 18\.0\)/);
    for (const name of ["coverage", "reading", "clock"]) expect(stdout).toContain(`${name}: `);
  });

  it("uses the embedded emulator without settings, and asks for those that are missing", async () => {
    expect((await anyats(["doctor", "--adapter", "odoo"])).stdout).toMatch(/ok {4}reading: /);
    const { code, stderr } = await anyats(["doctor", "--adapter", "odoo"], { ODOO_USER: "bot" });
    expect(code).not.toBe(0);
    expect(stderr).toContain("ODOO_BASE_URL, ODOO_DATABASE, ODOO_API_KEY");
  });

  it.each([
    ["a wrong key", { ODOO_API_KEY: "a-wrong-key" }, {}, "connection.key-refused"],
    ["an unknown login", { ODOO_USER: "nobody@agency.example.com" }, {}, "connection.key-refused"],
    ["a wrong database", { ODOO_DATABASE: "other" }, {}, "connection.database-unknown"],
    [
      "a wrong database over JSON-2",
      { ODOO_API: "json-2", ODOO_DATABASE: "other" },
      { version: 19 },
      "connection.database-unknown",
    ],
    ["an interface that the version lacks", { ODOO_API: "json-2" }, {}, "connection.address-wrong"],
    ["an interviewer", { ODOO_USER: "interviewer@agency.example.com" }, {}, "connection.permission-missing"],
    ["a user without rights", { ODOO_USER: "employee@agency.example.com" }, {}, "connection.permission-missing"],
    ["Recruitment not installed", {}, { recruitment: false }, "connection.recruitment-not-installed"],
    ["a version that is too old", {}, { version: 16 }, "connection.version-unsupported"],
  ] as const)("tells %s apart", async (_what, change, options, code) => {
    const said = await doctor(change, options);
    expect(said.code).toBe(1);
    expect(said.stdout).toMatch(new RegExp(`^BAD {3}sign-in: .*\\[${code.replace(".", "\\.")}\\]\\n {6}\\S`));
  });

  it("says what the rights of an interviewer suffice for", async () => {
    const { code, stdout } = await doctor({ ODOO_USER: "interviewer@agency.example.com" });
    expect(code).toBe(1);
    expect(stdout).toMatch(/warn {2}coverage: \d+ of \d+ capabilities can be used; .*applications\.stream/);
    expect(stdout).toContain("ok    reading: ");
  });

  it("asks the server for its time without a path of another API", async () => {
    await using server = await startEmulator({ tool: "odoo", candidates: 8 });
    const { baseUrl, database, user, apiKey } = server.settings();
    const env = { ODOO_BASE_URL: baseUrl, ODOO_DATABASE: database, ODOO_USER: user, ODOO_API_KEY: apiKey };
    expect((await anyats(["doctor", "--adapter", "odoo"], env)).stdout).toContain("clock: ");
    expect(server.requests.all().map(({ path }) => path)).not.toContain("/check-api-key");
  });

  it("tells a path of Odoo's web client in the address apart", async () => {
    await using server = await startEmulator({ tool: "odoo", candidates: 8 });
    const { stdout } = await doctor({ ODOO_BASE_URL: `${server.settings().baseUrl}/odoo` });
    expect(stdout).toMatch(/BAD {3}sign-in: .*\[connection\.address-wrong\]/);
  });

  it("tells another program at the address apart", async () => {
    expect((await doctor({ ODOO_BASE_URL: website() })).stdout).toMatch(
      /BAD {3}sign-in: .*\[connection\.address-wrong\]/,
    );
  });
});
