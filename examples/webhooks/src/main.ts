// A server receives signed webhooks from the emulator, and reads what changed.
import { avionte } from "@anyats/avionte";
import { connect } from "@anyats/core";
import { createEmulator, signedWebhook } from "@anyats/emulator";
import { listen } from "./server.ts";
import { Sync } from "./sync.ts";

const secret = "the webhook secret of the environment";
const emulator = createEmulator();
await using ats = await connect(avionte, emulator.settings());
const sync = new Sync(ats, () => emulator.clock.now());
await using server = await listen(sync, secret);
emulator.webhooks.subscribe({ url: server.url, secret });
console.log(`The app listens at ${server.url}.\n`);

emulator.clock.advance(60_000);
const [job] = emulator.world.jobs.all();
emulator.world.jobs.update(job!.id, { status: "CLOSED" });
console.log("Somebody closes a job in the ATS.");
for (const { eventId, status } of await emulator.webhooks.deliver())
  console.log(`event ${eventId}: answered ${status}`);
console.log(`read: ${sync.read.join(", ")}\n`);

console.log("Somebody else sends an event, signed with another secret.");
const forged = signedWebhook({ type: "data-changed", data: {} }, "a guess");
const { status } = await fetch(server.url, { method: "POST", ...forged });
console.log(`answered ${status}; read: ${sync.read.length} record`);
