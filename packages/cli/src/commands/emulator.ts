import { startEmulator, toolNames, type ToolName } from "@anyats/emulator";
import { Command, Option } from "commander";
import { once } from "node:events";
import { UsageError } from "../failure.ts";
import { write, type Terminal } from "../terminal.ts";
import { wholeNumber } from "../whole-number.ts";

interface Options {
  readonly tool: ToolName;
  readonly port: number;
  readonly candidates: number;
  readonly seed: number;
}

/** `anyats emulator`: Kombo's API on this machine, until it is stopped. */
export function emulatorCommand(terminal: Terminal): Command {
  return new Command("emulator")
    .description("run Kombo's ATS API on this machine, with invented data; prints one JSON line when it is ready")
    .addOption(new Option("--tool <tool>", "the ATS behind it").choices(toolNames).default("avionte"))
    .option("--port <number>", "the port; 0 takes a free one", wholeNumber("--port", 65_535), 0)
    .option("--candidates <number>", "how many candidates there are", wholeNumber("--candidates", 1_000_000), 2_000)
    .option("--seed <number>", "which invented data", wholeNumber("--seed", 2 ** 31), 1)
    .action(async ({ tool, port, candidates, seed }: Options) => {
      const emulator = await startEmulator({ tool, port, candidates, seed }).catch((error: unknown) => {
        if ((error as { code?: unknown }).code === "EADDRINUSE")
          throw new UsageError(`port ${port} is in use; choose another`);
        throw error;
      });
      const { apiKey, integrationId, baseUrl } = emulator.settings();
      await write(terminal.stdout, `${JSON.stringify({ url: baseUrl, apiKey, integrationId })}\n`);
      await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
      await emulator.close();
    });
}
