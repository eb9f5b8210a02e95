import { describe, expect, it } from "vitest";
import {
  handles,
  AtsError,
  CONNECTION_ID,
  LEDGER,
  connect,
  defineAdapter,
  memoryLedger,
  applications,
  type InputOf,
  type Ledger,
  type Receipt,
  type Settlement,
  ContainerModule,
} from "../src/index.ts";
import { passing, turn } from "../src/testing.ts";
import { answered, connected, scripted, type Script } from "./fixtures/scripted-adapter.ts";

const note = { candidate: "c", note: "n" };
const key = { idempotencyKey: "note-1" };
const lost = () =>
  new AtsError({
    code: "network.lost",
    fault: "network",
    retry: "unknown-outcome",
    message: "No answer.",
    advice: "Look.",
  });
const unclear: Settlement<Receipt> = { found: false, certain: false, because: "the list was cut off", reconcile: {} };

describe("two calls with one idempotency key", () => {
  it("write once: the second gets what came of the first", async () => {
    let writes = 0;
    const { ats } = await connected({ addNote: async () => ((writes += 1), answered) });
    expect(await ats.candidates.addNote(note, key)).toEqual(answered);
    expect(await ats.candidates.addNote(note, key)).toEqual({ warnings: [], settledBy: "ledger" });
    expect(writes).toBe(1);
  });

  it("write once also when they are made at the same time", async () => {
    let writes = 0;
    const { ats } = await connected({
      addNote: async () => {
        writes += 1;
        await turn();
        return answered;
      },
    });
    const [one, two] = await Promise.allSettled([ats.candidates.addNote(note, key), ats.candidates.addNote(note, key)]);
    expect(one).toMatchObject({ status: "fulfilled" });
    expect(two).toMatchObject({
      reason: { code: "write.in-progress", retry: { afterMs: 1_000 }, capability: "candidates.addNote" },
    });
    expect(writes).toBe(1);
  });

  it("are refused where the inputs differ", async () => {
    let writes = 0;
    const { ats } = await connected({ addNote: async () => ((writes += 1), answered) });
    await ats.candidates.addNote(note, key);
    await expect(ats.candidates.addNote({ ...note, note: "other" }, key)).rejects.toMatchObject({
      code: "input.invalid",
      issues: [{ path: "idempotencyKey", message: "was used before with another input" }],
    });
    expect(writes).toBe(1);
  });

  it("count as the same input however it is written", async () => {
    const { ats } = await connected({});
    await ats.candidates.addNote({ candidate: "c", note: "n" }, key);
    const same = { note: { text: "n" }, candidate: { id: "c", firstName: "Jane" } };
    expect(await ats.candidates.addNote(same, key)).toMatchObject({ settledBy: "ledger" });
  });

  it("of two connections have nothing to do with each other", async () => {
    const [one, two] = [await connected({}), await connected({})];
    await one.ats.candidates.addNote(note, key);
    expect(await two.ats.candidates.addNote(note, key)).toMatchObject({ settledBy: "answer" });
  });

  it("stay apart in a shared ledger when customer, adapter or operation differ", async () => {
    class AddToApplication {
      static readonly inject = {};
      readonly lane = "native";
      readonly routes = [];
      async handle(_input: InputOf<typeof applications.addNote>) {
        return answered;
      }
    }
    const like = (id: string) =>
      defineAdapter({
        id,
        name: "Like it",
        package: { name: "@example/like", version: "1.0.0" },
        extends: scripted({}),
        facts: {},
        handlers: [handles(applications.addNote, AddToApplication)],
      });
    const ledger = memoryLedger();
    const sharing = (id: string, customer: string) =>
      connect(
        like(id),
        { apiKey: "k" },
        {
          modules: [
            new ContainerModule(({ bind }) => {
              bind(LEDGER).toConstantValue(ledger);
              bind(CONNECTION_ID).toConstantValue(customer);
            }),
          ],
        },
      );
    const [one, other, elsewhere] = [await sharing("one", "a"), await sharing("one", "b"), await sharing("two", "a")];
    const receipts = [];
    for (const ats of [one, other, elsewhere]) receipts.push(await ats.candidates.addNote(note, key));
    receipts.push(await one.applications.addNote({ application: "c", note: "n" }, key));
    expect(receipts.map(({ settledBy }) => settledBy)).toEqual(Array(4).fill("answer"));
    const again = await sharing("one", "a");
    expect(await again.candidates.addNote(note, key)).toMatchObject({ settledBy: "ledger" });
  });

  it("cannot enter the app's ledger unless something distinguishes the connections", async () => {
    const own = new ContainerModule(({ bind }) => void bind(LEDGER).toConstantValue(memoryLedger()));
    await expect(connect(scripted({}), { apiKey: "k" }, { modules: [own] })).rejects.toMatchObject({
      code: "adapter.invalid-definition",
      message: expect.stringContaining('requires "connection-id"') as string,
      advice: expect.stringContaining("Bind CONNECTION_ID") as string,
    });
  });
});

describe("a call after one that failed, with its key", () => {
  /** Fails the first write with an error; then a look finds what `settle` says. */
  async function failing(failure: () => unknown, settle: Script["settleNote"] = async () => unclear) {
    const happened: string[] = [];
    const { ats, clock } = await connected({
      addNote: async () => {
        happened.push("write");
        if (happened.length === 1) throw failure();
        return answered;
      },
      settleNote: async (input, call) => {
        happened.push("look");
        return settle(input, call);
      },
    });
    await Promise.allSettled([passing(clock, ats.candidates.addNote(note, key))]);
    happened.length = 1;
    return { happened, again: () => passing(clock, ats.candidates.addNote(note, key)) };
  }

  it("writes at once after a refusal: the key is free again", async () => {
    const { happened, again } = await failing(
      () => new AtsError({ code: "ats.refused", fault: "ats", retry: "never", message: "No.", advice: "Ask." }),
    );
    expect(await again()).toEqual(answered);
    expect(happened).toEqual(["write", "write"]);
  });

  it("looks first after a lost answer, and writes only where it certainly is not there", async () => {
    let looks = 0;
    const { happened, again } = await failing(lost, async () =>
      (looks += 1) <= 3 ? unclear : { ...unclear, certain: true },
    );
    expect(await again()).toEqual(answered);
    expect(happened).toEqual(["write", "look", "write"]);
  });

  it("looks first after a lost answer, and takes what it finds", async () => {
    let looks = 0;
    const { happened, again } = await failing(lost, async () =>
      (looks += 1) <= 3 ? unclear : { found: true, output: answered },
    );
    expect(await again()).toMatchObject({ settledBy: "read-back" });
    expect(await again()).toMatchObject({ settledBy: "ledger" });
    expect(happened).toEqual(["write", "look"]);
  });

  it("looks first again if a write after such a look failed: the lost one may be late", async () => {
    const refused = new AtsError({ code: "ats.refused", fault: "ats", retry: "never", message: "No.", advice: "Ask." });
    const failures = [lost(), refused];
    const looks = [
      unclear,
      unclear,
      unclear,
      { ...unclear, certain: true },
      { found: true, output: answered } as const,
    ];
    let writes = 0;
    const { ats, clock } = await connected({
      addNote: async () => {
        throw failures[writes++] ?? new Error("written again");
      },
      settleNote: async () => looks.shift() ?? unclear,
    });
    const call = () => passing(clock, ats.candidates.addNote(note, key));
    await expect(call()).rejects.toMatchObject({ code: "write.outcome-unknown" });
    await expect(call()).rejects.toMatchObject({ code: "ats.refused" });
    expect(await call()).toMatchObject({ settledBy: "read-back" });
    expect(writes).toBe(2);
  });

  it("looks first after an unexpected failure, which may have come after the write", async () => {
    const { happened, again } = await failing(() => new TypeError("cannot read the answer"));
    await expect(again()).rejects.toMatchObject({ code: "write.outcome-unknown" });
    expect(happened.filter((what) => what === "write")).toHaveLength(1);
  });
});

describe("a ledger that fails", () => {
  const failing = (steps: Partial<Ledger>): Ledger => ({ ...memoryLedger(), ...steps });
  const fails = () => Promise.reject(new Error("the database is gone"));

  it("after the write leads to no second write: the result is given, with a warning", async () => {
    let writes = 0;
    const { ats } = await connected(
      { addNote: async () => ((writes += 1), answered) },
      { ledger: failing({ finish: fails }) },
    );
    const receipt = await ats.candidates.addNote(note, key);
    expect(receipt.warnings).toEqual([
      { message: expect.stringContaining("the ledger could not be told"), code: null },
    ]);
    await expect(ats.candidates.addNote(note, key)).rejects.toMatchObject({ code: "write.in-progress" });
    expect(writes).toBe(1);
  });

  it("after a failure does not hide that failure", async () => {
    const { ats, clock } = await connected(
      { addNote: () => Promise.reject(lost()) },
      { ledger: failing({ doubt: fails, release: fails }) },
    );
    await expect(passing(clock, ats.candidates.addNote(note, key))).rejects.toMatchObject({
      code: "write.outcome-unknown",
    });
  });

  it("before the write lets nothing be written", async () => {
    let writes = 0;
    const { ats } = await connected(
      { addNote: async () => ((writes += 1), answered) },
      { ledger: failing({ claim: fails }) },
    );
    await expect(ats.candidates.addNote(note, key)).rejects.toMatchObject({ code: "ledger.failed", retry: "safe" });
    expect(writes).toBe(0);
  });
});

describe("the ledger in memory", () => {
  it("forgets the oldest finished write when it is full, and never an open one", async () => {
    const ledger = memoryLedger(2);
    await ledger.claim("open", "f", 1_000);
    const done = await ledger.claim("done", "f", 1_000);
    await ledger.finish("done", (done as { token: string }).token, 1);
    await ledger.claim("new", "f", 1_000);
    expect(await ledger.claim("open", "f", 1_000)).toEqual({ state: "in-progress" });
    expect(await ledger.claim("done", "f", 1_000)).toMatchObject({ state: "claimed" });
  });
});
