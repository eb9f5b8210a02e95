// Releases: `version` turns the waiting changesets into versions and changelogs; `publish` builds and publishes every
// package whose version the registry lacks. `publish --dry-run` packs and reports, and uploads nothing.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
  if (status !== 0) process.exit(status ?? 1);
}

const [step, ...options] = process.argv.slice(2);
if (step === "version") {
  run("changeset", ["version"]);
  run("pnpm", ["install", "--no-frozen-lockfile", "--prefer-offline", "--loglevel=warn"]);
  run("node", ["--conditions=@anyats/source", "docs/generate.ts"]);
} else if (step === "publish" && options.includes("--dry-run")) {
  run("turbo", ["run", "build", "--output-logs=errors-only"]);
  for (const name of readdirSync(join(root, "packages"))) {
    const manifest = JSON.parse(readFileSync(join(root, "packages", name, "package.json"), "utf8"));
    if (manifest.private) continue;
    run("pnpm", ["--filter", manifest.name, "publish", "--dry-run", "--no-git-checks", "--access", "public"]);
  }
} else if (step === "publish") {
  run("turbo", ["run", "build", "--output-logs=errors-only"]);
  run("changeset", ["publish", ...options]);
} else {
  console.error("release: say `version`, `publish` or `publish --dry-run`");
  process.exit(1);
}
