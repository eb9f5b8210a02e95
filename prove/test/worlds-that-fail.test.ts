import { komboBase } from "@anyats/kombo-base";
import { describe, expect, it } from "vitest";
import { emulatorWorld, runTests, type World, type WorldSession } from "@anyats/conformance";
import { testAdapter } from "@anyats/conformance/vitest";
import { but as changedWorld } from "../src/worlds/on-the-way.ts";

/** A world of which one member is another. */
const but = (changed: (session: WorldSession) => object) => changedWorld(emulatorWorld(), changed);

const resultOf = async (world: World, capability: string, promise: string) => {
  const only = (test: { capability: string; promise: string }) =>
    test.capability === capability && test.promise === promise;
  const [result] = await runTests(komboBase, world, { only });
  return result;
};
const failureOf = async (...of: Parameters<typeof resultOf>) => (await resultOf(...of))?.failure;

describe("a world that does not do its part", () => {
  it.for([
    ["throws", () => Promise.reject(new Error("no table jobs")), 'records("jobs") failed: no table jobs'],
    ["hangs", () => new Promise(() => {}), 'records("jobs") did not end within 3000 ms'],
    ["gives nonsense", () => "all of them", 'records("jobs") gave "all of them", and not a list of records with an id'],
  ] as const)("fails the test with the name of its member when it %s", async ([, records, message]) => {
    const promise = "gives each field of each record the value that the ATS holds";
    expect(
      await failureOf(
        but(() => ({ records })),
        "jobs.stream",
        promise,
      ),
    ).toContain(`the world's ${message}`);
  });

  it.for([
    [
      "throws",
      () => Promise.reject(new RangeError("no row 7")),
      /failed: RangeError: no row 7\n +at .*worlds-that-fail\.test/,
    ],
    ["hangs", () => new Promise(() => {}), /gave no answer within 3 s/],
    ["gives nonsense", () => Promise.resolve({ jobs: [] }), /gave \{"jobs":\[\]\}, and not a Response/],
  ] as const)("fails the test with the name of its `fetch` when that %s", async ([, fetch, said]) => {
    const world = but(({ settings }) => ({ settings: { ...(settings as object), fetch } }));
    const failure = await failureOf(
      world,
      "jobs.stream",
      "gives each field of each record the value that the ATS holds",
    );
    expect(failure).toMatch(new RegExp(`^the world's fetch\\(GET /\\S+\\) ${said.source}`));
  });

  it("may lose a request in its own way, and the adapter's fault is shown", async () => {
    let trouble = "none";
    const world = but(({ settings }) => {
      const { fetch } = settings as { readonly fetch: typeof globalThis.fetch };
      const lossy: typeof fetch = (...sent) =>
        trouble === "answer-lost" ? Promise.reject(new Error("socket hang up")) : fetch(...sent);
      return { settings: { ...(settings as object), fetch: lossy }, trouble: (what: string) => void (trouble = what) };
    });
    const promise = "is retried after a lost answer; without a note the receipt warns of nothing";
    expect(await failureOf(world, "applications.reject", promise)).not.toContain("the world's fetch");
  });

  it("is named when it gives two customers the same settings", async () => {
    const world = emulatorWorld();
    const same = { ...world, open: () => world.open() };
    const promise = "keeps two customers of one app apart, also when they share a ledger";
    expect(await failureOf(same, "jobs.stream", promise)).toContain(
      'the world\'s open("second") gave the settings of the first customer',
    );
  });

  it("is named when another file comes in the place of the one that it replaces", async () => {
    let createdAt = "2026-11-20T09:00:00.000Z";
    const world = but((session) => {
      const files = session.files.bind(session);
      return {
        replaceFile: () => void (createdAt = "2026-11-23T09:00:00.000Z"),
        files: async (...whose: Parameters<typeof files>) =>
          (await files(...whose)).map((file) => ({ ...(file as object), createdAt })),
      };
    });
    const promise = "gives the newest résumé and counts the other files";
    expect(await failureOf(world, "candidates.getResume", promise)).toMatch(
      /^the world's replaceFile\(.+\) gave the file another creation time \(2026-11-20\S+, then 2026-11-23/,
    );
  });

  it("is named when it cannot be opened, or lacks a member", async () => {
    const open = () => Promise.reject(new Error("no database"));
    const promise = "is refused with the reason that coverage gives, and sends nothing";
    const failure = await failureOf({ ...emulatorWorld(), open }, "jobs.getEnhanced", promise);
    expect(failure).toBe("the world's open() failed: no database");
    expect(
      await failureOf(
        but(() => ({ touch: undefined })),
        "jobs.getEnhanced",
        promise,
      ),
    ).toBe("the world's touch is missing");
  });
});

describe("a world without optional members", () => {
  it.for([
    ["merge", { merge: undefined }, "knows a person who was merged into another as that one alone"],
    ["limits", { limits: undefined }, "reads every record of more than a list of the ATS gives or counts"],
    ['trouble("warned")', { trouble: () => "never" }, "passes on what the ATS warns of"],
  ] as const)("is said to lack %s", async ([member, changed, promise]) => {
    const capability = promise.startsWith("passes") ? "applications.addNote" : "candidates.stream";
    const result = await resultOf(
      but(() => changed),
      capability,
      promise,
    );
    expect(result).toMatchObject({ failure: null, lacking: [member] });
  });

  it("is not said to lack what it has", async () => {
    const promise = "knows a person who was merged into another as that one alone";
    expect(await resultOf(emulatorWorld(), "candidates.stream", promise)).toMatchObject({ lacking: [] });
  });
});

describe("a part of the suite", () => {
  it.for(["*", "job.stream", "offer.*", []])("is refused as `only: %j`, which names no capability", (only) => {
    expect(() => testAdapter(komboBase, { world: emulatorWorld(), only })).toThrow(
      /^`only` names ".*", which is not a capability/,
    );
  });
});
