import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { page, type QuarantinedRecord } from "../src/index.ts";
import { PagedJobs, everyPage, idsOf } from "./fixtures/paged-jobs.ts";
import { connected } from "./fixtures/scripted-adapter.ts";
import { job } from "./fixtures/toy-adapter.ts";

const layouts = fc
  .array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 8 })
  .map((sizes) => sizes.map((size, at) => Array.from({ length: size }, (_, index) => `p${at}r${index}`)));

describe("a stream delivers every record once and in order", () => {
  it("whatever the pages look like, empty ones among them", async () => {
    await fc.assert(
      fc.asyncProperty(layouts, fc.boolean(), async (pages, lookAhead) => {
        const { ats } = await connected(new PagedJobs(pages));
        const stream = ats.jobs.stream({}, { lookAhead });
        const single: string[] = [];
        for await (const { id } of stream) single.push(id);
        expect(single).toEqual(pages.flat());
        expect(idsOf(await stream.toArray())).toEqual(pages.flat());
      }),
      { numRuns: 50 },
    );
  });

  it("can be read again from the beginning", async () => {
    const source = new PagedJobs([["a", "b"], ["c"]]);
    const { ats } = await connected(source);
    const stream = ats.jobs.stream();
    for await (const _job of stream) break;
    expect(idsOf(await stream.toArray())).toEqual(["a", "b", "c"]);
  });

  it("two readers at the same time do not disturb each other", async () => {
    const { ats } = await connected(new PagedJobs([["a"], ["b"], ["c"]]));
    const stream = ats.jobs.stream();
    const [one, two] = await Promise.all([stream.toArray(), stream.toArray()]);
    expect(idsOf(one)).toEqual(["a", "b", "c"]);
    expect(idsOf(two)).toEqual(["a", "b", "c"]);
    expect(stream.progress).toEqual({ records: 3, quarantined: 0, pages: 3 });
  });

  it("sends nothing before it is read", async () => {
    const source = new PagedJobs([["a"]]);
    const { ats } = await connected(source);
    ats.jobs.stream();
    expect(source.asked).toEqual([]);
  });

  it("counts the records that were delivered, and no more", async () => {
    const { ats } = await connected(new PagedJobs([["a", "b"], ["c"]]));
    const stream = ats.jobs.stream();
    const counts: number[] = [];
    for await (const _job of stream) counts.push(stream.progress.records);
    expect(counts).toEqual([1, 2, 3]);
    expect(stream.progress).toEqual({ records: 3, quarantined: 0, pages: 2 });
  });

  it("hands the caller's page size, filter and wish for raw records to the adapter", async () => {
    const seen: unknown[] = [];
    const { ats } = await connected({
      fetchPage: async (_position, { pageSize, raw, priority }, input) => {
        seen.push({ pageSize, raw, priority, input });
        return page([], null);
      },
    });
    await ats.jobs.stream({ ids: ["a"] }, { pageSize: 7, raw: true }).toArray();
    expect(seen).toEqual([{ pageSize: 7, raw: true, priority: "bulk", input: { ids: ["a"] } }]);
  });
});

describe("an empty list in a filter means no record, never all", () => {
  it.each([{ ids: [] }, { remoteIds: [] }, { statuses: [], titleContains: "x" }])(
    "%j asks for nothing",
    async (filter) => {
      const source = new PagedJobs([["a"]]);
      const { ats } = await connected(source);
      expect(await ats.jobs.stream(filter).toArray()).toEqual([]);
      expect(source.asked).toEqual([]);
    },
  );
});

describe("a record that cannot be read costs itself and nothing else", () => {
  const bad: QuarantinedRecord = { id: "bad", path: "$.title", problem: "is not a text" };

  it("is counted, listed with its page and emitted as an event, and the stream goes on", async () => {
    const { ats } = await connected({
      fetchPage: async (position) => (position === null ? page([job("a")], 1, [bad]) : page([job("b")], null)),
    });
    const events: unknown[] = [];
    ats.on("quarantine", (event) => events.push(event));
    const stream = ats.jobs.stream();
    const pages = await everyPage(stream);
    expect(pages.map(({ records, quarantined }) => [idsOf(records), quarantined])).toEqual([
      [["a"], [bad]],
      [["b"], []],
    ]);
    expect(events).toEqual([{ capability: "jobs.stream", ...bad }]);
    expect(stream.progress).toEqual({ records: 2, quarantined: 1, pages: 2 });
  });
});

describe("a server that repeats a cursor", () => {
  it.each([
    ["the one that it was just asked with", [1, 1]],
    ["one of long ago", [1, 2, 3, 1]],
  ])("ends the stream with an error, not in a loop: %s", async (_name, cursors) => {
    let requests = 0;
    const { ats } = await connected({
      fetchPage: async () => page([job(`j${requests}`)], cursors[requests++] ?? null),
    });
    await expect(ats.jobs.stream().toArray()).rejects.toMatchObject({
      code: "stream.repeated-cursor",
      capability: "jobs.stream",
      adapter: "scripted",
    });
    expect(requests).toBe(cursors.length);
  });

  it("also where a cursor is an object", async () => {
    const { ats } = await connected({ fetchPage: async () => page([job("a")], { after: "x" }) });
    await expect(ats.jobs.stream().toArray()).rejects.toMatchObject({ code: "stream.repeated-cursor" });
  });
});
