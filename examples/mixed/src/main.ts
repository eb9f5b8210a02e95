import { ashby } from "@anyats/ashby";
import { avionte } from "@anyats/avionte";
import { bullhorn } from "@anyats/bullhorn";
import { coverageOf } from "@anyats/core/coverage";
import { matrixOf, renderMatrixTable } from "@anyats/coverage";
import { greenhouse } from "@anyats/greenhouse";
import { komboBase } from "@anyats/kombo-base";
import { odoo } from "@anyats/odoo";
import { openDatabase } from "@anyats/postgres";
import { customers } from "./customers.ts";
import { hire, open } from "./hiring.ts";
import { countsOf, keepCopies } from "./keep-copies.ts";

const all = customers();

console.info("The same work for three customers");
for (const customer of all) {
  await using ats = await open(customer);
  console.info(`\n${customer.id}, with ${ats.adapter.name}`);
  for (const { step, done, remarks } of await hire(ats))
    console.info(`  ${done ? "done" : "not "} ${step}${remarks.map((remark) => `\n         ${remark}`).join("")}`);
}

console.info("\nOne synchronisation of all three");
const url = process.env["DATABASE_URL"];
const database = await openDatabase(url === undefined ? {} : { url });
const sync = await keepCopies(database, all);
// The emulators begin again each time, so a copy of the last time is compared with them.
for (const { id } of all) await sync.connections.verify(id);
await sync.workUntilIdle();
for (const { id } of all) console.info(`  ${id}: ${JSON.stringify(await countsOf(database, id))}`);

await sync.close();
await database.close();

console.info("\nWhat each adapter can do\n");
console.info(
  renderMatrixTable(matrixOf([komboBase, avionte, bullhorn, greenhouse, ashby, odoo].map((each) => coverageOf(each)))),
);
