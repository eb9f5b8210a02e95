import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Checkpoint } from "../src/index.ts";
import { PagedJobs, everyPage, idsOf } from "./fixtures/paged-jobs.ts";
import { connected } from "./fixtures/scripted-adapter.ts";

const layouts = fc
  .array(fc.nat({ max: 3 }), { minLength: 1, maxLength: 6 })
  .map((sizes) => sizes.map((size, at) => Array.from({ length: size }, (_, index) => `p${at}r${index}`)));

/** A checkpoint as it comes back from a file. */
const stored = (checkpoint: Checkpoint | undefined): Checkpoint | undefined =>
  checkpoint && (JSON.parse(JSON.stringify(checkpoint)) as Checkpoint);

const from = (checkpoint: Checkpoint | undefined) => (checkpoint ? { checkpoint } : {});

describe("a stream that crashed goes on where it stood", () => {
  it("page by page: every record exactly once", async () => {
    await fc.assert(
      fc.asyncProperty(layouts, fc.nat({ max: 6 }), async (pages, crashAfter) => {
        const { ats } = await connected(new PagedJobs(pages));
        const kept: string[] = [];
        let place: Checkpoint | undefined;
        let taken = 0;
        for await (const { records, checkpoint } of ats.jobs.stream().pages()) {
          if (taken++ === crashAfter) break;
          kept.push(...idsOf(records));
          place = checkpoint;
        }
        kept.push(...idsOf(await ats.jobs.stream({}, from(stored(place))).toArray()));
        expect(kept).toEqual(pages.flat());
      }),
      { numRuns: 60 },
    );
  });

  it("record by record: each at least once, and only those of the open page twice", async () => {
    await fc.assert(
      fc.asyncProperty(layouts, fc.nat({ max: 18 }), async (pages, crashAfter) => {
        const { ats } = await connected(new PagedJobs(pages));
        const stream = ats.jobs.stream();
        const before: string[] = [];
        for await (const { id } of stream) {
          if (before.length === crashAfter) break;
          before.push(id);
        }
        const after = idsOf(await ats.jobs.stream({}, from(stored(stream.checkpoint))).toArray());
        expect([...new Set([...before, ...after])]).toEqual(pages.flat());
        const twice = before.filter((id) => after.includes(id));
        expect(new Set(twice.map((id) => id.slice(0, 2))).size).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });

  it("asks for no page that was delivered", async () => {
    const source = new PagedJobs([["a"], ["b"], ["c"]]);
    const { ats } = await connected(source);
    const [first] = await everyPage(ats.jobs.stream());
    source.asked.length = 0;
    await ats.jobs.stream({}, from(first?.checkpoint)).toArray();
    expect(source.asked).toEqual([1, 2]);
  });

  it("stays at the start until a page was read", async () => {
    const { ats } = await connected(new PagedJobs([["a"], ["b"], ["c"]]));
    const [first] = await everyPage(ats.jobs.stream());
    const { checkpoint } = first!;
    const stream = ats.jobs.stream({}, { checkpoint });
    expect(stream.checkpoint).toEqual(checkpoint);
    for await (const _page of stream.pages()) break;
    expect(stream.checkpoint).toEqual(checkpoint);
  });

  it("never stands after a page that the app still works on", async () => {
    const { ats } = await connected(new PagedJobs([["a"], ["b"]]));
    const stream = ats.jobs.stream();
    const places: unknown[] = [];
    for await (const _page of stream.pages()) places.push(stream.checkpoint?.position);
    expect(places).toEqual([undefined, 1]);
    expect(stream.checkpoint?.done).toBe(true);
  });

  it("asks for nothing where all was delivered", async () => {
    const source = new PagedJobs([["a"]]);
    const { ats } = await connected(source);
    const stream = ats.jobs.stream();
    await stream.toArray();
    source.asked.length = 0;
    expect(await ats.jobs.stream({}, from(stream.checkpoint)).toArray()).toEqual([]);
    expect(source.asked).toEqual([]);
  });
});

describe("a checkpoint", () => {
  const taken = async (filter: { titleContains?: string } = {}) => {
    const { ats, clock } = await connected(new PagedJobs([["a"], ["b"]]));
    const [first] = await everyPage(ats.jobs.stream(filter));
    return { ats, clock, checkpoint: first!.checkpoint };
  };

  it("is plain JSON with the start of the reading, also when resumed a day later", async () => {
    const { ats, clock, checkpoint } = await taken();
    expect(stored(checkpoint)).toStrictEqual(checkpoint);
    expect(checkpoint.startedAt).toBe("2026-03-01T12:00:00.000Z");
    await clock.advance(86_400_000);
    const [last] = await everyPage(ats.jobs.stream({}, { checkpoint }));
    expect(last?.checkpoint).toMatchObject({ done: true, startedAt: checkpoint.startedAt });
  });

  it("shows nothing of the filter's values", async () => {
    const { checkpoint } = await taken({ titleContains: "Confidential" });
    expect(JSON.stringify(checkpoint)).not.toContain("Confidential");
  });

  it("fits the same filter however it is written", async () => {
    const { ats } = await connected(new PagedJobs([["a"], ["b"]]));
    const filter = { titleContains: "x", updatedAfter: "2026-01-01T01:00:00+01:00" };
    const [first] = await everyPage(ats.jobs.stream(filter));
    const same = { updatedAfter: new Date("2026-01-01T00:00:00Z"), titleContains: "x" };
    expect(idsOf(await ats.jobs.stream(same, from(first?.checkpoint)).toArray())).toEqual(["b"]);
  });

  it.each([
    ["another adapter", { adapter: "other" }, /made by the adapter "other"/],
    ["another capability", { capability: "candidates.stream" }, /made by candidates\.stream/],
    ["another filter", { filter: "x" }, /another filter/],
    ["another version", { version: 2 }, /not a checkpoint of this version/],
    ["a broken position", { position: ["a"] }, /not a checkpoint of this version/],
    ["a broken time", { startedAt: "yesterday" }, /not a checkpoint of this version/],
  ])("of %s is refused", async (_name, difference, message) => {
    const { ats, checkpoint } = await taken();
    const wrong = { ...checkpoint, ...difference } as Checkpoint;
    const refused = () => ats.jobs.stream({}, { checkpoint: wrong });
    expect(refused).toThrow(message);
    expect(refused).toThrow(expect.objectContaining({ code: "stream.checkpoint-mismatch", adapter: "scripted" }));
  });

  it.each([[null], [""], [0], ["garbage"], [{}], [[]]])(
    "that is %j is refused, not treated as the beginning",
    async (garbage) => {
      const { ats } = await taken();
      expect(() => ats.jobs.stream({}, { checkpoint: garbage as never })).toThrow(/not a checkpoint/);
    },
  );
});
