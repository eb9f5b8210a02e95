import { serveStdio, type StdioServerHandle } from "@modelcontextprotocol/server/stdio";
import type { AgentOptions, AtsConnection } from "./options.ts";
import { agentTools, mcpServerOf } from "./server.ts";

/** Serves one connection to an agent over stdin and stdout, which nothing else of the process may use then. */
export async function serveMcpOverStdio(ats: AtsConnection, options: AgentOptions = {}): Promise<StdioServerHandle> {
  const tools = await agentTools(ats, options);
  return serveStdio(() => mcpServerOf(tools));
}
