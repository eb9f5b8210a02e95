// The quickstart: connect Avionté, read what it holds, write something back, and see what it can and cannot do.
// It runs against the embedded emulator. With a real account, give `connect` your own settings instead:
//   connect(avionte, { apiKey: process.env.KOMBO_API_KEY!, integrationId: "avionte:…" })
import { avionte } from "@anyats/avionte";
import { AtsError, connect, type RecordStream } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { renderTable } from "@anyats/coverage";
import { startEmulator } from "@anyats/emulator";

await using emulator = await startEmulator();
await using ats = await connect(avionte, emulator.settings());

console.log(`Connected to ${ats.adapter.name} through the emulator at ${emulator.url}\n`);

console.log("1. Read everything");
async function count(what: string, records: RecordStream<unknown>): Promise<void> {
  const start = performance.now();
  for await (const _record of records);
  const seconds = (performance.now() - start) / 1000;
  const { records: found, quarantined } = records.progress;
  const rate = Math.round(found / seconds);
  console.log(`   ${what.padEnd(13)}${String(found).padStart(6)}  (${rate} a second, ${quarantined} set aside)`);
}
await count("jobs", ats.jobs.stream());
await count("applications", ats.applications.stream());
await count("candidates", ats.candidates.stream());

console.log("\n2. One job, with what only Avionté's own API knows of it");
const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
if (!job) throw new Error("the emulator has no open job");
const enhanced = await ats.jobs.getEnhanced({ id: job.id });
console.log(
  `   ${enhanced.title} at ${enhanced.company?.name}, ${enhanced.filled} of ${enhanced.positions} positions filled`,
);
for (const { name, type, value } of enhanced.customFields.slice(0, 5)) console.log(`   ${name} (${type}): ${value}`);

console.log("\n3. Write a note on an application, move it, and read it back");
const [application] = await ats.applications.stream({ jobIds: [job.id], outcomes: ["PENDING"] }).toArray();
if (!application) throw new Error("the job has no applicant");
const since = new Date(emulator.clock.now().getTime() + 1);
emulator.clock.advance(60_000);
await ats.applications.addNote({ application, note: { html: "<p>Interviewed. <b>Strong</b> on shift work.</p>" } });
const stages = await ats.applications.listStages({ jobIds: [job.id] });
const stage = stages.findLast(({ id, movable }) => movable && id !== application.stageId);
if (!stage) throw new Error("the job has no stage to move to");
const { warnings } = await ats.applications.moveToStage({ application, stage });
for (const { message } of warnings) console.log(`   (${message})`);

console.log("\n4. Read only what changed since then");
for await (const changed of ats.applications.stream({ updatedAfter: since }))
  console.log(`   application ${changed.remoteId} is now in the stage ${changed.stage?.name}`);

console.log("\n5. Ask for something that is not possible: refused before anything is sent");
async function refused(attempt: () => Promise<unknown>): Promise<void> {
  try {
    await attempt();
  } catch (error) {
    if (!AtsError.is(error)) throw error;
    console.log(`   ${error.code}: ${error.message}`);
  }
}
const pipeline = stages.find(({ remoteId }) => remoteId === "PIPELINE");
if (pipeline) await refused(() => ats.applications.moveToStage({ application, stage: pipeline }));
// @ts-expect-error Avionté has no offers, so they do not exist on the type. Called anyway, they are refused.
await refused(async () => ats.offers.stream());

console.log("\n6. What the adapter can do, derived from what it registers\n");
console.log(renderTable(coverageOf(avionte)));
