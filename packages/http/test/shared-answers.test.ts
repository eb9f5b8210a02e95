import { getEventListeners } from "node:events";
import { AtsError, CallAborted } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { contentKey } from "../src/index.ts";
import { SharedAnswers, untilAborted } from "../src/index.ts";
import { callOf, ManualClock, turn } from "@anyats/core/testing";

const clock = new ManualClock();

const quotaExceeded = new AtsError({
  code: "quota.exceeded",
  fault: "ats",
  retry: { afterMs: 20_000 },
  message: "No request is left.",
  advice: "Try again later.",
});

it("work of a call that was given up before does not end the process when it fails", async () => {
  const unhandled: unknown[] = [];
  const noted = (reason: unknown) => unhandled.push(reason);
  process.on("unhandledRejection", noted);
  const work = () => turn().then(() => Promise.reject(quotaExceeded));
  const given = untilAborted(work(), AbortSignal.abort(new CallAborted()));
  await expect(given).rejects.toMatchObject({ code: "call.aborted" });
  await turn();
  await turn();
  process.off("unhandledRejection", noted);
  expect(unhandled).toEqual([]);
});

describe("an answer that many calls need", () => {
  it("is read once, and one who gives up waiting for it leaves at once", async () => {
    const answers = new SharedAnswers<string>(10);
    const answer = Promise.withResolvers<string>();
    let reads = 0;
    const read = () => {
      reads += 1;
      return answer.promise;
    };
    const controller = new AbortController();
    const reading = answers.read("key", callOf(clock), read);
    const patient = callOf(clock, { signal: new AbortController().signal });
    const waiting = answers.read("key", patient, read);
    const leaving = answers.read("key", callOf(clock, { signal: controller.signal }), read);
    controller.abort(new CallAborted());
    await expect(leaving).rejects.toMatchObject({ code: "call.aborted" });
    answer.resolve("answer");
    expect(await Promise.all([reading, waiting])).toEqual(["answer", "answer"]);
    expect(reads).toBe(1);
    expect(getEventListeners(patient.signal, "abort")).toEqual([]);
  });

  it("is read again by those who wait if the reader gives up; a failure is not kept", async () => {
    const answers = new SharedAnswers<string>(10);
    const given = [Promise.reject(new CallAborted()), Promise.resolve("second")];
    const read = () => given.shift()!;
    const first = answers.read("key", callOf(clock), read);
    const second = answers.read("key", callOf(clock), read);
    await expect(first).rejects.toMatchObject({ code: "call.aborted" });
    expect(await second).toBe("second");
    await expect(answers.read("other", callOf(clock), () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(answers.kept("other")).toBeUndefined();
  });

  it("is read after a change where it must be, once for all who ask then", async () => {
    const answers = new SharedAnswers<string>(10);
    const begun = Promise.withResolvers<void>();
    let [state, reads] = ["before", 0];
    const read = async () => {
      reads += 1;
      const seen = state;
      await begun.promise;
      return seen;
    };
    const first = answers.read("key", callOf(clock), read);
    state = "after";
    const later = [1, 2].map(() => answers.read("key", callOf(clock), read, true));
    begun.resolve();
    expect(await Promise.all([first, ...later])).toEqual(["before", "after", "after"]);
    expect([reads, answers.kept("key")]).toEqual([2, "after"]);
  });

  it("is read after a reading under way that fails, where it must be", async () => {
    const answers = new SharedAnswers<string>(10);
    const first = answers.read("key", callOf(clock), () => Promise.reject(new Error("no")));
    const later = answers.read("key", callOf(clock), () => Promise.resolve("after"), true);
    await expect(first).rejects.toThrow("no");
    expect(await later).toBe("after");
  });

  it("is read again by one who has more time, where the reader had too little", async () => {
    for (const [code, more, ended] of [
      ["quota.exceeded", 10_000, "answer"],
      ["quota.exceeded", 10, "quota.exceeded"],
      ["input.refused-by-ats", 10_000, "input.refused-by-ats"],
    ] as const) {
      const answers = new SharedAnswers<string>(10);
      const short = callOf(clock);
      const long = callOf(clock, { deadline: short.deadline + more });
      const retry = code === "quota.exceeded" ? quotaExceeded.retry : "never";
      const failure = new AtsError({
        ...quotaExceeded,
        code,
        retry,
        message: "No request is left.",
        advice: "Try again later.",
      });
      const first = answers.read("key", short, () => Promise.reject(failure));
      const second = answers.read("key", long, () => Promise.resolve("answer"));
      await expect(first).rejects.toMatchObject({ code });
      expect(await second.catch((caught: AtsError) => caught.code)).toBe(ended);
    }
  });

  it("is read again by an interactive call, where the reader let others go first", async () => {
    const answers = new SharedAnswers<string>(10);
    const first = answers.read("key", callOf(clock, { priority: "bulk" }), () => Promise.reject(quotaExceeded));
    const second = answers.read("key", callOf(clock, { priority: "interactive" }), () => Promise.resolve("answer"));
    await expect(first).rejects.toBe(quotaExceeded);
    expect(await second).toBe("answer");
  });

  it("is forgotten when others came since that fill the place", async () => {
    const answers = new SharedAnswers<number>(2);
    for (const key of ["a", "b", "a", "c"]) answers.keep(key, 1);
    expect(["a", "b", "c"].map((key) => answers.kept(key))).toEqual([1, undefined, 1]);
  });
});

it("treats writes as different whose ids and texts only agree when joined", () => {
  expect(contentKey("a1", "2x")).not.toBe(contentKey("a12", "x"));
  expect(contentKey("a1", "2x")).toBe(contentKey("a1", "2x"));
});
