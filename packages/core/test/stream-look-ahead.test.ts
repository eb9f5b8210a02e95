import { describe, expect, it } from "vitest";
import { page } from "../src/index.ts";
import { turn } from "../src/testing.ts";
import { PagedJobs } from "./fixtures/paged-jobs.ts";
import { connected } from "./fixtures/scripted-adapter.ts";
import { job } from "./fixtures/toy-adapter.ts";

const pages = [["a"], ["b"], ["c"], ["d"]];

describe("the next page is fetched while the app works on this one", () => {
  it("one page ahead and never more, however long the app works", async () => {
    const source = new PagedJobs(pages);
    const { ats } = await connected(source);
    const askedSoFar: number[] = [];
    for await (const _page of ats.jobs.stream().pages()) {
      for (let step = 0; step < 5; step += 1) await turn();
      askedSoFar.push(source.asked.length);
    }
    expect(askedSoFar).toEqual([2, 3, 4, 4]);
    expect(source.mostInFlight).toBe(1);
  });

  it("begins before this page is decoded", async () => {
    const happened: string[] = [];
    const { ats } = await connected({
      fetchPage: async (position) => {
        const at = Number(position ?? 0);
        happened.push(`fetch ${at}`);
        const decode = () => {
          happened.push(`decode ${at}`);
          return { records: [job(`j${at}`)], quarantined: [] };
        };
        return { next: at < 1 ? at + 1 : null, decode };
      },
    });
    await ats.jobs.stream().toArray();
    expect(happened).toEqual(["fetch 0", "fetch 1", "decode 0", "decode 1"]);
  });

  it("is requested before the app gets this one, even if the app blocks the processor", async () => {
    const sent: number[] = [];
    const { ats } = await connected({
      fetchPage: async (position) => {
        const at = Number(position ?? 0);
        await turn(); // What a request needs to leave.
        sent.push(at);
        return page([job(`j${at}`)], at < 2 ? at + 1 : null);
      },
    });
    const sentSoFar: number[] = [];
    for await (const _job of ats.jobs.stream()) sentSoFar.push(sent.length);
    expect(sentSoFar).toEqual([2, 3, 3]);
  });

  it("does not happen where the app does not want it", async () => {
    const source = new PagedJobs(pages);
    const { ats } = await connected(source);
    const askedSoFar: number[] = [];
    for await (const _job of ats.jobs.stream({}, { lookAhead: false })) {
      await turn();
      askedSoFar.push(source.asked.length);
    }
    expect(askedSoFar).toEqual([1, 2, 3, 4]);
  });

  it("delivers this page first when the next one fails", async () => {
    const { ats } = await connected({
      fetchPage: async (position) => {
        if (position !== null) throw new Error("broken");
        return page([job("a")], 1);
      },
    });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { id } of ats.jobs.stream()) {
        seen.push(id);
        await turn();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "adapter.unexpected-failure" });
    expect(seen).toEqual(["a"]);
  });
});
