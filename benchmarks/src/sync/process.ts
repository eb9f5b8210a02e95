// A process beside the benchmark: an emulator, or a worker.
import { startEmulator } from "@anyats/emulator";
import { openSync } from "./open.ts";

const [role, url = "", baseUrl = "", pages = ""] = process.argv.slice(2);

process.on("message", () => {
  const { user, system } = process.cpuUsage();
  process.send?.((user + system) / 1_000);
});

if (role === "emulator") {
  const emulator = await startEmulator({ candidates: 20, runningClock: true, now: new Date() });
  process.send?.(emulator.settings().baseUrl);
} else {
  // What is called `large` reads the server of pages.
  const sync = await openSync(url, (id) => (id === "large" ? pages : baseUrl));
  await sync.work();
  process.send?.("working");
  process.on("disconnect", () => void sync.close().then(() => process.exit()));
}
if (role === "emulator") process.on("disconnect", () => process.exit());
