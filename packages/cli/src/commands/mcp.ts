import { connect } from "@anyats/core";
import { serveMcpOverStdio } from "@anyats/mcp/stdio";
import { Command } from "commander";
import { adapterIds, adapterOf } from "../adapters.ts";
import { settingsOf, withConnectionOptions, type ConnectionOptions } from "../connection.ts";
import { UsageError } from "../failure.ts";
import type { Terminal } from "../terminal.ts";

interface Options extends ConnectionOptions {
  readonly adapter: string;
  readonly allow: readonly string[];
  readonly showPersonal?: boolean;
}

/** `anyats mcp`: serves a connection to an agent over stdin and stdout. */
export function mcpCommand(terminal: Terminal): Command {
  const command = new Command("mcp")
    .description("Serve a connection to an agent (Model Context Protocol over stdin and stdout).")
    .option("--adapter <adapter>", `the ATS: ${adapterIds.join(", ")}`, "avionte")
    .option("--allow <capabilities...>", "commands that the agent may call, such as applications.addNote", [])
    .option("--show-personal", "show personal data to the agent");
  return withConnectionOptions(command).action((options: Options) => serve(options, terminal));
}

async function serve({ adapter: id, allow, showPersonal, ...options }: Options, terminal: Terminal): Promise<void> {
  const adapter = await adapterOf(id);
  const ats = await connect(adapter, settingsOf(adapter, options, terminal) as never);
  try {
    await serveMcpOverStdio(ats, { allow, personal: showPersonal ? "shown" : "hidden" });
  } catch (error) {
    await ats.close();
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
  // Serves until the agent closes stdin; then nothing keeps the process.
}
