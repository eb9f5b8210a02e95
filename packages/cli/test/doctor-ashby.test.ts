import { startEmulator } from "@anyats/emulator";
import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { anyats } from "./terminal-fixture.ts";

type Prepare = (server: Awaited<ReturnType<typeof startEmulator<"ashby">>>) => void;
const nothing: Prepare = () => {};

async function doctor(change: Readonly<Record<string, string>>, prepare: Prepare) {
  await using server = await startEmulator({ tool: "ashby", candidates: 8 });
  prepare(server);
  const { baseUrl, apiKey } = server.settings();
  const said = await anyats(["doctor", "--adapter", "ashby"], {
    ASHBY_BASE_URL: baseUrl,
    ASHBY_API_KEY: apiKey,
    ...change,
  });
  expect(said.stdout + said.stderr).not.toContain(change["ASHBY_API_KEY"] ?? apiKey);
  return said;
}

const refused =
  (code: string, status = 200): Prepare =>
  (server) =>
    void server.faults.inject({ kind: "status", status, code, times: Number.POSITIVE_INFINITY });

it.each([
  ["a wrong key", { ASHBY_API_KEY: "a-wrong-key" }, nothing, /^BAD {3}sign-in: .*\[connection\.key-refused\]\n {6}\S/],
  [
    "a version that Ashby no longer serves",
    {},
    refused("invalid_api_version"),
    /^BAD {3}sign-in: .*\[connection\.version-unsupported\]\n {6}Install/,
  ],
  [
    "a permission that the key lacks",
    {},
    (server) => void server.key.permissions.delete("offers:read"),
    /warn {2}coverage: .*lacks the permission offersRead in Ashby: offers\.stream\n {6}Ask the customer's administrator/,
  ],
  [
    "a key that may not read jobs",
    {},
    (server) => void server.key.permissions.delete("jobs:read"),
    /BAD {3}reading: The key lacks the permission jobsRead in Ashby\. \[connection\.permission-missing\]/,
  ],
] as const satisfies readonly (readonly [string, object, Prepare, RegExp])[])(
  "anyats doctor tells %s apart for Ashby",
  async (_what, change, prepare, said) => {
    expect((await doctor(change, prepare)).stdout).toMatch(said);
  },
);

it.for([404, 200])("anyats doctor tells another program at Ashby's address apart, by HTTP %i", async (status) => {
  const elsewhere = createServer((_request, response) =>
    response.writeHead(status, { "content-type": "text/html" }).end("<html>Not here</html>"),
  );
  elsewhere.listen(0, "127.0.0.1");
  await once(elsewhere, "listening");
  const baseUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  const { stdout } = await doctor({ ASHBY_BASE_URL: baseUrl }, nothing);
  elsewhere.close();
  expect(stdout).toMatch(/^BAD {3}sign-in: .*\[connection\.address-wrong\]/);
});
