import { CallAborted } from "@anyats/core";
import { callOf, ManualClock } from "@anyats/core/testing";
import { describe, expect, it } from "vitest";
import { InTurn } from "../src/index.ts";

const clock = new ManualClock();
const turns = () => new Promise((resolve) => setImmediate(resolve));

describe("work that is done in turn", () => {
  it("runs one after the other for one key, also after a failure, and others at once", async () => {
    const inTurn = new InTurn();
    const log: string[] = [];
    const first = Promise.withResolvers<void>();
    const work =
      (name: string, until: Promise<void> = Promise.resolve()) =>
      async () => {
        log.push(`${name} begins`);
        await until;
        log.push(`${name} ends`);
        return name;
      };
    const one = inTurn.run("a", callOf(clock), work("one", first.promise));
    const two = inTurn.run("a", callOf(clock), work("two"));
    const other = inTurn.run("b", callOf(clock), work("other"));
    expect(await other).toBe("other");
    expect(log).toEqual(["one begins", "other begins", "other ends"]);
    first.reject(new Error("no"));
    await expect(one).rejects.toThrow("no");
    expect(await two).toBe("two");
    expect(log.slice(3)).toEqual(["two begins", "two ends"]);
  });

  it("does nothing for a call that ends before its turn, and lets the next one wait", async () => {
    const inTurn = new InTurn();
    const first = Promise.withResolvers<void>();
    const controller = new AbortController();
    const done: string[] = [];
    const work = (name: string) => async () => void done.push(name);
    const one = inTurn.run("a", callOf(clock), async () => {
      await first.promise;
      done.push("one");
    });
    const leaving = inTurn.run("a", callOf(clock, { signal: controller.signal }), work("leaving"));
    const last = inTurn.run("a", callOf(clock), work("last"));
    controller.abort(new CallAborted());
    await expect(leaving).rejects.toMatchObject({ code: "call.aborted" });
    await turns();
    expect(done).toEqual([]);
    first.resolve();
    await Promise.all([one, last]);
    expect(done).toEqual(["one", "last"]);
  });
});
