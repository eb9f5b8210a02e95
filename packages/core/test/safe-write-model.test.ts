import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AtsError, type Receipt, type Settlement } from "../src/index.ts";
import { passing } from "../src/testing.ts";
import { answered, connected } from "./fixtures/scripted-adapter.ts";

const writeFaults = [
  "none",
  "lost-before-the-write",
  "lost-after-the-write",
  "refused",
  "broken-after-the-write",
] as const;
const lookFaults = ["honest", "uncertain", "fails"] as const;

type WriteFault = (typeof writeFaults)[number];
type LookFault = (typeof lookFaults)[number];

/** A history of faults, used up in order; after its end all goes well. */
const history = fc.record({
  writes: fc.array(fc.constantFrom(...writeFaults), { maxLength: 6 }),
  looks: fc.array(fc.constantFrom(...lookFaults), { maxLength: 12 }),
  calls: fc.integer({ min: 1, max: 5 }),
});

/** An ATS that stores notes, behind a network with faults. A look that is honest tells the truth. */
class FaultyAts {
  stored = 0;
  readonly #writes: WriteFault[];
  readonly #looks: LookFault[];

  constructor(writes: readonly WriteFault[], looks: readonly LookFault[]) {
    this.#writes = [...writes];
    this.#looks = [...looks];
  }

  readonly addNote = async (): Promise<Receipt> => {
    const fault = this.#writes.shift() ?? "none";
    const stores = fault !== "lost-before-the-write" && fault !== "refused";
    if (stores) this.stored += 1;
    if (fault === "none") return answered;
    if (fault === "broken-after-the-write") throw new TypeError("cannot read the answer");
    const retry = fault === "refused" ? "never" : "unknown-outcome";
    throw new AtsError({ code: `test.${fault}`, fault: "network", retry, message: "Failed.", advice: "Look." });
  };

  readonly settleNote = async (): Promise<Settlement<Receipt>> => {
    const fault = this.#looks.shift() ?? "honest";
    if (fault === "fails") throw new Error("the list does not answer");
    if (fault === "uncertain") return { found: false, certain: false, because: "the list was cut off", reconcile: {} };
    if (this.stored > 0) return { found: true, output: answered };
    return { found: false, certain: true, because: "it is not there", reconcile: {} };
  };
}

const note = { candidate: "c", note: "n" };

describe("whatever gets lost, and however often the app calls again", () => {
  it("one idempotency key never writes twice; a receipt means that the write was made", async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ writes, looks, calls }) => {
        const world = new FaultyAts(writes, looks);
        const { ats, clock } = await connected(world);
        for (let call = 0; call < calls; call += 1) {
          const [ended] = await Promise.allSettled([
            passing(clock, ats.candidates.addNote(note, { idempotencyKey: "k" })),
          ]);
          expect(world.stored).toBeLessThanOrEqual(1);
          if (ended.status === "fulfilled") expect(world.stored).toBe(1);
          else expect(AtsError.is(ended.reason)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it("a single call without a key writes at most once", async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ writes, looks }) => {
        const world = new FaultyAts(writes, looks);
        const { ats, clock } = await connected(world);
        const [ended] = await Promise.allSettled([passing(clock, ats.candidates.addNote(note))]);
        expect(world.stored).toBeLessThanOrEqual(1);
        if (ended.status === "fulfilled") expect(world.stored).toBe(1);
      }),
      { numRuns: 150 },
    );
  });

  it("calls at the same time with one key write once", async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ writes, looks, calls }) => {
        const world = new FaultyAts(writes, looks);
        const { ats, clock } = await connected(world);
        const all = Array.from({ length: calls + 1 }, () => ats.candidates.addNote(note, { idempotencyKey: "k" }));
        await passing(clock, Promise.allSettled(all));
        expect(world.stored).toBeLessThanOrEqual(1);
      }),
      { numRuns: 60 },
    );
  });
});
