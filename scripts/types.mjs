// Type-checks the workspace and the snippets of the documentation as one program: what they share is checked once.
import { spawnSync } from "node:child_process";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeSnippets } from "../docs/snippets.ts";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Beside the snippets that the tests run: both may be at work at the same time.
const folder = join(root, "docs", ".snippets-types");

try {
  const snippets = writeSnippets(folder);
  if (snippets.length < 4) throw new Error("the documentation has hardly a snippet: are its pages found?");
  const { include } = JSON.parse(readFileSync(join(root, "tsconfig.json"), "utf8"));
  const config = {
    extends: "../../tsconfig.json",
    compilerOptions: { tsBuildInfoFile: "../../node_modules/.cache/types.tsbuildinfo" },
    include: [...include.map((path) => `../../${path}`), "*.ts"],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const { status } = spawnSync("tsc", ["-p", folder], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
