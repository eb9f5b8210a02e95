import { emulatorWorld, odooWorld, runTests, type World } from "@anyats/conformance";
import type { Adapter } from "@anyats/core";
import { komboBase } from "@anyats/kombo-base";
import { describe, expect, it } from "vitest";
// @boundaries-ignore a sound adapter to try the kit with
import { rowan } from "../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../examples/custom-adapter/test/world.ts";
// @boundaries-ignore an adapter that looks before it takes a tag away
import { odoo } from "../../packages/odoo/src/index.ts";
import { but, inBody, through, type Json } from "../src/worlds/on-the-way.ts";
import { forgetfulRowan, rotatingRowan, rotatingRowanWorld } from "../src/worlds/rotating-rowan.ts";

type Fields = Readonly<Record<string, Json>>;

/** Jobs that refer to a record of another kind, which has the id of one of them: each kind is counted for itself. */
const countedPerKind = inBody(rowanWorld, (body, request) => {
  if (new URL(request.url).pathname !== "/jobs") return body;
  const { items, ...rest } = body as { readonly items: readonly Fields[] };
  return { ...rest, items: items.map((item) => ({ ...item, division: { type: "divisions", id: "j0002" } })) };
});

/** Nobody can delete a note. */
const keepsNotes = but(emulatorWorld({ candidates: 30 }), (session) => {
  const remove = session.remove.bind(session);
  return { remove: (kind, id) => (kind === "notes" ? "never" : remove(kind, id)) };
});

/** The second customer has no tags, so nobody has one that could be taken away. */
const tagsOfOneCustomer: World = {
  ...odooWorld(),
  open: async (customer) => {
    const session = await odooWorld().open(customer);
    if (customer === "second")
      for (const { id } of await session.records("tags")) await session.administer!({ list: "tags", remove: id });
    return session;
  },
};

/** Applications to the third job cannot be moved. */
const shelvedJob = through(rowanWorld, (fetch) => async (input, init) => {
  const request = new Request(input, init);
  return /\/a00(02|25|48)\/stage$/.test(request.url)
    ? Response.json({ error: "the job is shelved" }, { status: 409 })
    : fetch(request);
});

describe("a sound adapter passes", () => {
  it.for<readonly [capability: string, promise: string, how: string, world: World, adapter: Adapter]>([
    [
      "jobs.stream",
      "loses at most the record that is nested deep or holds very much",
      "ids of another kind stand in records",
      countedPerKind,
      rowan,
    ],
    [
      "notes.stream",
      "gives the same for records that are deleted, with the time of the deletion",
      "nobody can delete them",
      keepsNotes,
      komboBase,
    ],
    [
      "candidates.removeTag",
      "keeps two customers of one app apart, also when they share a ledger",
      "the second has no tags",
      tagsOfOneCustomer,
      odoo,
    ],
    [
      "applications.moveToStage",
      "accepts a stage or reason added while it is connected, and refuses a removed one",
      "a job is shelved",
      shelvedJob,
      rowan,
    ],
  ])("%s, %s, where %s", async ([capability, promise, , world, adapter]) => {
    const only = (test: { capability: string; promise: string }) =>
      test.capability === capability && test.promise === promise;
    const results = await runTests(adapter, world, { only });
    expect(results.map(({ failure }) => failure)).toEqual([null]);
  });
});

describe("of an ATS that takes a refresh token once", () => {
  const only = ({ capability, promise }: { capability: string; promise: string }) =>
    capability === "jobs.stream" && promise === "goes on where the ATS ends a session or a token before its time";

  it("an adapter whose connections share what is kept passes", async () => {
    expect(await runTests(rotatingRowan, rotatingRowanWorld, { only })).toMatchObject([{ failure: null }]);
  });

  it("one whose connections keep the next one for themselves is red", async () => {
    const [result] = await runTests(forgetfulRowan, rotatingRowanWorld, { only });
    expect(result?.failure).toMatch(/rejected the credentials/);
  });
});
