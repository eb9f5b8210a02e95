import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

// `npm run evidence` writes evidence.json. The first run does too; after that, every run is compared with it.
export default defineConfig(({ mode }) => {
  const first = !process.env["CI"] && !existsSync(new URL("evidence.json", import.meta.url));
  return {
    test: {
      env: mode === "evidence" || first ? { ANYATS_EVIDENCE: "write" } : {},
      // `npm run branches` lists the lines with a branch that no test runs: a fault there is invisible.
      coverage: { include: ["src/**/*.ts"], reporter: [["text", { skipFull: true }]], thresholds: { branches: 90 } },
    },
  };
});
