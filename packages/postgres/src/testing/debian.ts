import { spawnSync } from "node:child_process";
import { binariesIn, type Binaries } from "../server/binaries.ts";

const folders = [
  "/usr/lib/postgresql/15/bin",
  "/usr/pgsql-15/bin",
  "/opt/homebrew/opt/postgresql@15/bin",
  "/usr/local/opt/postgresql@15/bin",
];

async function installed(): Promise<Binaries | undefined> {
  const own = process.env["ANYATS_POSTGRES_15"];
  for (const folder of own === undefined ? folders : [own]) {
    const binaries = await binariesIn(folder);
    if (binaries) return binaries;
  }
  return undefined;
}

/** PostgreSQL 15 of this machine; installed from Debian's packages where that is possible and allowed. */
export async function postgres15(): Promise<Binaries> {
  const found = await installed();
  if (found) return found;
  if (process.getuid?.() === 0) {
    // The package would start a server of its own; the tests start theirs.
    const options = { stdio: "ignore" as const, env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
    const install = ["install", "-y", "--no-install-recommends", "postgresql-15"];
    if (spawnSync("apt-get", install, options).status !== 0) {
      spawnSync("apt-get", ["update"], options);
      spawnSync("apt-get", install, options);
    }
  }
  const now = await installed();
  if (now) return now;
  throw new Error(
    "The tests need PostgreSQL 15 and did not find it. Install it (Debian: `apt-get install postgresql-15`; Ubuntu: first " +
      "`/usr/share/postgresql-common/pgdg/apt.postgresql.org.sh`; macOS: `brew install postgresql@15`), or set " +
      "ANYATS_POSTGRES_15 to the folder of its programs.",
  );
}
