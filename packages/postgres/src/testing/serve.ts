// Runs one server of each version for a run of vitest, until its standard input is closed: also when vitest is killed.
import { startTestServer } from "./test-server.ts";

const versions = [18, 15] as const;
const servers = await Promise.allSettled(versions.map((version) => startTestServer({ version })));
const entries = servers.map((server, index) => [
  versions[index],
  server.status === "fulfilled" ? { url: server.value.url() } : { problem: String(server.reason) },
]);
process.stdout.write(`${JSON.stringify(Object.fromEntries(entries))}\n`);
process.stdin.resume();
process.stdin.once("end", () => {
  void Promise.all(servers.map(async (server) => server.status === "fulfilled" && server.value.stop()));
});
