import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { anyats } from "./terminal-fixture.ts";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

describe("anyats mcp", () => {
  it("serves an agent over stdio, does a task, and rejects a forbidden command", async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: ["--conditions=@anyats/source", main, "mcp", "--adapter", "avionte", "--allow", "applications.addNote"],
      stderr: "ignore",
    });
    const client = new Client({ name: "test", version: "1.0.0" });
    await client.connect(transport);
    const page = await client.callTool({ name: "applications_stream", arguments: { outcomes: ["PENDING"], limit: 1 } });
    const [application] = (page.structuredContent as { records: { id: string }[] }).records;
    const input = { application: application!.id, note: { text: "Called back." } };
    const written = await client.callTool({ name: "applications_addNote", arguments: input });
    expect(written.structuredContent).toMatchObject({ result: { settledBy: "answer" } });
    const refused = await client.callTool({
      name: "applications_reject",
      arguments: { application: application!.id, reasonId: "1" },
    });
    expect(refused.isError).toBe(true);
    expect(JSON.stringify(refused.content)).toContain("agent.write-not-allowed");
    await client.close();
  });

  it.for([
    [[], true],
    [["--show-personal"], false],
  ] as const)("hides persons unless they are to be shown: %o", async ([options, hides]) => {
    const args = ["--conditions=@anyats/source", main, "mcp", ...options];
    const client = new Client({ name: "test", version: "1.0.0" });
    await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: "ignore" }));
    const page = await client.callTool({ name: "candidates_stream", arguments: { limit: 1 } });
    const { records } = page.structuredContent as { records: { lastName: string }[] };
    expect(records.map(({ lastName }) => lastName === "[personal]")).toEqual([hides]);
    await client.close();
  });

  it("refuses to allow what is not a command", async () => {
    const { code, stderr } = await anyats(["mcp", "--allow", "jobs.stream"]);
    expect(code).toBe(2);
    expect(stderr).toContain('"jobs.stream" is not a command of Avionté');
  });
});
