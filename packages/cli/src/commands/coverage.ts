import type { CoverageReport } from "@anyats/core";
import {
  deprecationWarnings,
  renderMarkdown,
  renderMatrixHtml,
  renderMatrixMarkdown,
  renderMatrixTable,
  renderTable,
  type CoverageMatrix,
} from "@anyats/coverage";
import { Command, Option } from "commander";
import { adapterIds, adapterOf } from "../adapters.ts";
import { connection, withConnectionOptions, type ConnectionOptions } from "../connection.ts";
import { UsageError } from "../failure.ts";
import { tell, write, type Terminal } from "../terminal.ts";
import { wholeNumber } from "../whole-number.ts";
import { check } from "./coverage/check.ts";
import { compare } from "./coverage/compare.ts";
import { showFields } from "./coverage/fields.ts";
import { fieldClaimsOf, reportsOf, sideBySide } from "./coverage/reports.ts";
import { serveMatrix } from "./coverage/serve.ts";

type Formats<Shown> = Readonly<
  Record<"table" | "json" | "markdown" | "html", (shown: Shown) => string | Promise<string>>
>;
const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

const ofOne: Omit<Formats<CoverageReport>, "html"> = { table: renderTable, json, markdown: renderMarkdown };
const ofSeveral: Formats<CoverageMatrix> = {
  table: renderMatrixTable,
  json,
  markdown: renderMatrixMarkdown,
  html: renderMatrixHtml,
};

interface Options extends ConnectionOptions {
  readonly format: keyof Formats<unknown>;
  readonly live?: boolean;
  readonly fields?: boolean;
  readonly sample: number;
  readonly baseline?: string;
  readonly history?: string;
  readonly diff?: string;
  readonly against?: string;
  readonly changesets: string;
  readonly check?: boolean;
  readonly pages?: string;
  readonly serve?: boolean;
  readonly port: number;
}

/** `anyats coverage`: what adapters can do side by side, what one can, or what has changed. */
export function coverageCommand(terminal: Terminal): Command {
  const command = new Command("coverage")
    .description("Compare what adapters can do, or show the whole matrix of one, with a reason for each gap.")
    .argument("[adapters...]", `of: ${adapterIds.join(", ")}; or the path of a package that exports one`)
    .addOption(new Option("--format <format>", "the output format").choices(Object.keys(ofSeveral)).default("table"))
    .option("--live", "ask a real account what it allows; with --fields: sample its records")
    .addOption(
      new Option(
        "--fields",
        "show which fields of jobs, applications and candidates are filled, and their sources",
      ).conflicts(["diff", "check", "serve"]),
    )
    .option(
      "--sample <number>",
      "with --fields: the number of records of each kind to read",
      wholeNumber("--sample", 10_000, 1),
      50,
    )
    .option(
      "--baseline <file>",
      "with --fields --live: compare with the last run, which this file keeps, and warn about fields that are empty now",
    )
    .option(
      "--history <connection>",
      "with --fields --live: compare with sync's copy of this connection, and warn about fields that are empty now",
    )
    .option("--diff <file>", "compare with this saved JSON; exit code 1 for an unannounced loss")
    .option("--against <file>", "with --diff: compare with this saved JSON instead of the current adapters")
    .option("--changesets <folder>", "with --diff: the folder of the changesets that announce losses", ".changeset")
    .addOption(
      new Option(
        "--check",
        "fail on a claim without evidence, evidence without a claim, or an outdated page",
      ).conflicts(["diff", "live", "serve"]),
    )
    .option(
      "--pages <folder>",
      "with --check: the folder of the generated pages; default: COVERAGE.md beside the adapter",
    )
    .addOption(new Option("--serve", "show the matrix in a browser, on this machine only").conflicts(["diff", "live"]))
    .option("--port <number>", "with --serve: the port; 0 takes a free one", wholeNumber("--port", 65_535), 0);
  return withConnectionOptions(command).action((named: readonly string[], options: Options) =>
    perform(named, options, terminal),
  );
}

async function perform(named: readonly string[], options: Options, terminal: Terminal): Promise<void> {
  const { diff, format } = options;
  if (options.live && named.length !== 1) throw new UsageError("--live asks one connection: name its adapter");
  if (options.live && diff)
    throw new UsageError("--diff compares saved files and adapters: save what --live says first");
  if (options.against && !diff) throw new UsageError("--against belongs to --diff");
  if (options.pages !== undefined && !options.check) throw new UsageError("--pages belongs to --check");
  for (const name of ["baseline", "history"] as const)
    if (options[name] !== undefined && !(options.fields && options.live))
      throw new UsageError(`--${name} belongs to --fields --live`);
  if (options.fields) return showFields(named, options, terminal);
  if (options.check) return check(named, options.pages, terminal);
  if (diff) return compare(named, { ...options, diff }, terminal);
  if (options.serve) {
    const fields = await fieldClaimsOf(named);
    return serveMatrix(async () => sideBySide(await reportsOf(named), fields), options.port, terminal);
  }
  const reports = options.live ? [await liveReportOf(named[0]!, options, terminal)] : await reportsOf(named);
  for (const warning of reports.flatMap(deprecationWarnings)) tell(terminal, `anyats: ${warning}\n`);
  const fields = format === "html" && !options.live ? await fieldClaimsOf(named) : [];
  const shown =
    named.length === 1 && format !== "html"
      ? ofOne[format](reports[0]!)
      : ofSeveral[format](sideBySide(reports, fields));
  await write(terminal.stdout, await shown);
}

async function liveReportOf(named: string, options: Options, terminal: Terminal): Promise<CoverageReport> {
  await using ats = await connection(await adapterOf(named), options, terminal);
  return await ats.coverage(); // Without `await` the connection would be closed before its answer is there.
}
