// What an app does, in little, with the packages as they are installed from a registry. Plain JavaScript that Node,
// Bun and Deno run; scripts/runtimes.mjs puts it into a folder with the packed packages.
import assert from "node:assert/strict";
import { avionte } from "@anyats/avionte";
import { connect } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { startEmulator } from "@anyats/emulator";
import { openTelemetry } from "@anyats/opentelemetry";
import { pinoLogger } from "@anyats/pino";
import { pino } from "pino";

const emulator = await startEmulator({ candidates: 300 });
const logger = pino({ level: "silent" });
const ats = await connect(avionte, emulator.settings(), { modules: [openTelemetry(), pinoLogger(logger)] });
let quarantined = 0;
ats.on("quarantine", () => (quarantined += 1));

emulator.faults.inject({ kind: "malformedRecord", match: { path: "/ats/candidates" } });
const candidates = await ats.candidates.stream().toArray();
assert.equal(candidates.length, 299);
assert.equal(quarantined, 1);

const [job] = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
assert.ok((await ats.jobs.getEnhanced({ id: job.id })).title);

const [application] = await ats.applications.stream({ outcomes: ["PENDING"] }).toArray();
const note = { html: "<p>Strong <b>on shift work</b><script>alert(1)</script></p>" };
assert.equal((await ats.applications.addNote({ application, note })).settledBy, "answer");
const base64 = Buffer.from("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n").toString(
  "base64",
);
const file = { name: "result.pdf", type: "OTHER", base64 };
assert.equal((await ats.applications.addAttachment({ application, file })).settledBy, "answer");

await assert.rejects(ats.jobs.get({ id: "no-such-job" }), { code: "record.not-found" });
assert.ok(coverageOf(avionte).totals.capabilities > 40);
await ats.close();
await assert.rejects(ats.jobs.get({ id: job.id }), { code: "connection.closed" });
await emulator.close();
console.log("an app's calls were made and answered");
