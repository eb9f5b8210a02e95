import { describe, expect, it } from "vitest";
import { AtsError, OutcomeUnknown, type Receipt, type Settlement } from "../src/index.ts";
import { passing } from "../src/testing.ts";
import { answered, connected } from "./fixtures/scripted-adapter.ts";

const note = { candidate: "c", note: "n" };
const lost = () =>
  new AtsError({
    code: "network.lost",
    fault: "network",
    retry: "unknown-outcome",
    message: "No answer.",
    advice: "Look.",
  });
const there: Settlement<Receipt> = { found: true, output: answered };
const notThere: Settlement<Receipt> = { found: false, certain: true, because: "no such note is there", reconcile: {} };
const unclear: Settlement<Receipt> = {
  found: false,
  certain: false,
  because: "the list was cut off",
  reconcile: { marker: "m-1" },
};

/** An ATS whose answers get lost so many times, and what a look finds then. */
async function losing(times: number, looks: (Settlement<Receipt> | Error)[]) {
  const seen = { writes: 0, looks: 0 };
  const { ats, clock } = await connected({
    addNote: async () => {
      seen.writes += 1;
      if (seen.writes <= times) throw lost();
      return answered;
    },
    settleNote: async () => {
      const found = looks[Math.min(seen.looks, looks.length - 1)]!;
      seen.looks += 1;
      if (found instanceof Error) throw found;
      return found;
    },
  });
  const events: unknown[] = [];
  ats.on("unknown-outcome", (event) => events.push(event));
  return { ats, clock, seen, events };
}

describe("a write whose answer got lost", () => {
  it("that is found by reading back counts as made, and the receipt says so", async () => {
    const { ats, clock, seen, events } = await losing(1, [there]);
    expect(await passing(clock, ats.candidates.addNote(note))).toEqual({ warnings: [], settledBy: "read-back" });
    expect(seen).toEqual({ writes: 1, looks: 1 });
    expect(events).toEqual([]);
  });

  it("warns once of what is said when it is made and when it is found", async () => {
    const warning = { message: "The kind of the note was not sent.", code: null };
    const { ats, clock } = await connected({
      addNote: async (_input, call) => {
        call.warn(warning);
        throw lost();
      },
      settleNote: async (_input, call) => {
        call.warn(warning);
        return there;
      },
    });
    expect(await passing(clock, ats.candidates.addNote(note))).toMatchObject({ warnings: [warning] });
  });

  it.each([408, 502, 504])("of a gateway that gave up (HTTP %i) is not repeated: it may still run", async (status) => {
    let [writes, looks] = [0, 0];
    const { ats, clock } = await connected({
      addNote: async () => {
        writes += 1;
        throw Object.assign(lost(), { status });
      },
      settleNote: async () => {
        looks += 1;
        return notThere;
      },
    });
    const outcome = await passing(clock, ats.candidates.addNote(note)).catch((error: unknown) => error);
    expect(outcome).toMatchObject({ code: "write.outcome-unknown", retry: "unknown-outcome" });
    expect([writes, looks]).toEqual([1, 3]);
  });

  it("is looked for again after a while, since it may take a moment to show", async () => {
    const { ats, clock, seen } = await losing(1, [unclear, new Error("the list does not answer"), there]);
    const begun = clock.now();
    expect(await passing(clock, ats.candidates.addNote(note))).toMatchObject({ settledBy: "read-back" });
    expect(seen).toEqual({ writes: 1, looks: 3 });
    expect(clock.now() - begun).toBeGreaterThanOrEqual(2_500);
  });

  it("that certainly was not made is made again, once", async () => {
    const { ats, clock, seen } = await losing(1, [notThere]);
    expect(await passing(clock, ats.candidates.addNote(note))).toEqual(answered);
    expect(seen.writes).toBe(2);
  });

  it("is not made a third time", async () => {
    const { ats, clock, seen } = await losing(9, [notThere]);
    await expect(passing(clock, ats.candidates.addNote(note))).rejects.toBeInstanceOf(OutcomeUnknown);
    expect(seen.writes).toBe(2);
  });

  it("that cannot be settled stays unknown, says what to check, and is not retried", async () => {
    const { ats, clock, seen, events } = await losing(1, [unclear]);
    const failed = passing(clock, ats.candidates.addNote(note));
    await expect(failed).rejects.toMatchObject({
      code: "write.outcome-unknown",
      retry: "unknown-outcome",
      message: "It is not known whether candidates.addNote ran: the list was cut off.",
      details: { reconcile: { candidateId: "c", marker: "m-1" } },
      capability: "candidates.addNote",
      adapter: "scripted",
    });
    expect(seen).toEqual({ writes: 1, looks: 3 });
    expect(events).toEqual([{ capability: "candidates.addNote", code: "write.outcome-unknown" }]);
  });

  it("stays unknown where reading back fails, without the text of that failure", async () => {
    const { ats, clock } = await losing(1, [new Error("jane@example.com is locked")]);
    const error = await passing(clock, ats.candidates.addNote(note)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(OutcomeUnknown);
    expect((error as OutcomeUnknown).details).toMatchObject({ reconcile: { candidateId: "c" } });
    expect(JSON.stringify(error)).not.toContain("jane@");
  });

  it("is not looked for past the deadline of the call", async () => {
    const { ats, clock, seen } = await losing(1, [unclear]);
    await expect(passing(clock, ats.candidates.addNote(note, { timeoutMs: 1_000 }))).rejects.toMatchObject({
      code: "write.outcome-unknown",
    });
    expect(seen.looks).toBe(2);
  });
});

describe("a write whose outcome the adapter itself calls unknown", () => {
  it("was looked for by it already: it is neither looked for again nor repeated", async () => {
    let writes = 0;
    let looks = 0;
    const because = "the ATS lost it";
    const { ats, clock } = await connected({
      addNote: async (_input, { capability, adapter }) => {
        writes += 1;
        throw new OutcomeUnknown({ capability, adapter, because, reconcile: { marker: "m-2" } });
      },
      settleNote: async () => ((looks += 1), notThere),
    });
    await expect(passing(clock, ats.candidates.addNote(note))).rejects.toMatchObject({
      code: "write.outcome-unknown",
      details: { reconcile: { marker: "m-2" } },
    });
    expect([writes, looks]).toEqual([1, 0]);
  });
});

describe("a write that was refused", () => {
  it("is neither looked for nor repeated", async () => {
    let writes = 0;
    let looks = 0;
    const { ats } = await connected({
      addNote: async () => {
        writes += 1;
        throw new AtsError({ code: "ats.refused", fault: "ats", retry: "never", message: "No.", advice: "Ask." });
      },
      settleNote: async () => ((looks += 1), there),
    });
    await expect(ats.candidates.addNote(note)).rejects.toMatchObject({ code: "ats.refused" });
    expect([writes, looks]).toEqual([1, 0]);
  });
});

describe("a write that the caller gave up", () => {
  it("is not waited for any more, to look for it", async () => {
    const { ats, clock, seen } = await losing(1, [unclear]);
    const controller = new AbortController();
    const failed = expect(ats.candidates.addNote(note, { signal: controller.signal })).rejects.toMatchObject({
      retry: "unknown-outcome",
    });
    await clock.advance(100);
    expect(seen.looks).toBe(1);
    controller.abort();
    await failed;
    expect(clock.sleeping).toBe(0);
  });

  it("is not made again behind its back when its answer is lost later", async () => {
    let writes = 0;
    let lose = () => {};
    const { ats, clock } = await connected({
      addNote: () => {
        writes += 1;
        return new Promise((_resolve, reject) => (lose = () => reject(lost())));
      },
      settleNote: async () => notThere,
    });
    const failed = expect(ats.candidates.addNote(note, { timeoutMs: 1_000 })).rejects.toMatchObject({
      code: "call.deadline-exceeded",
    });
    await clock.advance(1_000);
    await failed;
    lose();
    await clock.advance(60_000);
    expect(writes).toBe(1);
  });
});
