import { connect, type Adapter, type ClientOf } from "@anyats/core";
import { createEmulator, type Emulator, type EmulatorOptions } from "@anyats/emulator";
import { Client, InMemoryTransport } from "@modelcontextprotocol/client";
import { createMcpServer, type AgentOptions } from "../src/index.ts";

/** An agent's client, linked to the server of a connection against the emulator. */
export interface Agent<A extends Adapter = Adapter> extends AsyncDisposable {
  readonly client: Client;
  readonly ats: ClientOf<A>;
  readonly emulator: Emulator;
  /** Calls a tool. @returns What it gave, and its text as an agent reads it. */
  call(
    name: string,
    input?: Record<string, unknown>,
  ): Promise<{ given: Record<string, never>; text: string; isError: boolean }>;
}

/** Links an agent to a fresh emulator. */
export async function agent<A extends Adapter>(
  adapter: A,
  options: AgentOptions = {},
  world: EmulatorOptions = {},
): Promise<Agent<A>> {
  const emulator = createEmulator({ candidates: 60, coverage: "all", ...world });
  const ats = await connect(adapter, emulator.settings() as never);
  const server = await createMcpServer(ats, options);
  const client = new Client({ name: "test", version: "1.0.0" });
  const [here, there] = InMemoryTransport.createLinkedPair();
  await Promise.all([server.connect(there), client.connect(here)]);
  return {
    client,
    ats,
    emulator,
    async call(name, input = {}) {
      const answer = await client.callTool({ name, arguments: input });
      const text = (answer.content as { text: string }[]).map((part) => part.text).join("\n");
      return {
        given: (answer.structuredContent ?? {}) as Record<string, never>,
        text,
        isError: answer.isError === true,
      };
    },
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.close();
      await (ats as unknown as { close(): Promise<void> }).close();
    },
  };
}
