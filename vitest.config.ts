import { globSync } from "node:fs";
import { dirname } from "node:path";
import { defineConfig } from "vitest/config";
import SummaryReporter from "./scripts/summary-reporter.ts";

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
const projects = [...folders, "prove", "soak"].toSorted().map((dir) => ({
  test: {
    name: dir,
    include: [`${dir}/{src,test}/**/*.test.ts`],
    globalSetup: withDatabase.has(dir) ? [databaseSetup] : [],
  },
}));

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: conditions } },
  test: {
    projects: [
      ...projects,
      { test: { name: "repository", include: ["docs/*.test.ts"], globalSetup: [databaseSetup] } },
    ],
    isolate: false,
    // Measured: a tenth less CPU, of which collecting the short-lived records of the conformance suites takes much.
    execArgv: ["--max-semi-space-size=64"],
    // By default one core is left idle: of the two that continuous integration has, half.
    maxWorkers: "100%",
    restoreMocks: true,
    unstubEnvs: true,
    unstubGlobals: true,
    // Generous, so that a busy machine fails no test that an idle one passes.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    reporters: process.env.CI ? ["default", new SummaryReporter()] : ["default"],
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"] },
  },
});
