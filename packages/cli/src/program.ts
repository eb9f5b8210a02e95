import { Command } from "commander";
import { coverageCommand } from "./commands/coverage.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { emulatorCommand } from "./commands/emulator.ts";
import { streamCommand } from "./commands/stream.ts";
import { report } from "./failure.ts";
import type { Terminal } from "./terminal.ts";
import { version } from "./version.ts";

function program(terminal: Terminal): Command {
  const output = {
    writeOut: (text: string) => void terminal.stdout.write(text),
    writeErr: (text: string) => void terminal.stderr.write(text),
  };
  const root = new Command("anyats")
    .description("One typed client for every applicant tracking system, and the truth about what each can do.")
    .version(version)
    .configureOutput(output)
    .exitOverride();
  for (const command of [coverageCommand, emulatorCommand, streamCommand, doctorCommand])
    root.addCommand(command(terminal).configureOutput(output).exitOverride());
  return root;
}

/** Runs one command line. @returns The exit code. */
export async function run(args: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await program(terminal).parseAsync(args, { from: "user" });
    return 0;
  } catch (error) {
    return report(error, terminal);
  }
}
