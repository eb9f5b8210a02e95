import { expect, it } from "vitest";
import { openedAs, openWorld } from "../src/guarded.ts";
import { odooWorld } from "../src/index.ts";
import { lackingText } from "../src/lacking.ts";

const kept = (promise: string, ...lacking: readonly string[]) => ({
  capability: "jobs.stream",
  promise,
  failure: null,
  untried: null,
  lacking,
});

it("a run names each member that its world lacks, with the promises that ask for it", () => {
  const results = [
    kept("reads all", "crowd"),
    kept("reads all", "crowd", 'trouble("warned")'),
    kept("reads each once", "crowd"),
    kept("ends", "crowd"),
    kept("returns null"),
  ];
  expect(lackingText(results)?.split("\n").slice(1)).toEqual([
    "- `crowd` — 4 promises: reads all; reads each once; and 1 more",
    '- `trouble("warned")` — 1 promise: reads all',
  ]);
});

it("a run whose world has every member names none", () => {
  expect(lackingText([kept("reads all")])).toBeUndefined();
});

it("a run names no member of which the world says why the ATS lacks it", async () => {
  const lacking = async (without: Readonly<Record<string, string>>) => {
    const world = odooWorld();
    const session = await openWorld({
      ...world,
      open: async () => Object.assign(await world.open(), { without }),
    });
    void session.endLists;
    await session.trouble("said-once");
    return [...openedAs(session)!.lacking];
  };
  expect(await lacking({})).toEqual(["endLists", 'trouble("said-once")']);
  expect(
    await lacking({ endLists: "each page is a search", 'trouble("said-once")': "neither is there alone" }),
  ).toEqual([]);
});

it("a run names no `withhold` of a world that says why the ATS has no rights", async () => {
  const world = odooWorld();
  const without = { rights: "a key may do everything" };
  const open = async () => Object.assign(await world.open(), { without, rights: undefined, withhold: undefined });
  const session = await openWorld({ ...world, open });
  void [session.rights, session.withhold];
  expect([...openedAs(session)!.lacking]).toEqual([]);
  await session.close();
});
