// An interview product writes its results back to Avionté while the network breaks down, and nothing is written twice.
import { avionte } from "@anyats/avionte";
import { connect } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { workflow } from "./workflow.ts";

const emulator = createEmulator({ candidates: 200, coverage: "all" });
await using ats = await connect(avionte, emulator.settings());

/** The next note is written but its answer is lost; the next file never arrives; then Kombo is out of order for a while. */
function outage(): void {
  emulator.faults.inject({ kind: "dropAfter", match: { method: "POST", path: /\/notes$/ } });
  emulator.faults.inject({ kind: "dropBefore", match: { method: "POST", path: /\/attachments$/ } });
  emulator.faults.inject({ kind: "status", status: 503, code: null, times: 2, match: { method: "PUT" } });
  emulator.faults.inject({ kind: "rateLimit", resetSeconds: 1, match: { method: "POST", path: /\/reject$/ } });
}

const { job, applicants, steps, rejected } = await workflow(ats, outage);
console.log(`${job}: ${applicants.length} applicants\n`);
for (const [application, done] of steps) {
  console.log(`application ${application}`);
  for (const { step, outcome, code } of done) console.log(`  ${outcome.padEnd(8)} ${step}${code ? ` (${code})` : ""}`);
}
console.log(`\nrejected ${rejected} of ${applicants.length - 1} others`);

const [passed] = applicants;
const { world } = emulator;
const notes = world.notes.all().filter(({ content_html }) => content_html?.includes("recommended"));
const files = world.attachments.all().filter(({ file_name }) => file_name === `interview-${passed!.id}.pdf`);
const inDoubt = [...steps.values()].at(-1)!.filter(({ outcome }) => outcome === "unknown");
console.log(`\nIn the ATS: ${notes.length} notes and ${files.length} transcripts of the interview; none twice.`);
for (const { step } of inDoubt)
  console.log(`In doubt: ${step}. No request arrived, but nobody can know; so it is not repeated.`);
