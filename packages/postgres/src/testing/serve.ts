// Runs one server of each version for a run of vitest, until its standard input is closed: also when vitest is killed.
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { startTestServer } from "./test-server.ts";

const versions = [18, 15] as const;
const servers = await Promise.allSettled(versions.map((version) => startTestServer({ version })));
const entries = servers.map((server, index) => [
  versions[index],
  server.status === "fulfilled" ? { url: server.value.url() } : { problem: String(server.reason) },
]);
const [file = ""] = process.argv.slice(2);
// In one step: a test may look at any time.
writeFileSync(`${file}.new`, JSON.stringify(Object.fromEntries(entries)));
renameSync(`${file}.new`, file);
process.stdin.resume();
process.stdin.once("end", () => {
  rmSync(dirname(file), { recursive: true, force: true });
  void Promise.all(servers.map(async (server) => server.status === "fulfilled" && server.value.stop()));
});
