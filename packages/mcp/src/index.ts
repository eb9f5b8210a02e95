export type { AgentOptions, AtsConnection } from "./options.ts";
export type { Refusal, ToolAnswer } from "./refusals.ts";
export type { ObjectSchema } from "./schemas.ts";
export { agentTools, createMcpServer, mcpHttpHandler, type AgentSession, type HttpOptions } from "./server.ts";
export type { AgentTool } from "./tool.ts";
