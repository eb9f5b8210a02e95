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

const { clock, webhooks, world } = emulator;
const [job] = world.jobs.all();
const [application] = world.applications.all();
clock.advance(60_000);
world.jobs.update(job!.id, { status: "CLOSED" });
console.log("Somebody closes a job in the ATS: the first change is told at once.");
await told();

clock.advance(10_000);
world.applications.touch(application!.id);
world.candidates.touch(application!.candidate_id!);
console.log("Ten seconds later others change: they are told together, half a minute after the first.");
clock.advance(20_000);
await told();

/** Waits for the app, and prints what it was told and has read. */
async function told(): Promise<void> {
  await webhooks.settled();
  const { event, sentAt, status } = webhooks.deliveries().at(-1)!;
  console.log(`${sentAt.toISOString()} ${event.type}: answered ${status}`);
  console.log(`read: ${sync.read.splice(0).join(", ")}\n`);
}

console.log("Somebody else sends an event, signed with another secret.");
const forged = signedWebhook({ type: "data-changed", data: {} }, "a guess");
const { status } = await fetch(server.url, { method: "POST", ...forged });
console.log(`answered ${status}; read: ${sync.read.length} records`);
