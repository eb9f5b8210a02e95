import { Command } from "commander";
import { coverageCommand } from "./commands/coverage.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { emulatorCommand } from "./commands/emulator.ts";
import { mcpCommand } from "./commands/mcp.ts";
import { newCommand } from "./commands/new-adapter.ts";
import { streamCommand } from "./commands/stream.ts";
import { syncCommand } from "./commands/sync.ts";
import { typesCommand } from "./commands/types.ts";
import { report } from "./failure.ts";
import { failureOf, tell, watch, type Terminal } from "./terminal.ts";
import { version } from "./version.ts";

/** What commander says of arguments that it does not know, without their values: one may be a key, and stderr a log. */
function withoutValues(text: string): string {
  return text.replace(/(unknown option '[^'=]*)=.*'/s, "$1=…'").replace(/(but got \d+): .*/s, "$1.\n");
}

/** All commands, as the command line takes them. */
export function program(terminal: Terminal): Command {
  const output = {
    writeOut: (text: string) => void terminal.stdout.write(text),
    writeErr: (text: string) => tell(terminal, withoutValues(text)),
  };
  const prepared = (command: Command): Command => {
    command.commands.forEach(prepared);
    return command.configureOutput(output).exitOverride();
  };
  const root = new Command("anyats")
    .description("One typed client for every applicant tracking system, with a tested capability matrix.")
    .version(version);
  for (const command of [
    coverageCommand,
    emulatorCommand,
    streamCommand,
    doctorCommand,
    mcpCommand,
    typesCommand,
    syncCommand,
    newCommand,
  ])
    root.addCommand(command(terminal));
  return prepared(root);
}

/** Runs one command line. @returns The exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  // A failed write is found by the next one, or at the end.
  for (const output of [terminal.stdout, terminal.stderr]) watch(output);
  try {
    await program(terminal).parseAsync(args, { from: "user" });
    const broken = failureOf(terminal.stdout);
    return broken ? report(broken, terminal) : 0;
  } catch (error) {
    return report(error, terminal);
  }
}
