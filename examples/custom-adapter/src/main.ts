// Starts Rowan, connects to it as an app would, reads, writes, and shows what the adapter can do.
import { AtsError, connect } from "@anyats/core";
import { coverageOf } from "@anyats/core/coverage";
import { renderTable } from "@anyats/coverage";
import { rowan } from "./index.ts";
import { listen } from "./server/listen.ts";
import { Rowan } from "./server/rowan.ts";

const inHouse = new Rowan();
await using server = await listen(inHouse);
await using ats = await connect(rowan, { apiKey: inHouse.apiKey, baseUrl: server.url });

const jobs = await ats.jobs.stream({ statuses: ["OPEN"] }).toArray();
console.log(`Rowan runs at ${server.url} and has ${jobs.length} open jobs.`);

const [application] = await ats.applications.stream({ jobIds: [jobs[0]!.id], outcomes: ["PENDING"] }).toArray();
await ats.applications.addNote({ application: application!, note: { html: "<p>Met at the fair. <b>Keen.</b></p>" } });
await ats.applications.moveToStage({ application: application!, stage: "interview" });
const { stageId } = await ats.applications.get({ id: application!.id });
console.log(`Application ${application!.id} has a note and is now in the stage "${stageId}".`);

try {
  await ats.applications.moveToStage({ application: application!, stage: "hired" });
} catch (error) {
  if (!AtsError.is(error)) throw error;
  console.log(`${error.code}: ${error.message}`);
}
console.log(`\n${renderTable(coverageOf(rowan))}`);
