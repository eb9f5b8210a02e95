import { emulatorWorld, runTests, type World } from "@anyats/conformance";
import type { Adapter } from "@anyats/core";
import { komboBase } from "@anyats/kombo-base";
import { describe, expect, it } from "vitest";
// @boundaries-ignore a sound adapter to try the kit with
import { rowan } from "../../examples/custom-adapter/src/index.ts";
// @boundaries-ignore its world
import { rowanWorld } from "../../examples/custom-adapter/test/world.ts";
import { but, inBody, type Json } from "../src/worlds/on-the-way.ts";

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
  ])("%s, %s, where %s", async ([capability, promise, , world, adapter]) => {
    const only = (test: { capability: string; promise: string }) =>
      test.capability === capability && test.promise === promise;
    const results = await runTests(adapter, world, { only });
    expect(results.map(({ failure }) => failure)).toEqual([null]);
  });
});
