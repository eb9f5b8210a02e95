import { ashbyWorld, emulatorWorld, type World } from "@anyats/conformance";
import { expect, test } from "vitest";

type Fields = Readonly<Record<string, unknown>>;

const worlds: readonly (readonly [string, World])[] = [
  ["Avionté", emulatorWorld()],
  ["Bullhorn", emulatorWorld({ tool: "bullhorn" })],
  ["Greenhouse", emulatorWorld({ tool: "greenhouse" })],
  ["Ashby", ashbyWorld()],
];

test.each(worlds)("the world of %s holds each relation of records", async (_name, world) => {
  const session = await world.open();
  const living = async (group: string) =>
    ((await session.records(group)) as readonly Fields[]).filter(({ deletedAt }) => !deletedAt);
  const [applications, interviews, offers, notes] = await Promise.all(
    ["applications", "interviews", "offers", "notes"].map(living),
  );
  await session.close();
  const held = (records: readonly Fields[], field: string) => new Set(records.map((record) => record[field]));
  const times = (records: readonly Fields[], field: string) =>
    [...Map.groupBy(records, (record) => record[field]).values()].map(({ length }) => length);

  const met = held(interviews!, "applicationId");
  const interviewed = applications!.filter(({ id }) => met.has(id));
  expect(held(interviewed, "outcome")).toEqual(new Set(["PENDING", "HIRED", "DECLINED"]));
  expect(times(interviews!, "applicationId")).toEqual(expect.arrayContaining([1, 2]));
  const offered = held(offers!, "applicationId");
  expect(new Set(applications!.map(({ id }) => offered.has(id)))).toEqual(new Set([true, false]));
  expect(held(offers!, "status").size).toBeGreaterThan(2);
  expect(Math.max(...times(notes!, "candidateId"))).toBeGreaterThan(1);
  expect(Math.max(...times(applications!, "candidateId"))).toBeGreaterThan(1);
  expect(Math.max(...times(applications!, "jobId"))).toBeGreaterThan(2);
});
