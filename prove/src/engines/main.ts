// Each broken engine must be noticed by the test that is named for it: `npm run prove -- engines [words of a name]`.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { brokenEngines } from "./broken-engines.ts";

const root = join(import.meta.dirname, "../../..");

interface Outcome {
  readonly passed: number;
  readonly failed: number;
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
  const json = readFileSync(report, "utf8");
  rmSync(dirname(report), { recursive: true });
  const { numPassedTests, numFailedTests } = JSON.parse(json) as { numPassedTests: number; numFailedTests: number };
  return { passed: numPassedTests, failed: numFailedTests };
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
    `The engine as it is passes ${control.passed} and fails ${control.failed} of ${titles.length} tests.`,
  );

const missed: string[] = [];
for (const { name, test, title } of wanted) {
  const { failed } = outcomeOf([test], title, name);
  if (failed === 0) missed.push(name);
  console.error(`${failed === 0 ? "missed" : "caught"}: ${name}`);
}
console.log(`broken engines caught: ${wanted.length - missed.length} of ${wanted.length}`);
for (const name of missed) console.log(`  missed: ${name}`);
process.exitCode = missed.length === 0 ? 0 : 1;
