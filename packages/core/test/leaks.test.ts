import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { connect } from "../src/index.ts";
import { turn, unanswered } from "../src/testing.ts";
import { scripted } from "./fixtures/scripted-adapter.ts";
import { job } from "./fixtures/toy-adapter.ts";

/** The timers that wait; a few are the test runner's own. */
const timers = () => process.getActiveResourcesInfo().filter((resource) => resource === "Timeout").length;

describe("a connection that lives long", () => {
  it("keeps nothing of 1,000 calls and 1,000 cancelled calls", async () => {
    const warnings: Error[] = [];
    const warned = (warning: Error) => warnings.push(warning);
    process.on("warning", warned);
    const adapter = scripted({
      getJob: (input, call) => ("id" in input && input.id === "open" ? unanswered(call) : Promise.resolve(job("a"))),
    });
    const ats = await connect(adapter, { apiKey: "k" });
    const before = timers();
    const controller = new AbortController();
    const { signal } = controller;

    for (let batch = 0; batch < 10; batch += 1)
      await Promise.all(Array.from({ length: 100 }, () => ats.jobs.get({ id: "a" }, { signal })));
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(timers()).toBeLessThan(before + 5);

    const open = Array.from({ length: 1_000 }, () => ats.jobs.get({ id: "open" }, { signal }));
    const ended = Promise.allSettled(open);
    await turn();
    controller.abort();
    expect((await ended).every(({ status }) => status === "rejected")).toBe(true);
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(getEventListeners(signal, "abort")).toEqual([]);
    expect(timers()).toBeLessThan(before + 5);
    process.off("warning", warned);
    expect(warnings).toEqual([]);
    await ats.close();
  });
});
