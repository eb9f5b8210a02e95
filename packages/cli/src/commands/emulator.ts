import { startEmulator, toolNames, type ToolName, type WebhookSubscription } from "@anyats/emulator";
import { Command, Option } from "commander";
import { once } from "node:events";
import { UsageError } from "../failure.ts";
import { visible, write, type Terminal } from "../terminal.ts";
import { wholeNumber } from "../whole-number.ts";

interface Options {
  readonly tool: ToolName;
  readonly port: number;
  readonly candidates: number;
  readonly seed: number;
  readonly webhookUrl?: string;
}

/** `anyats emulator`: Kombo's API, or an ATS's own, on this machine, until it is stopped. */
export function emulatorCommand(terminal: Terminal): Command {
  return new Command("emulator")
    .description("Run an ATS API with generated data on this machine. Prints one JSON line when it is ready.")
    .addOption(
      new Option("--tool <tool>", "Kombo with an ATS behind it (avionte, bullhorn, greenhouse), or an ATS's own API")
        .choices(toolNames)
        .default("avionte"),
    )
    .option("--port <number>", "the port; 0 takes a free one", wholeNumber("--port", 65_535), 0)
    .option("--candidates <number>", "the number of candidates", wholeNumber("--candidates", 1_000_000), 2_000)
    .option("--seed <number>", "the seed of the generated data", wholeNumber("--seed", 2 ** 31), 1)
    .option("--webhook-url <url>", "send webhooks for changed records to this address")
    .addHelpText(
      "after",
      "\nWebhooks are signed with the secret in ANYATS_WEBHOOK_SECRET.\nTo change or delete records, inject faults or move the clock, use the control door that is printed as `door`.",
    )
    .action(async ({ tool, port, candidates, seed, webhookUrl }: Options) => {
      const subscription = webhookUrl === undefined ? undefined : subscriptionTo(webhookUrl, terminal);
      // Who asks over HTTP cannot move the clock, and reads what changed since a time of its own.
      const clock = { runningClock: true };
      const emulator = await startEmulator({ tool, port, candidates, seed, ...clock });
      if (subscription) emulator.webhooks.subscribe(subscription);
      const { baseUrl: url, ...settings } = emulator.settings();
      const { door } = emulator;
      await write(terminal.stdout, `${JSON.stringify({ url, ...settings, door })}\n`);
      await Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
      await emulator.close();
    });
}

/** @throws {UsageError} when the address cannot be posted to, or there is no secret. */
function subscriptionTo(url: string, { env, stderr }: Terminal): WebhookSubscription {
  const { protocol, username, password } = URL.parse(url) ?? {};
  if (!protocol || !/^https?:$/.test(protocol) || username || password)
    throw new UsageError("--webhook-url must be an http or https address, without a password");
  const secret = env["ANYATS_WEBHOOK_SECRET"];
  if (!secret?.trim())
    throw new UsageError("--webhook-url needs ANYATS_WEBHOOK_SECRET, with which webhooks are signed");
  return {
    url,
    secret,
    onDelivery: ({ event, status, error }) => {
      const outcome = status === null ? `not delivered (${error})` : `answered ${status}`;
      stderr.write(visible(`anyats: webhook ${event.type}: ${outcome}\n`));
    },
  };
}
