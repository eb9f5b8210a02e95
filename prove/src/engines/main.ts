// Each broken engine must be noticed by the test that is named for it, and for the reason that is named:
// `npm run prove -- engines [words of a name]`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brokenEngines } from "./broken-engines.ts";

const root = join(import.meta.dirname, "../../..");

interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly failureMessages: readonly string[] }[];
  }[];
}

interface Outcome {
  readonly passed: number;
  readonly failed: number;
  /** What the failed tests said, and files that could not be run. */
  readonly said: readonly string[];
}

function outcomeOf(files: readonly string[], title: string, broken: string): Outcome {
  const report = join(mkdtempSync(join(tmpdir(), "anyats-engines-")), "report.json");
  const { stderr } = spawnSync(
    process.execPath,
    [
      join(root, "node_modules/vitest/vitest.mjs"),
      "run",
      ...files,
      "--config",
      join(import.meta.dirname, "vitest.config.ts"),
      "-t",
      title,
      "--maxWorkers=1",
      // What was transformed of one engine must not serve another.
      "--fsModuleCache=false",
      "--experimental.fsModuleCache=false",
      "--reporter=json",
      `--outputFile=${report}`,
      "--testTimeout=120000",
    ],
    { cwd: root, encoding: "utf8", env: { ...process.env, ANYATS_BROKEN_ENGINE: broken }, maxBuffer: 100_000_000 },
  );
  if (!existsSync(report)) throw new Error(`vitest reported nothing of ${files.join(", ")}: ${stderr.slice(-500)}`);
  const { numPassedTests, numFailedTests, testResults } = JSON.parse(readFileSync(report, "utf8")) as Report;
  rmSync(dirname(report), { recursive: true });
  const said = testResults.flatMap(({ message, assertionResults }) => [
    ...(message === "" ? [] : [`the file failed: ${message}`]),
    ...assertionResults.flatMap(({ title: name, failureMessages }) =>
      failureMessages.map((failure) => `${name}: ${failure}`),
    ),
  ]);
  return { passed: numPassedTests, failed: numFailedTests, said };
}

/** The first lines, without where it was. */
function short(text: string): string {
  const lines = text.split("\n").filter((line) => !/^\s+at /.test(line));
  return lines.join(" ").replaceAll(/\s+/g, " ").slice(0, 240);
}

const words = process.argv.slice(process.argv.indexOf("engines") + 1).join(" ");
const wanted = brokenEngines.filter(({ name }) => name.includes(words));

// The real engine passes all of them: else a failure would prove nothing.
const files = [...new Set(wanted.map(({ test }) => test))];
const titles = [...new Set(wanted.map(({ title }) => title))].map((title) =>
  title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
);
const control = outcomeOf(files, `(${titles.join("|")})`, "");
if (control.failed > 0 || control.passed < titles.length)
  throw new Error(
    `The engine as it is passes ${control.passed} and fails ${control.failed} of ${titles.length} tests: ${control.said.map(short).join("; ")}`,
  );

const missed: string[] = [];
for (const { name, test, title, says } of wanted) {
  const { failed, said } = outcomeOf([test], title, name);
  const isSaid = said.some((text) => says.test(text));
  if (failed === 0 || !isSaid) missed.push(name);
  console.log(
    `| ${name} | ${test.replace(/.*\//, "").replace(".test.ts", "")}: "${title}" | ${failed === 0 ? "NOT CAUGHT" : isSaid ? "caught" : "FAILED OTHERWISE"} | ${said.map(short).join(" / ") || "every test passed"} |`,
  );
}
console.log(`broken engines caught: ${wanted.length - missed.length} of ${wanted.length}`);
for (const name of missed) console.log(`  missed: ${name}`);
process.exitCode = missed.length === 0 ? 0 : 1;
