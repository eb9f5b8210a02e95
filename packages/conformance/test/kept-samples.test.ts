import { expect, it } from "vitest";
import { openWorld } from "../src/guarded.ts";
import { KeptSamples } from "../src/kept-samples.ts";
import { emulatorWorld } from "../src/worlds/kombo/emulator-world.ts";

const world = emulatorWorld({ candidates: 10 });
let found = 0;
const find = async () => [{ input: { nth: (found += 1) }, tries: [], traces: [] }];
const nth = async (kept: KeptSamples, session: Parameters<KeptSamples["of"]>[0], capability = "jobs.get") =>
  (await kept.of(session, capability, find))[0]!.input["nth"];

it("keeps the samples of a capability for fresh worlds of the same customer", async () => {
  const kept = new KeptSamples();
  const one = await nth(kept, await openWorld(world));
  expect(await nth(kept, await openWorld(world))).toBe(one);
  expect(await nth(kept, await openWorld(world), "candidates.get")).not.toBe(one);
  expect(await nth(kept, await openWorld(world, "second"))).not.toBe(one);
  expect(await nth(new KeptSamples(), await openWorld(world))).not.toBe(one);
});

it("gives one sample of a person in each world: a second one is of somebody else", async () => {
  const kept = new KeptSamples();
  const session = await openWorld(world);
  expect(await nth(kept, session, "candidates.create")).not.toBe(await nth(kept, session, "candidates.create"));
  expect(await nth(kept, session)).toBe(await nth(kept, session));
});

it("finds out once what untouched worlds hold, and again what others do", async () => {
  const kept = new KeptSamples();
  let reads = 0;
  const read = async () => (reads += 1);
  const listed = async (session: Parameters<KeptSamples["of"]>[0]) => kept.found(session, "jobs.stream", read);
  expect(await listed(await openWorld(world))).toBe(1);
  expect(await listed(await openWorld(world))).toBe(1);
  expect(await listed(await openWorld(world, "second"))).toBe(2);
  const touched = await openWorld(world);
  await touched.touch("jobs", touched.ids("jobs")[0]!);
  expect(await listed(touched)).toBe(3);
});

it("looks for a sample where something was changed, or where other settings hold", async () => {
  const kept = new KeptSamples();
  const one = await nth(kept, await openWorld(world));
  const touched = await openWorld(world);
  await touched.touch("jobs", touched.ids("jobs")[0]!);
  expect(await nth(kept, touched)).not.toBe(one);
  const troubled = await openWorld(world);
  await troubled.trouble("unavailable");
  expect(await nth(kept, troubled)).not.toBe(one);
  expect(await nth(kept, { ...(await openWorld(world)) })).not.toBe(one);
});
