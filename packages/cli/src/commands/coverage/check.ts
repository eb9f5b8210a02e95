import { checkEvidence, withEvidence } from "@anyats/core/coverage";
import { matrixOf, renderMarkdown, renderMatrixHtml, renderMatrixMarkdown, type FieldCoverage } from "@anyats/coverage";
import type { CoverageReport } from "@anyats/core";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { adapterIds } from "../../adapters.ts";
import { Failed } from "../../failure.ts";
import { tell, write, type Terminal } from "../../terminal.ts";
import { claimsOf, fieldClaimsOf, type Claims } from "./reports.ts";

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

/**
 * Compares what adapters claim with what was proved of them, and with the pages that were generated from both.
 * @param pages The folder of the pages; without it, the page that lies beside each adapter.
 * @throws {Failed} when a claim has no evidence, evidence no claim, an exemption has ended, or a page is out of date.
 */
export async function check(named: readonly string[], pages: string | undefined, terminal: Terminal): Promise<void> {
  const all: Claims[] = [];
  for (const one of named.length > 0 ? named : adapterIds) all.push(await claimsOf(one));
  const problems = all.flatMap(problemsOf);
  const reports = all.map(({ report, evidence }) => (evidence ? withEvidence(report, evidence) : report));
  const generated =
    pages === undefined ? pagesBeside(all, reports) : await pagesIn(pages, reports, await fieldClaimsOf(named));
  for (const [file, text] of generated)
    if (await isStale(file, text)) problems.push(`${file} is out of date: generate it again`);
  if (problems.length > 0) {
    for (const problem of problems) tell(terminal, `anyats: ${problem}\n`);
    throw new Failed();
  }
  const cells = reports.reduce((sum, { totals }) => sum + totals.capabilities, 0);
  await write(
    terminal.stdout,
    `${cells} claims of ${reports.map(({ adapter }) => adapter.id).join(", ")}: each has its evidence\n`,
  );
}

function problemsOf({ report, evidence }: Claims): string[] {
  const { id } = report.adapter;
  if (!evidence)
    return [`${id}: there is no evidence.json beside it: run its conformance tests with ANYATS_EVIDENCE=write`];
  const today = new Date().toISOString().slice(0, 10);
  return checkEvidence(report, evidence, today).map((problem) => `${id}: ${problem}`);
}

type Page = readonly [file: string, text: string];

/** The page that `anyats new adapter` makes a script for. */
const pagesBeside = (all: readonly Claims[], reports: readonly CoverageReport[]): readonly Page[] =>
  all.map(({ folder }, index) => [join(folder, "COVERAGE.md"), renderMarkdown(reports[index]!)]);

async function pagesIn(
  folder: string,
  reports: readonly CoverageReport[],
  fields: readonly FieldCoverage[],
): Promise<readonly Page[]> {
  const matrix = matrixOf(reports, fields);
  const each = reports.flatMap((report): Page[] => [
    [`${report.adapter.id}.md`, renderMarkdown(report)],
    [`${report.adapter.id}.json`, json(report)],
  ]);
  const across: Page[] = [
    ["matrix.md", renderMatrixMarkdown(matrix)],
    ["matrix.json", json(matrix)],
    ["matrix.html", await renderMatrixHtml(matrix)],
  ];
  return [...each, ...across].map(([file, text]) => [join(folder, file), text]);
}

/** Whether a page is there and says something else. */
async function isStale(file: string, text: string): Promise<boolean> {
  try {
    return (await readFile(file, "utf8")) !== text;
  } catch {
    return false; // Nobody has to publish every page.
  }
}
