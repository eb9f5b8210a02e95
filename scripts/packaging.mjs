// Packs every published package and looks at it as npm and TypeScript would: publint and "are the types wrong".
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packed = mkdtempSync(join(tmpdir(), "anyats-pack-"));
let failed = 0;

function run(command, args, cwd = root) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    encoding: "utf8",
    shell: process.platform === "win32",
  });
  return { passed: status === 0, output: `${stdout}${stderr}` };
}
function expect(what, { passed, output }) {
  if (passed) return true;
  failed += 1;
  console.error(`${what}\n${output}`);
  return false;
}

try {
  for (const name of readdirSync(join(root, "packages"))) {
    const folder = join(root, "packages", name);
    const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    if (manifest.private) continue;
    for (const file of ["README.md", "LICENSE"])
      expect(`${manifest.name} has no ${file}`, { passed: existsSync(join(folder, file)), output: "" });
    if (!expect(`${manifest.name} cannot be packed`, run("pnpm", ["pack", "--pack-destination", packed], folder)))
      continue;
    const tarball = readdirSync(packed).find((file) => file.includes(`-${name}-${manifest.version}`));
    if (!expect(`${manifest.name} left no tarball`, { passed: tarball !== undefined, output: "" })) continue;
    expect(`publint: ${manifest.name}`, run("publint", [join(packed, tarball), "--strict"]));
    expect(`attw: ${manifest.name}`, run("attw", [join(packed, tarball), "--profile", "esm-only"]));
    console.log(`${manifest.name}: looked at`);
  }
} finally {
  rmSync(packed, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;
