import { describe, expect, it } from "vitest";
import { AtsError, page, type Call, type Observer } from "../src/index.ts";
import { turn } from "../src/testing.ts";
import { PagedJobs } from "./fixtures/paged-jobs.ts";
import { answered, connected } from "./fixtures/scripted-adapter.ts";
import { job } from "./fixtures/toy-adapter.ts";

/** An observer that writes down what it is told. */
function witness(): Observer & { readonly told: unknown[] } {
  const told: unknown[] = [];
  return {
    told,
    started(call) {
      told.push(["start", call]);
      return (facts, error) => void told.push(["end", facts, error?.code]);
    },
  };
}

const broken: Observer = {
  started() {
    throw new Error("the observer's own");
  },
};
const brokenAtTheEnd: Observer = {
  started: () => () => {
    throw new Error("the observer's own");
  },
};
const brokenLater = async () => {
  throw new Error("the observer's own, later");
};

describe("observers", () => {
  it("see each call begin and end, with the facts that the handler noted", async () => {
    const one = witness();
    const two = witness();
    const { ats } = await connected(
      {
        getJob: async (_input, call) => {
          call.note("attempts", 1);
          call.note("attempts", 1);
          call.note("bytes", 70);
          return job("a");
        },
      },
      { observers: [one, two] },
    );
    await ats.jobs.get({ id: "a" });
    expect(one.told).toEqual([
      ["start", { capability: "jobs.get", adapter: "scripted", kind: "query", lane: "native" }],
      ["end", { attempts: 2, bytes: 70 }, undefined],
    ]);
    expect(two.told).toEqual(one.told);
  });

  it("see each page of a stream, and the error of a call", async () => {
    const observer = witness();
    const script = {
      ...new PagedJobs([]),
      getJob: () => Promise.reject(new Error("x")),
      fetchPage: async (at: unknown) => page([], at === null ? 1 : null),
    };
    const { ats } = await connected(script, { observers: [observer] });
    await ats.jobs.stream().toArray();
    await ats.jobs.get({ id: "a" }).catch(() => {});
    expect(observer.told).toHaveLength(6);
    expect(observer.told.at(-1)).toEqual(["end", {}, "adapter.unexpected-failure"]);
  });

  it("see a page read apart from its request, with what it held, as the same call", async () => {
    const calls: unknown[] = [];
    const told: unknown[] = [];
    const observer: Observer = {
      started(call) {
        calls.push(call);
        return (facts) => void told.push(["fetched", facts]);
      },
      reading(call) {
        calls.push(call);
        return (facts, error) => void told.push(["read", facts, error?.code]);
      },
    };
    const { ats } = await connected(
      {
        fetchPage: async (_at, call) => {
          call.note("bytes", 9);
          return page([job("a"), job("b")], null, [{ id: null, path: "$", problem: "is not an object" }]);
        },
      },
      { observers: [observer, broken] },
    );
    await ats.jobs.stream().toArray();
    expect(told).toEqual([
      ["fetched", { bytes: 9 }],
      ["read", { records: 2, quarantined: 1 }, undefined],
    ]);
    expect(calls[0]).toBe(calls[1]);
  });

  it("see what a page held once, also where the handler has read its records already", async () => {
    const observer = witness();
    const ends: unknown[] = [];
    const script = {
      ...new PagedJobs([]),
      fetchPage: async (_at: unknown, call: Call) => {
        call.note("attempts", 3);
        call.note("records", 2);
        call.note("quarantined", 1);
        return page([job("a"), job("b")], null, [{ id: "c", path: "$.updated", problem: "is not a date" }]);
      },
    };
    const reading = () => (facts: unknown) => void ends.push(facts);
    const { ats } = await connected(script, { observers: [{ ...observer, reading }] });
    await ats.jobs.stream().toArray();
    expect(observer.told.at(-1)).toEqual(["end", { attempts: 3 }, undefined]);
    expect(ends).toEqual([{ records: 2, quarantined: 1 }]);
  });

  it("may wrap a call's work in something of their own; a failure costs nothing", async () => {
    const order: string[] = [];
    const around = (name: string): Observer => ({
      started: () => () => {},
      within(_call, work) {
        order.push(name);
        return work();
      },
    });
    const never: Observer = {
      started: () => () => {},
      within() {
        throw new Error("the observer's own");
      },
    };
    let made = 0;
    const script = { getJob: async () => job(String((made += 1))) };
    const { ats } = await connected(script, { observers: [around("one"), around("two"), never] });
    expect((await ats.jobs.get({ id: "a" })).id).toBe("1");
    expect(made).toBe(1);
    expect(order).toEqual(["one", "two"]);
  });

  it("may fail after a call's work: the call ends, without an unhandled rejection", async () => {
    const late: Observer = {
      started: () => () => {},
      within(_call, work) {
        const made = work();
        return Promise.resolve(made).then(() => Promise.reject(new Error("the observer's own, later"))) as typeof made;
      },
    };
    const rejections: unknown[] = [];
    const rejected = (reason: unknown) => rejections.push(reason);
    process.on("unhandledRejection", rejected);
    const { ats } = await connected({ move: () => Promise.reject(new Error("x")) }, { observers: [late] });
    expect((await ats.jobs.get({ id: "a" })).id).toBe("a");
    await expect(ats.applications.moveToStage({ application: "a", stage: "s" })).rejects.toThrow();
    await turn();
    process.off("unhandledRejection", rejected);
    expect(rejections).toEqual([]);
  });

  it("never make a call's work be done twice, also where it fails at once", async () => {
    let made = 0;
    const getJob = () => {
      made += 1;
      throw new Error("the handler's own");
    };
    const passing: Observer = { started: () => () => {}, within: (_call, work) => work() };
    const { ats } = await connected({ getJob }, { observers: [passing] });
    await expect(ats.jobs.get({ id: "a" })).rejects.toMatchObject({ code: "adapter.unexpected-failure" });
    expect(made).toBe(1);
  });

  it("see nothing of a call that is refused for its input", async () => {
    const observer = witness();
    const { ats } = await connected({}, { observers: [observer] });
    await ats.jobs.get({ id: "" }).catch(() => {});
    await ats.jobs.get({ id: "a" }, { timeoutMs: -1 }).catch(() => {});
    expect(observer.told).toEqual([]);
  });

  it.each([
    ["at the start", broken],
    ["at the end", brokenAtTheEnd],
  ])("that throw %s turn no success into a failure, and hide no error", async (_when, observer) => {
    const after = witness();
    const { ats } = await connected(
      {
        getJob: () =>
          Promise.reject(new AtsError({ code: "x.y", fault: "ats", retry: "never", message: "m", advice: "a" })),
      },
      { observers: [observer, after] },
    );
    expect(await ats.candidates.addNote({ candidate: "c", note: "n" })).toEqual(answered);
    await expect(ats.jobs.get({ id: "a" })).rejects.toMatchObject({ code: "x.y" });
    expect(after.told).toHaveLength(4);
  });
});

describe("observers that are async functions", () => {
  it("and fail end no process: nobody is left to handle the rejection", async () => {
    const unhandled: unknown[] = [];
    const rejected = (reason: unknown) => unhandled.push(reason);
    process.on("unhandledRejection", rejected);
    const atTheEnd: Observer = {
      started: () => brokenLater,
      reading: () => brokenLater,
      within: (_call, work) => work(),
    };
    const observers = [atTheEnd, { started: brokenLater, reading: brokenLater } as unknown as Observer];
    const { ats } = await connected({ fetchPage: async () => page([job("a")], null) }, { observers });
    expect(await ats.candidates.addNote({ candidate: "c", note: "n" })).toEqual(answered);
    expect(await ats.jobs.stream().toArray()).toHaveLength(1);
    await turn();
    process.off("unhandledRejection", rejected);
    expect(unhandled).toEqual([]);
  });
});

describe("listeners to events", () => {
  const quarantining = {
    fetchPage: async () => page([job("a")], null, [{ id: null, path: "$", problem: "is not an object" }]),
  };

  it("that throw disturb neither the stream nor each other", async () => {
    const { ats } = await connected(quarantining);
    const heard: unknown[] = [];
    ats.on("quarantine", () => {
      throw new Error("the listener's own");
    });
    ats.on("quarantine", async () => {
      throw new Error("the listener's own, later");
    });
    ats.on("quarantine", (event) => heard.push(event.path));
    expect(await ats.jobs.stream().toArray()).toHaveLength(1);
    expect(heard).toEqual(["$"]);
  });

  it("that leave and listen again during an event get it once", async () => {
    const { ats } = await connected(quarantining);
    let heard = 0;
    const listen = () => {
      heard += 1;
      leave();
      if (heard < 10) leave = ats.on("quarantine", listen);
    };
    let leave = ats.on("quarantine", listen);
    await ats.jobs.stream().toArray();
    expect(heard).toBe(1);
  });

  it("hear nothing any more once they have left", async () => {
    const { ats } = await connected(quarantining);
    let heard = 0;
    const leave = ats.on("quarantine", () => (heard += 1));
    await ats.jobs.stream().toArray();
    leave();
    leave();
    await ats.jobs.stream().toArray();
    expect(heard).toBe(1);
  });
});
