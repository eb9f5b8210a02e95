import { avionte } from "@anyats/avionte";
import { connect } from "@anyats/core";
import { hurriedClock } from "@anyats/core/testing";
import { createEmulator } from "@anyats/emulator";
import { serve } from "@hono/node-server";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { execFile } from "node:child_process";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mcpHttpHandler, type AgentOptions } from "../src/index.ts";

const run = promisify(execFile);
const conformance = fileURLToPath(
  new URL("../node_modules/@modelcontextprotocol/conformance/dist/index.js", import.meta.url),
);

const ats = await connect(avionte, createEmulator().settings());
const handler = mcpHttpHandler((request) => (request.headers.has("x-nobody") ? undefined : { ats }));
const server = serve({ fetch: (request) => handler(request), port: 0, hostname: "127.0.0.1" });
let url: URL;

beforeAll(async () => {
  if (!server.listening) await once(server, "listening");
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`);
});
afterAll(async () => {
  server.close();
  await ats.close();
});

describe("an MCP server over HTTP", () => {
  it("serves the connection that the app's authorization chose", async () => {
    const client = new Client({ name: "test", version: "1.0.0" });
    await client.connect(new StreamableHTTPClientTransport(url));
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("jobs_stream");
    const jobs = await client.callTool({ name: "jobs_stream", arguments: { limit: 2 } });
    expect(jobs.isError).not.toBe(true);
    expect((jobs.structuredContent as { records: unknown[] }).records).toHaveLength(2);
    await client.close();
  });

  it("gives each request the rights of its own session only", async () => {
    const sessions: Readonly<Record<string, AgentOptions>> = {
      reader: {},
      writer: { allow: ["candidates.addNote"] },
      clerk: { personal: "shown" },
    };
    const served = mcpHttpHandler(({ headers }) => ({ ats, options: sessions[headers.get("x-session")!]! }));
    const [candidate] = await ats.candidates.stream().toArray();
    const calls = {
      reads: { name: "candidates_get", arguments: { id: candidate!.id } },
      writes: { name: "candidates_addNote", arguments: { candidate: candidate!.id, note: { text: "Called." } } },
    };
    for (const session of ["reader", "writer", "clerk", "writer", "reader"]) {
      const client = new Client({ name: "test", version: "1.0.0" });
      const headers = { "x-session": session, host: "localhost" };
      const reach = (to: string | URL, init?: RequestInit) => served(new Request(to, init));
      await client.connect(new StreamableHTTPClientTransport(url, { fetch: reach, requestInit: { headers } }));
      const [read, wrote] = [await client.callTool(calls.reads), await client.callTool(calls.writes)];
      expect(JSON.stringify(read).includes(candidate!.lastName!), session).toBe(session === "clerk");
      expect(wrote.isError === true, session).toBe(session !== "writer");
      await client.close();
    }
  });

  it("answers 503 with the reason while the aggregator is down, and serves again", async () => {
    const emulator = createEmulator();
    const clock = hurriedClock({
      now: () => emulator.clock.now().getTime(),
      pass: (milliseconds) => emulator.clock.advance(milliseconds),
      deadlineMs: 25_000,
    });
    await using down = await connect(avionte, emulator.settings(), { clock });
    const served = mcpHttpHandler(() => ({ ats: down }));
    const asked = { jsonrpc: "2.0", id: 7, method: "tools/list", params: {} };
    const headers = {
      host: "localhost",
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "mcp-protocol-version": "2025-06-18",
    };
    const ask = (body: string) => served(new Request(url, { method: "POST", body, headers }));
    emulator.faults.inject({ kind: "status", status: 503, times: Infinity });
    const answer = await ask(JSON.stringify(asked));
    expect(answer.status).toBe(503);
    const { id, error } = (await answer.json()) as { readonly id: unknown; readonly error: object };
    expect(id).toBe(7);
    expect(error).toMatchObject({ code: -32_603, data: { code: "aggregator.failed", retry: "safe" } });
    expect((await ask("not JSON")).status).toBe(503);
    emulator.faults.clear();
    expect((await ask(JSON.stringify(asked))).status).toBe(200);
  });

  it("answers 401 where the app authorizes nobody", async () => {
    const response = await fetch(url, { method: "POST", body: "{}", headers: { "x-nobody": "1" } });
    expect(response.status).toBe(401);
  });

  it.for([
    ["App.Example.com", "app.example.com"],
    ["app.example.com", "APP.example.com:8443"],
    ["app.example.com:8443", "app.example.com:8443"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["[::1]", "[::1]:3000"],
  ] as const)("is reached as %s by the host %s, and by no other", async ([name, host]) => {
    const served = mcpHttpHandler(() => undefined, { hosts: [name] });
    const answer = (headers: Record<string, string>) =>
      served(new Request(url, { method: "POST", body: "{}", headers }));
    expect((await answer({ host, origin: `https://${host}` })).status).toBe(401);
    expect((await answer({ host: "evil.example" })).status).toBe(403);
    expect((await answer({ host, origin: "https://evil.example" })).status).toBe(403);
  });

  it.for([{ host: "evil.example" }, { origin: "https://evil.example" }])("refuses a page with %o", async (headers) => {
    const request = new Request(url, { method: "POST", body: "{}", headers: { host: url.host, ...headers } });
    expect((await handler(request)).status).toBe(403);
  });

  // Those of MCP's own suite that a server can meet which offers tools of its own, and no resources or prompts.
  it.for(["server-initialize", "ping", "tools-list", "dns-rebinding-protection"])(
    "passes %s of MCP's conformance tests",
    async (scenario) => {
      const { stdout } = await run(process.execPath, [
        conformance,
        "server",
        "--url",
        url.href,
        "--scenario",
        scenario,
      ]);
      expect(stdout).toMatch(/Passed: (\d+)\/\1, 0 failed/);
    },
  );
});
