import { catalogue, connect, type AnyCapability, type Client } from "@anyats/core";
import { expect, it } from "vitest";
// @boundaries-ignore a sound adapter to make wrong
import { rowan } from "../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../examples/custom-adapter/test/world.ts";
import { drawnFault, type Fault } from "../src/faults/faults.ts";
import { faulty, type Switch } from "../src/faults/faulty.ts";
import { fieldsOf } from "../src/faults/fields.ts";
import { randomBy } from "../src/mutants/sampled.ts";

const loud: Fault = {
  capability: "jobs.stream",
  side: "result",
  path: ["[]", "title"],
  change: { text: "loud", make: ({ value }) => String(value).toUpperCase() },
  condition: { text: "the page is not the first", holds: (_place, { position }) => position !== null },
  text: "jobs.stream: result [].title is loud, where the page is not the first",
};

/** The titles of jobs, page by page. */
async function titles(at: Partial<Switch>): Promise<readonly (readonly (string | null)[])[]> {
  const session = await rowanWorld.open();
  const adapter = faulty(rowan, { active: undefined, looked: [], met: () => {}, held: () => {}, ...at });
  await using ats = (await connect(adapter, session.settings as never, {
    modules: session.modules ?? [],
  })) as Client & {
    readonly jobs: Client<typeof rowan>["jobs"];
  };
  const pages: (string | null)[][] = [];
  for await (const { records } of ats.jobs.stream({}, { pageSize: 5 }).pages())
    pages.push(records.map(({ title }) => title));
  await session.close();
  return pages;
}

it("a fault shows only where its condition holds", async () => {
  const [first, ...others] = await titles({});
  const upper = (page: readonly (string | null)[]) => page.map((title) => String(title).toUpperCase());
  expect(others.length).toBeGreaterThan(0);
  expect(await titles({ active: loud })).toEqual([first, ...others.map(upper)]);
});

it("a fault that is only looked for is noted, and changes nothing", async () => {
  const met = new Set<Fault>();
  const absent: Fault = { ...loud, condition: { text: "never", holds: () => false } };
  const found = await titles({ looked: [loud, absent], met: (fault) => met.add(fault) });
  expect(found).toEqual(await titles({}));
  expect([...met]).toEqual([loud]);
});

it("the same seed draws the same faults, of every capability", () => {
  const drawn = () => {
    const random = randomBy(7);
    return Object.values<AnyCapability>(catalogue).map((capability) => drawnFault(random, capability, true).text);
  };
  expect(drawn()).toEqual(drawn());
});

it("the fields of an input are those that its handler gets", () => {
  const fields = fieldsOf(catalogue["applications.moveToStage"].input).map(
    ({ path, kind }) => `${path.join(".")} ${kind}`,
  );
  expect(fields).toEqual(expect.arrayContaining(["application.id text", "stage.remoteId text", "remoteFields map"]));
});
