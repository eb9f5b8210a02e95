// A second process on an embedded store: `embedded-process.ts <folder>`. It copies a connection, says so, and waits.
import { avionte } from "@anyats/avionte";
import { createEmulator } from "@anyats/emulator";
import { createSync } from "../../src/index.ts";

const emulator = createEmulator({ candidates: 6, runningClock: true, now: new Date() });
const sync = await createSync({
  folder: process.argv[2]!,
  adapters: [avionte],
  settings: () => emulator.settings(),
  streams: { "jobs.stream": {} },
});
await sync.connections.add({ id: "second", adapter: "avionte" });
await sync.workUntilIdle();
process.stdout.write("copied\n");
process.stdin.resume();
