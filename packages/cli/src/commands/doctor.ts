import { connect } from "@anyats/core";
import { regions } from "@anyats/kombo-base";
import { Command } from "commander";
import { adapterIds, adapterOf } from "../adapters.ts";
import { isOverKombo, settingsOf, withConnectionOptions, type ConnectionOptions } from "../connection.ts";
import { checks, findingOf, nativeChecks } from "../doctor/checks.ts";
import type { Finding, Patient } from "../doctor/check.ts";
import { Failed } from "../failure.ts";
import { oneLine, write, type Terminal } from "../terminal.ts";

const marks: Readonly<Record<Finding["state"], string>> = { good: "ok  ", warning: "warn", bad: "BAD " };

interface Options extends ConnectionOptions {
  readonly adapter: string;
}

/** `anyats doctor`: looks at a connection from the key to the data, and says what to fix. */
export function doctorCommand(terminal: Terminal): Command {
  const command = new Command("doctor")
    .description("Check a connection step by step, and show what to fix.")
    .option("--adapter <adapter>", `the ATS: ${adapterIds.join(", ")}`, "avionte");
  return withConnectionOptions(command).action(({ adapter: id, ...options }: Options) =>
    examine(id, options, terminal),
  );
}

async function examine(id: string, options: ConnectionOptions, terminal: Terminal): Promise<void> {
  const adapter = await adapterOf(id);
  const settings = settingsOf(adapter, options, terminal);
  await using ats = await connect(adapter, settings as never);
  const overKombo = isOverKombo(adapter);
  const address = settings.baseUrl ?? (overKombo ? regions[settings.region === "us" ? "us" : "eu"] : undefined);
  const patient: Patient = {
    ats: ats as unknown as Patient["ats"],
    overKombo,
    baseUrl: address,
    fetch: settings.fetch ?? globalThis.fetch,
  };
  let bad = 0;
  for (const check of overKombo ? checks : nativeChecks) {
    const finding = await findingOf(check, patient);
    await write(terminal.stdout, `${marks[finding.state]}  ${check.name}: ${oneLine(finding.said)}\n`);
    if (finding.remedy) await write(terminal.stdout, `      ${oneLine(finding.remedy)}\n`);
    if (finding.state !== "bad") continue;
    bad += 1;
    if (!finding.goesOn) break; // What comes next builds on it.
  }
  if (bad > 0) throw new Failed();
}
