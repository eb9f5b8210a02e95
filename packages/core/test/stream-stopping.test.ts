import { getEventListeners, once } from "node:events";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { page } from "../src/index.ts";
import { turn, unanswered } from "../src/testing.ts";
import { PagedJobs } from "./fixtures/paged-jobs.ts";
import { connected, type Script } from "./fixtures/scripted-adapter.ts";
import { job } from "./fixtures/toy-adapter.ts";

/** Answers the first page and leaves every later request open. */
function stuckAfterTheFirstPage(signals: AbortSignal[]): Script {
  return {
    fetchPage: (position, call) => {
      signals.push(call.signal);
      return position === null ? Promise.resolve(page([job("a"), job("b")], 1)) : unanswered(call);
    },
  };
}

describe("leaving a stream early", () => {
  it("cancels the request under way, and leaves no timer and no listener", async () => {
    const signals: AbortSignal[] = [];
    const { ats, clock } = await connected(stuckAfterTheFirstPage(signals));
    const controller = new AbortController();
    for await (const _job of ats.jobs.stream({}, { signal: controller.signal })) break;
    await turn();
    await turn();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false, true]);
    expect(clock.sleeping).toBe(0);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  it("also when the app throws while it works on a record", async () => {
    const signals: AbortSignal[] = [];
    const { ats } = await connected(stuckAfterTheFirstPage(signals));
    const reading = (async () => {
      for await (const _page of ats.jobs.stream().pages()) throw new Error("the app's own");
    })();
    await expect(reading).rejects.toThrow("the app's own");
    expect(signals[1]?.aborted).toBe(true);
  });
});

describe("a stream that is left while it waits for a page", () => {
  it.each(["its records", "its pages"])("ends the request under way and %s at once", async (what) => {
    const signals: AbortSignal[] = [];
    const { ats, clock } = await connected(stuckAfterTheFirstPage(signals));
    const stream = ats.jobs.stream();
    const iterator = (what === "its pages" ? stream.pages() : stream)[Symbol.asyncIterator]();
    await iterator.next();
    if (what === "its records") await iterator.next();
    const awaited = iterator.next();
    await turn();
    expect(signals[1]?.aborted).toBe(false);
    const left = iterator.return!();
    expect(signals[1]?.aborted).toBe(true);
    expect(await Promise.all([awaited, left])).toEqual([
      { done: true, value: undefined },
      { done: true, value: undefined },
    ]);
    expect(clock.sleeping).toBe(0);
  });

  it("as by a Node stream over it whose reader went away", async () => {
    const signals: AbortSignal[] = [];
    const { ats } = await connected(stuckAfterTheFirstPage(signals));
    const seen: unknown[] = [];
    const readable = Readable.from(ats.jobs.stream()).on("data", (record) => seen.push(record));
    while (seen.length < 2) await turn();
    await turn();
    readable.destroy();
    await once(readable, "close");
    expect(signals[1]?.aborted).toBe(true);
  });
});

describe("the caller's signal", () => {
  it("cancels the request under way with CallAborted", async () => {
    const signals: AbortSignal[] = [];
    const { ats } = await connected(stuckAfterTheFirstPage(signals));
    const controller = new AbortController();
    const reading = ats.jobs.stream({}, { signal: controller.signal }).toArray();
    await turn();
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: "call.aborted", retry: "safe", capability: "jobs.stream" });
    expect(signals[1]?.aborted).toBe(true);
  });

  it("stops between two records of one page, also of the last", async () => {
    const { ats } = await connected(new PagedJobs([["a", "b", "c"]]));
    const controller = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { id } of ats.jobs.stream({}, { signal: controller.signal })) {
        seen.push(id);
        if (id === "b") controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "call.aborted", adapter: "scripted" });
    expect(seen).toEqual(["a", "b"]);
  });

  it("stops between two pages, also where the next one is there already", async () => {
    const { ats } = await connected(new PagedJobs([["a"], ["b"]]));
    const controller = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { records } of ats.jobs.stream({}, { signal: controller.signal }).pages()) {
        seen.push(...records.map(({ id }) => id));
        for (let step = 0; step < 5; step += 1) await turn();
        controller.abort();
      }
    })();
    await expect(reading).rejects.toMatchObject({ code: "call.aborted", adapter: "scripted" });
    expect(seen).toEqual(["a"]);
  });

  it("that was aborted before lets nothing be sent", async () => {
    const source = new PagedJobs([["a"]]);
    const { ats } = await connected(source);
    await expect(ats.jobs.stream({}, { signal: AbortSignal.abort() }).toArray()).rejects.toMatchObject({
      code: "call.aborted",
    });
    expect(source.asked).toEqual([]);
  });
});

describe("a page that takes too long", () => {
  it("ends the stream with DeadlineExceeded, by the caller's limit for a page", async () => {
    const signals: AbortSignal[] = [];
    const { ats, clock } = await connected(stuckAfterTheFirstPage(signals));
    const stream = ats.jobs.stream({}, { timeoutMs: 5_000 });
    const seen: string[] = [];
    const reading = (async () => {
      for await (const { id } of stream) seen.push(id);
    })();
    const failed = expect(reading).rejects.toMatchObject({ code: "call.deadline-exceeded", retry: "safe" });
    await clock.advance(4_999);
    expect(signals[1]?.aborted).toBe(false);
    await clock.advance(1);
    await failed;
    expect(signals[1]?.aborted).toBe(true);
    expect(seen).toEqual(["a", "b"]);
    expect(stream.checkpoint).toMatchObject({ position: 1, done: false });
  });

  it("does not count the time that the app takes", async () => {
    const { ats, clock } = await connected(new PagedJobs([["a"], ["b"], ["c"]]));
    const seen: string[] = [];
    for await (const { id } of ats.jobs.stream({}, { timeoutMs: 5_000 })) {
      seen.push(id);
      await clock.advance(60_000);
    }
    expect(seen).toEqual(["a", "b", "c"]);
  });
});
