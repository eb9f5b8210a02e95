// Each broken engine must be noticed by the test that is named for it, and for the reason that is named:
// `npm run prove -- engines [words of a name]`. All runs share the servers of PostgreSQL, and the tables that the real
// engine's migrations made, which no broken engine changes.
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { dirname, join } from "node:path";
// @boundaries-ignore the set-up of all tests
import { serve, serversVariable } from "../../../packages/postgres/src/testing/global-setup.ts";
import { brokenEngines, type BrokenEngine } from "./broken-engines.ts";

const root = join(import.meta.dirname, "../../..");
const servers = serve();
process.on("exit", () => void servers.stop());

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

async function outcomeOf(files: readonly string[], title: string, broken: string): Promise<Outcome> {
  const report = join(mkdtempSync(join(tmpdir(), "anyats-engines-")), "report.json");
  const args = [
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
  ];
  const env = { ...process.env, ANYATS_BROKEN_ENGINE: broken, [serversVariable]: servers.file };
  const stderr = await new Promise<string>((resolve) => {
    // A run whose tests fail ends with an error, too: its report counts.
    execFile(process.execPath, args, { cwd: root, env, maxBuffer: 100_000_000 }, (_error, _stdout, text) =>
      resolve(text),
    );
  });
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
// Without a file to run, vitest would run all.
if (wanted.length === 0) throw new Error(`no broken engine has "${words}" in its name`);

// The real engine passes all of them: else a failure would prove nothing.
const files = [...new Set(wanted.map(({ test }) => test))];
const titles = [...new Set(wanted.map(({ title }) => title))].map((title) =>
  title.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`),
);
const control = await outcomeOf(files, `(${titles.join("|")})`, "");
if (control.failed > 0 || control.passed < titles.length)
  throw new Error(
    `The engine as it is passes ${control.passed} and fails ${control.failed} of ${titles.length} tests: ${control.said.map(short).join("; ")}`,
  );

/** @returns What is printed of it, and whether it was caught. */
async function tryOn({ name, test, title, says }: BrokenEngine): Promise<{ line: string; caught: boolean }> {
  let { failed, said } = await outcomeOf([test], title, name);
  // A test that ran out of time on a busy machine said nothing about the engine. One that passed is not asked again.
  if (failed > 0 && !said.some((text) => says.test(text))) ({ failed, said } = await outcomeOf([test], title, name));
  const caught = failed > 0 && said.some((text) => says.test(text));
  const verdict = failed === 0 ? "NOT CAUGHT" : caught ? "caught" : "FAILED OTHERWISE";
  const file = test.replace(/.*\//, "").replace(".test.ts", "");
  return {
    caught,
    line: `| ${name} | ${file}: "${title}" | ${verdict} | ${said.map(short).join(" / ") || "every test passed"} |`,
  };
}

const missed: string[] = [];
const queue = [...wanted];
const work = async () => {
  for (let engine = queue.shift(); engine; engine = queue.shift()) {
    const { line, caught } = await tryOn(engine);
    console.log(line);
    if (!caught) missed.push(engine.name);
  }
};
await Promise.all(Array.from({ length: availableParallelism() }, work));
const seconds = Math.round(performance.now() / 1_000);
console.log(`broken engines caught: ${wanted.length - missed.length} of ${wanted.length}, in ${seconds} s`);
for (const name of missed) console.log(`  missed: ${name}`);
await servers.stop();
process.exitCode = missed.length === 0 ? 0 : 1;
