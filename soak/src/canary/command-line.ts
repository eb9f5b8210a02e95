import { Writable } from "node:stream";
import { run } from "@anyats/cli";
import { startEmulator, type FaultKind } from "@anyats/emulator";
import { canary, key } from "./canary.ts";

/** What is not repeated, with pauses for which a person would wait. */
const isFinal = (trouble: FaultKind) =>
  trouble.kind === "status" &&
  trouble.status < 500 &&
  !/RATE_LIMIT|CONCURRENCY|TIMED_OUT|UNAVAILABLE|UNKNOWN/.test(trouble.code ?? "");

const commands = [["doctor"], ["stream", "candidates", "--redacted"], ["coverage", "avionte", "--live"]] as const;

/** Everything that the command line writes when something is wrong, with the canary in the key and in the answers. */
export async function writtenByCommands(troubles: readonly FaultKind[]): Promise<readonly string[]> {
  const written: string[] = [];
  await using emulator = await startEmulator({ candidates: 5, apiKey: key });
  const { apiKey, integrationId, baseUrl } = emulator.settings();
  const settings = [
    { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: integrationId },
    { KOMBO_API_KEY: `${apiKey}-wrong`, KOMBO_INTEGRATION_ID: integrationId },
    { KOMBO_API_KEY: apiKey, KOMBO_INTEGRATION_ID: canary },
  ];
  const writeAll = async (env: Readonly<Record<string, string>>) => {
    for (const command of commands) {
      const collect = () =>
        new Writable({
          write(chunk: Buffer, _encoding, done) {
            written.push(chunk.toString());
            done();
          },
        });
      await run([...command, "--base-url", baseUrl], { stdout: collect(), stderr: collect(), env });
    }
  };
  for (const env of settings) await writeAll(env);
  for (const trouble of troubles.filter(isFinal)) {
    emulator.faults.clear();
    emulator.faults.inject({ ...trouble, times: Number.POSITIVE_INFINITY });
    await writeAll(settings[0]!);
  }
  return written;
}
