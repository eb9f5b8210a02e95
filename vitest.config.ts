import { globSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname } from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import SummaryReporter from "./scripts/summary-reporter.ts";
import Sequencer from "./scripts/test-order.ts";

// Without "import", which is added for imports anyhow: named here, it would hold for the require() of packages, too.
const conditions = ["@anyats/source", "node", "module", "default"];
const folders = globSync("{packages,examples}/*/package.json", { cwd: import.meta.dirname }).map((file) =>
  dirname(file),
);
// Their tests get a PostgreSQL server of each supported version, started once per run.
const withDatabase = new Set([
  "packages/cli",
  "packages/console",
  "packages/postgres",
  "packages/sync",
  "examples/mixed",
  "examples/quickstart",
  "examples/sync-service",
  "soak",
]);
const databaseSetup = "./packages/postgres/src/testing/global-setup.ts";
/** They count what is left open in their process, or end others, so no other package's tests run in it. */
const apart = new Set(["packages/cli", "prove", "soak"]);
/** They put another module in the place of one, which the module loader of Node does not let them do. */
const mocked = "**/*.mocked.test.ts";
const test = (name: string, dirs: readonly string[], globalSetup: string[]) => ({
  test: {
    name,
    include: dirs.map((dir) => `${dir}/{src,test}/**/*.test.ts`),
    exclude: [...configDefaults.exclude, mocked],
    globalSetup,
  },
});
const all = [...folders, "prove", "soak"].toSorted();
// A worker serves one project only, and loads every module again: 25 packages are three projects, not 25.
const projects = [
  test(
    "code",
    all.filter((dir) => !withDatabase.has(dir) && !apart.has(dir)),
    [],
  ),
  test(
    "database",
    all.filter((dir) => withDatabase.has(dir) && !apart.has(dir)),
    [databaseSetup],
  ),
  ...all.filter((dir) => apart.has(dir)).map((dir) => test(dir, [dir], withDatabase.has(dir) ? [databaseSetup] : [])),
];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    projects: [
      ...projects,
      { test: { name: "mocked", include: [mocked], experimental: { viteModuleRunner: true } } },
      { test: { name: "repository", include: ["docs/*.test.ts"], globalSetup: [databaseSetup] } },
    ],
    isolate: false,
    // Node loads the sources itself: Vite's module runner wraps each access to an import, which costs the kits a tenth.
    experimental: { viteModuleRunner: false, nodeLoader: false },
    // Measured: a tenth less CPU, of which collecting the short-lived records of the conformance suites takes much. As the workers
    // fill the cores, one further thread of each is enough.
    execArgv: ["--conditions=@anyats/source", "--max-semi-space-size=64", "--v8-pool-size=1"],
    // One more than there are cores: many tests wait for a database, a browser or another process.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: Sequencer },
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    // Generous, so that a busy machine fails no test that an idle one passes.
    testTimeout: 60_000,
    // The database servers start while the first tests run, on a fresh machine with what they need to be installed.
    hookTimeout: 180_000,
    expect: { poll: { timeout: 10_000 } },
    reporters: process.env.CI ? ["default", new SummaryReporter()] : ["default"],
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"] },
  },
});
