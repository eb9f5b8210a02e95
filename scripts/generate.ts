// Writes the files that are derived from the code: coverage pages, their schema, and each package's version.
// With --check it writes nothing and fails when one is not up to date.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { avionte } from "@anyats/avionte";
import { coverageJsonSchema, coverageOf, renderMarkdown, type Adapter } from "@anyats/core";
import { komboBase } from "@anyats/kombo-base";

const root = dirname(import.meta.dirname);
const adapters: readonly Adapter[] = [komboBase, avionte];

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

/** The README's table: one row an adapter, counted from its cells. */
function readme(): [string, string] {
  const reports = adapters.map((adapter) => coverageOf(adapter));
  const rows = reports.map(({ adapter, totals }) => {
    const { supported, limited, unsupported, inherited, override, own, capabilities } = totals;
    const name = `[${adapter.name}](docs/coverage/${adapter.id}.md)`;
    return `| ${[name, `${supported + limited} of ${capabilities}`, limited, unsupported, inherited, override, own].join(" | ")} |`;
  });
  const table = [
    "| | offered | of these limited | missing | inherited | overridden | own |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
  ];
  const text = readFileSync(join(root, "README.md"), "utf8");
  const between = /(<!-- coverage -->\n).*?(<!-- \/coverage -->)/s;
  return ["README.md", text.replace(between, `$1\n${table.join("\n")}\n\n$2`)];
}

const files = new Map<string, string>([
  ["docs/coverage/schema.json", json(coverageJsonSchema())],
  ...adapters.flatMap((adapter): [string, string][] => {
    const report = coverageOf(adapter);
    return [
      [`docs/coverage/${adapter.id}.json`, json(report)],
      [`docs/coverage/${adapter.id}.md`, renderMarkdown(report)],
    ];
  }),
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
  for (const [file] of stale) console.error(`stale: ${file} (npm run generate writes it anew)`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else {
  for (const [file, content] of stale) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), content);
    console.log(`wrote ${file}`);
  }
}
