import { openDatabase } from "@anyats/postgres";
import { testDatabase } from "@anyats/postgres/testing";
import { expect, it } from "vitest";
import { customers } from "../src/customers.ts";
import { hire, open } from "../src/hiring.ts";
import { countsOf, keepCopies } from "../src/keep-copies.ts";

const all = customers(40);

it.for(all)("the same code hires at $id", async (customer) => {
  await using ats = await open(customer);
  const steps = await hire(ats);
  expect(steps.map(({ step }) => step)).toEqual(["note", "move", "reject", "applicant", "custom field"]);
  expect(steps.filter(({ done }) => !done)).toEqual([]);
  if (!ats.supports("applications.stream") || !ats.supports("candidates.find")) throw new Error("nothing to read");
  const { candidates } = await ats.candidates.find({ email: "ada.byron@example.com" });
  expect(candidates).toHaveLength(1);
});

it("one synchronisation keeps a copy of all three, the second time, too", async () => {
  await using place = await testDatabase();
  const database = await openDatabase({ url: place.url });
  const earlier = await keepCopies(database, customers(40));
  await earlier.workUntilIdle();
  await earlier.close();
  const sync = await keepCopies(database, all);
  for (const { id } of all) await sync.connections.verify(id);
  await sync.workUntilIdle();
  expect((await sync.status()).map(({ state }) => state)).toEqual(all.map(() => "active"));
  for (const customer of all) {
    await using ats = await open(customer);
    if (!ats.supports("jobs.stream") || !ats.supports("applications.stream") || !ats.supports("candidates.stream"))
      throw new Error("nothing to compare");
    expect(await countsOf(database, customer.id)).toEqual({
      jobs: (await ats.jobs.stream().toArray()).length,
      applications: (await ats.applications.stream().toArray()).length,
      candidates: (await ats.candidates.stream().toArray()).length,
    });
  }
  await sync.close();
  await database.close();
});
