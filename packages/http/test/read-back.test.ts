import { AtsError } from "@anyats/core";
import { describe, expect, it } from "vitest";
import { ReadBack, type Alike, type Written } from "../src/index.ts";
import { callOf, ManualClock, turn } from "@anyats/core/testing";

const failing = (retry: AtsError["retry"], code = "aggregator.failed") =>
  new AtsError({ code, fault: "aggregator", retry, message: "It failed.", advice: "Look." });

/** A call that keeps what it is told to remember. */
function remembering(call: ReturnType<typeof callOf>): ReturnType<typeof callOf> {
  let memory: unknown;
  const remember = async (given: unknown) => void (memory = given);
  return Object.defineProperty({ ...call, remember }, "memory", { get: () => memory });
}

/** A list of notes that look alike, and writes to it. */
function scene() {
  const clock = new ManualClock();
  const readBack = new ReadBack<Written>(clock, "notes");
  const there: Written[] = [];
  const alike = async () => [...there];
  const add = () => there.push({ id: `note ${there.length}` });
  const call = (idempotencyKey?: string) => callOf(clock, { idempotencyKey });
  const write = (
    of: ReturnType<typeof call>,
    doing: () => Promise<unknown>,
    key = "like",
    before: Alike<Written> = alike,
  ) => readBack.around(key, of, before, doing);
  /** A write of which no answer comes. */
  const lost = async (of: ReturnType<typeof call>, arrives: boolean, key = "like", before: Alike<Written> = alike) => {
    const writing = write(
      of,
      async () => {
        if (arrives) add();
        throw failing("unknown-outcome");
      },
      key,
      before,
    );
    await expect(writing).rejects.toMatchObject({ retry: "unknown-outcome" });
  };
  const settle = (of: ReturnType<typeof call>, key = "like") => readBack.settle(key, of, alike, ({ id }) => id, {});
  /** Writes whose answers name what they made. */
  const naming = {
    around: (of: ReturnType<typeof call>, doing: () => Promise<string>) =>
      readBack.around("like", of, alike, doing, undefined, (id) => id),
    settle: (of: ReturnType<typeof call>, now: Alike<Written> = alike) =>
      readBack.settle("like", of, now, ({ id }) => id, {}),
  };
  return { clock, there, add, alike, call, write, lost, settle, readBack: naming };
}

describe("a write whose answer was lost", () => {
  it("is not treated as a like one that is still under way", async () => {
    const { add, call, write, lost, settle } = scene();
    const [mine, other] = [call(), call()];
    await lost(mine, false);
    const answer = Promise.withResolvers<string>();
    const writing = write(other, () => {
      add();
      return answer.promise;
    });
    await turn();
    expect(await settle(mine)).toMatchObject({ found: false, certain: false });
    answer.resolve("written");
    expect(await writing).toBe("written");
    expect(await settle(mine)).toMatchObject({ found: false, certain: false });
  });

  it("is found although a like one was refused before", async () => {
    const { call, write, lost, settle } = scene();
    await expect(write(call(), () => Promise.reject(failing("never")))).rejects.toMatchObject({ retry: "never" });
    const mine = call();
    await lost(mine, true);
    expect(await settle(mine)).toMatchObject({ found: true, output: "note 0" });
  });

  it("is found although a like one was lost before, once the time of that one is over", async () => {
    const { clock, call, lost, settle } = scene();
    await lost(call(), false);
    const [early, late] = [call(), callOf(clock, { deadline: clock.now() + 600_000 })];
    await lost(early, true);
    expect(await settle(early)).toMatchObject({ found: false });
    await clock.advance(400_000);
    await lost(late, true);
    expect(await settle(late)).toMatchObject({ found: true, output: "note 1" });
  });

  it("is not treated as a similar write with a key, which may be settled at any time", async () => {
    const { clock, add, call, lost, settle } = scene();
    await lost(call("key"), false);
    await clock.advance(400_000);
    const mine = call();
    await lost(mine, false);
    add(); // What was lost first came late.
    expect(await settle(mine)).toMatchObject({ found: false });
    await clock.advance(400_000);
    expect(await settle(call("key"))).toMatchObject({ found: true, output: "note 0" });
  });

  it.each(["first", "last"])(
    "is told from a like one whose answer names it, where a list has the newest %s",
    async (at) => {
      const { call, there, lost, add, alike, readBack } = scene();
      const [mine, other] = [remembering(call()), call()];
      const theirs = Promise.withResolvers<void>();
      const begun = readBack.around(other, () => theirs.promise.then(() => "note 1"));
      await lost(mine, true);
      add();
      if (at === "first") there.reverse();
      expect(await alike()).toHaveLength(2);
      // Whose is which, nobody knows yet.
      expect(await readBack.settle(mine)).toMatchObject({ found: false, certain: false });
      theirs.resolve();
      await begun;
      expect(await readBack.settle(mine)).toMatchObject({ found: true, output: "note 0" });
      expect(await readBack.settle(mine)).toMatchObject({ found: true, output: "note 0" });
    },
  );

  it("is another record than a like one that was lost, too", async () => {
    const { call, lost, settle } = scene();
    const [one, other] = [remembering(call()), remembering(call("key"))];
    await Promise.all([lost(one, true), lost(other, true)]);
    const found = [await settle(one), await settle(other), await settle(one), await settle(other)];
    expect(found).toMatchObject(["note 1", "note 0", "note 1", "note 0"].map((output) => ({ output })));
  });

  it("stays unknown where it could not be seen what was there before", async () => {
    const { call, lost, settle } = scene();
    const mine = call();
    await lost(mine, true, "like", () => Promise.reject(failing("safe")));
    expect(await settle(mine)).toMatchObject({
      found: false,
      certain: false,
      because: "it is not known which notes were there before the write (aggregator.failed)",
    });
  });

  it("is found beside one that could not be read before, and never is that one", async () => {
    const { there, alike, call, lost, readBack } = scene();
    const odd = (id: string | null) => ({ id, path: "$.text", problem: "is not a text" });
    const unreadable: ReturnType<typeof odd>[] = [odd("odd")];
    const both = async () => [...unreadable, ...(await alike())];
    const settle = (of: ReturnType<typeof call>) => readBack.settle(of, both);
    const mine = remembering(call());
    await lost(mine, true, "like", both);
    expect(await settle(mine)).toMatchObject({ found: true, output: "note 0" });

    const next = remembering(call());
    await lost(next, false, "like", both);
    unreadable.pop();
    there.push({ id: "odd" });
    expect(await settle(next)).toMatchObject({ found: false, certain: false });
    there.pop();
    for (const id of ["came since", null]) {
      unreadable.push(odd(id));
      expect(await settle(next)).toMatchObject({ because: "one of the notes cannot be read" });
      unreadable.pop();
    }

    const last = remembering(call());
    await lost(last, true, "like", async () => [odd(null), ...(await alike())]);
    expect(await settle(last)).toMatchObject({
      because: "it is not known which notes were there before the write (record.unreadable)",
    });
  });

  it("is not made where what decides about it cannot be read, and else is", async () => {
    const { clock, call } = scene();
    const unreadable = (code: string) => () =>
      Promise.reject(new AtsError({ code, fault: "ats", retry: "never", message: "It is odd.", advice: "Report it." }));
    const made = async (decides: boolean, code: string) => {
      const readBack = new ReadBack<Written>(clock, "applications", { decides });
      return await readBack.around("like", call(), unreadable(code), () => Promise.resolve("made")).catch(String);
    };
    for (const code of ["record.unreadable", "ats.unreadable-answer"]) {
      expect(await made(true, code)).toContain(code);
      expect(await made(false, code)).toBe("made");
    }
    expect(await made(true, "connection.permission-missing")).toBe("made");
  });

  it("stays unknown where a like record of another process came, too", async () => {
    const { call, add, lost, settle } = scene();
    const mine = call();
    await lost(mine, true);
    add();
    expect(await settle(mine)).toMatchObject({ found: false, certain: false });
  });

  it("is found where a look before an earlier write was refused", async () => {
    const { call, lost, settle } = scene();
    const refused = failing("never", "connection.permission-missing");
    await lost(call(), true, "like", () => Promise.reject(refused));
    const next = call();
    await lost(next, true, "another");
    expect(await settle(next, "another")).toMatchObject({ found: true });
  });

  it("is remembered among ten thousand others, and not forever", async () => {
    const { call, write, lost, settle } = scene();
    const mine = call("key");
    await lost(mine, true);
    const others = async (count: number) => {
      for (let other = 0; other < count; other += 1) await write(call(), () => Promise.resolve(), `other ${other}`);
    };
    await others(9_999);
    expect(await settle(mine)).toMatchObject({ found: true });
    await lost(mine, true);
    await others(10_000);
    expect(await settle(mine)).toMatchObject({ found: false, because: expect.stringContaining("not known which") });
  });

  it("is not mistaken for an older record that a lagging list shows late", async () => {
    const { clock, there, call, lost, settle } = scene();
    const mine = remembering(call());
    await lost(mine, false);
    there.push({ id: "late", createdAt: new Date(clock.now() - 3_600_000).toISOString() });
    expect(await settle(mine)).toMatchObject({ found: false, certain: false });
    there.push({ id: "mine", createdAt: new Date(clock.now()).toISOString() });
    expect(await settle(mine)).toMatchObject({ found: true, output: "mine" });
  });

  it("is settled in another process by what was remembered", async () => {
    const [before, after] = [scene(), scene()];
    const mine = remembering(before.call("key"));
    before.add();
    await before.lost(mine, true);
    expect(await after.settle(mine)).toMatchObject({ found: false, certain: false });
    after.there.push(...before.there);
    expect(await after.settle(mine)).toMatchObject({ found: true, output: "note 1" });
  });

  it("certainly was not made when its process died before it was sent", async () => {
    const [before, after] = [scene(), scene()];
    const mine = remembering(before.call("key"));
    void before.write(
      mine,
      () => Promise.reject(new Error("not reached")),
      "like",
      () => new Promise(() => {}),
    );
    await turn();
    expect(await after.settle(mine)).toMatchObject({ found: false, certain: true, because: "it was not sent" });
  });
});
