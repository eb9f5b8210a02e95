import { coverageOf, renderMarkdown, renderTable, type CoverageReport } from "@anyats/core";
import { Command, Option } from "commander";
import { adapterIds, adapterOf } from "../adapters.ts";
import { connection, withConnectionOptions, type ConnectionOptions } from "../connection.ts";
import { withEvidenceBeside } from "../evidence-beside.ts";
import { write, type Terminal } from "../terminal.ts";

const formats: Readonly<Record<string, (report: CoverageReport) => string>> = {
  table: renderTable,
  json: (report) => `${JSON.stringify(report, null, 2)}\n`,
  markdown: renderMarkdown,
};

interface Options extends ConnectionOptions {
  readonly format: string;
  readonly live?: boolean;
}

/** `anyats coverage <adapter>`: what an adapter can do, or with `--live` what one customer's connection can. */
export function coverageCommand(terminal: Terminal): Command {
  const command = new Command("coverage")
    .description("show what an adapter can do, and why not what it cannot")
    .argument("<adapter>", `one of: ${adapterIds.join(", ")}; or the path of a package that exports one`)
    .addOption(new Option("--format <format>", "how to show it").choices(Object.keys(formats)).default("table"))
    .option("--live", "ask the customer's integration what it allows");
  return withConnectionOptions(command).action(async (id: string, options: Options) => {
    await write(terminal.stdout, formats[options.format]!(await reportOf(id, options, terminal)));
  });
}

async function reportOf(id: string, options: Options, terminal: Terminal): Promise<CoverageReport> {
  const adapter = await adapterOf(id);
  if (!options.live) return withEvidenceBeside(id, coverageOf(adapter));
  await using ats = await connection(adapter, options, terminal);
  return ats.coverage();
}
