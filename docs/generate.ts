// Writes the files that are derived from the code: coverage pages, their schema, what is personal, and each package's version.
// With --check it writes nothing and fails when one is not up to date.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { readEvidence } from "@anyats/conformance";
import type { Adapter, CoverageReport } from "@anyats/core";
import { coverageJsonSchema, coverageOf, isOffered, withEvidence } from "@anyats/core/coverage";
import { renderMarkdown } from "@anyats/coverage";
import { adapters as known } from "@anyats/cli/adapters";
import { fieldClaimsFor } from "@anyats/cli/fields";
import { matrixFiles } from "./matrix-files.ts";
import { errorsPage } from "./errors-page.ts";
import { optionsPage } from "./options-page.ts";
import { personalDataPage } from "./personal-data-page.ts";
import { recordsPage } from "./records-page.ts";
import { rulesPage } from "./rules-page.ts";

const root = dirname(import.meta.dirname);
const adapters: readonly Adapter[] = await Promise.all(Object.values(known).map((load) => load()));
const reports = adapters.map(proved);

interface Manifest {
  readonly description: string;
}

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function versions(): [string, string][] {
  return readdirSync(join(root, "packages")).flatMap((name): [string, string][] => {
    const file = `packages/${name}/src/version.ts`;
    if (!readdirSync(join(root, "packages", name, "src")).includes("version.ts")) return [];
    const { version } = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8")) as {
      version: string;
    };
    return [[file, `export const version = ${JSON.stringify(version)};\n`]];
  });
}

/** What an adapter can do, with the evidence that the last run of its tests left in its package. */
function proved(adapter: Adapter): CoverageReport {
  const folder = adapter.package.name.replace("@anyats/", "packages/");
  return withEvidence(coverageOf(adapter), readEvidence(join(root, folder, "evidence.json")));
}

/** A file that compiles only when the client's type has exactly what the matrix says. */
function clientType(report: CoverageReport): [string, string] {
  const folder = report.adapter.package.name.replace("@anyats/", "packages/");
  const { id } = report.adapter;
  const name = id.replaceAll(/-(\w)/g, (_hyphen, letter: string) => letter.toUpperCase());
  const lines = report.cells.map(({ capability, status }) =>
    !isOffered({ status }) ? `// @ts-expect-error missing\nvoid ats.${capability};` : `void ats.${capability};`,
  );
  const text = [
    "// Generated from the matrix by `npm run update`: a missing capability does not exist on the client's type.",
    'import type { ClientOf } from "@anyats/core";',
    `import type { ${name} } from "../src/index.ts";`,
    "",
    `declare const ats: ClientOf<typeof ${name}>;`,
    ...lines,
  ];
  return [`${folder}/test/client-type.generated.ts`, `${text.join("\n")}\n`];
}

/** The README's table: one row an adapter, counted from its cells. */
function readme(): [string, string] {
  const rows = reports.map(({ adapter, totals }) => {
    const { supported, limited, unsupported, unknown, inherited, override, own, capabilities, proved: tested } = totals;
    const name = `[${adapter.name}](docs/coverage/${adapter.id}.md)`;
    return `| ${[name, `${supported + limited} of ${capabilities}`, limited, unsupported, unknown, inherited, override, own, `${tested} of ${capabilities}`].join(" | ")} |`;
  });
  const table = [
    "| | offered | of these limited | not offered | not known | inherited | overridden | own | proved by tests |",
    "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ];
  const packages = adapters.map(({ name, package: { name: published } }) => {
    const folder = published.replace("@anyats/", "packages/");
    const { description } = JSON.parse(readFileSync(join(root, folder, "package.json"), "utf8")) as Manifest;
    return `| ${name} | [\`${published}\`](${folder}/README.md) | ${description} |`;
  });
  const text = readFileSync(join(root, "README.md"), "utf8");
  const block = (name: string, lines: readonly string[]) => (all: string) =>
    all.replace(
      new RegExp(`(<!-- ${name} -->\\n).*?(<!-- /${name} -->)`, "s"),
      (_all, open: string, close: string) => `${open}\n${lines.join("\n")}\n\n${close}`,
    );
  const adapterTable = ["| ATS | package | |", "| --- | --- | --- |", ...packages];
  return ["README.md", block("adapters", adapterTable)(block("coverage", table)(text))];
}

const files = new Map<string, string>([
  ["docs/coverage/schema.json", json(coverageJsonSchema())],
  ...reports.flatMap((report): [string, string][] => [
    clientType(report),
    [`docs/coverage/${report.adapter.id}.json`, json(report)],
    [`docs/coverage/${report.adapter.id}.md`, renderMarkdown(report)],
  ]),
  ...(await matrixFiles(root, reports, (await Promise.all(adapters.map(fieldClaimsFor))).flat())),
  ["docs/personal-data.md", personalDataPage()],
  ["docs/options.md", optionsPage(adapters)],
  ["docs/errors.md", errorsPage(root)],
  ["docs/records.md", recordsPage(root)],
  ["docs/conformance-rules.md", rulesPage(adapters)],
  ...versions(),
  readme(),
]);

function isCurrent(file: string, content: string): boolean {
  try {
    return readFileSync(join(root, file), "utf8") === content;
  } catch {
    return false;
  }
}

const stale = [...files].filter(([file, content]) => !isCurrent(file, content));
if (process.argv.includes("--check")) {
  for (const [file] of stale) console.error(`stale: ${file} (npm run update refreshes it)`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [file, content] of stale) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
    console.log(`wrote ${file}`);
  }
}
