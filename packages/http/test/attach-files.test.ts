import { AtsError, type Call, type Settlement } from "@anyats/core";
import { callOf, ManualClock } from "@anyats/core/testing";
import { describe, expect, it } from "vitest";
import { attachFiles, createdBefore, type FollowingFile } from "../src/index.ts";

const failing = (retry: AtsError["retry"]) =>
  new AtsError({ code: "ats.failed", fault: "ats", retry, message: "It failed.", advice: "Look." });
const unseen = (certain: boolean): Settlement<unknown> => ({ found: false, certain, because: "none", reconcile: {} });

/** A call whose memory outlives it, and the warnings of it. */
function scene(kept: { memory?: unknown } = {}) {
  const warnings: string[] = [];
  const remember = async (given: unknown) => void (kept.memory = structuredClone(given));
  const warn = ({ message }: { readonly message: string }) => void warnings.push(message);
  const bare = { ...callOf(new ManualClock()), remember, warn };
  const call: Call = Object.defineProperty(bare, "memory", { get: () => kept.memory });
  return { kept, call, warnings };
}

const file = (name: string, log: string[], parts: Partial<FollowingFile> = {}): FollowingFile => ({
  name,
  async attach(call) {
    await call.remember({ sent: name });
    log.push(name);
  },
  settle: async () => unseen(false),
  ...parts,
});

const made = { id: "7" };

describe("the files of what was created", () => {
  it("are each attached, and one that is refused is named in a warning", async () => {
    const [log, { call, warnings }] = [[] as string[], scene()];
    const refused = { attach: () => Promise.reject(failing("never")) };
    await attachFiles(made, [file("cv.pdf", log, refused), file("letter.pdf", log)], call);
    expect(log).toEqual(["letter.pdf"]);
    expect(warnings).toEqual(['It was created, but the file "cv.pdf" was not attached (ats.failed).']);
  });

  it("are looked for after a lost answer, and only one that is not seen is named", async () => {
    const [log, { call, warnings }] = [[] as string[], scene()];
    const lost = { attach: () => Promise.reject(failing("unknown-outcome")) };
    const there = { ...lost, settle: async () => ({ found: true, output: undefined }) as const };
    await attachFiles(made, [file("cv.pdf", log, there), file("letter.pdf", log, lost)], call);
    expect(warnings).toEqual(['It was created; check whether the file "letter.pdf" was attached (ats.failed).']);
  });

  it("are attached by a later attempt only where no earlier one may have sent them", async () => {
    const log: string[] = [];
    const { kept, call } = scene({ memory: { before: [] } });
    const refused = file("refused.pdf", log, { attach: () => Promise.reject(failing("never")) });
    const broken = new Error("the process ends");
    const died = file("sent.pdf", log, {
      async attach(own) {
        await own.remember({ sent: "sent.pdf" });
        throw broken;
      },
    });
    const running = attachFiles(made, [file("there.pdf", log), refused, died, file("new.pdf", log)], call);
    await expect(running).rejects.toBe(broken);
    expect(kept.memory).toMatchObject({ before: [], made });

    const later = scene(kept);
    expect(createdBefore(later.call)).toEqual(made);
    const seen: unknown[] = [];
    const settle = async (own: Call) => {
      seen.push(own.memory);
      return unseen(false);
    };
    const names = ["there.pdf", "refused.pdf", "sent.pdf", "new.pdf"];
    await attachFiles(
      made,
      names.map((name) => file(name, log, { settle })),
      later.call,
    );
    expect(log).toEqual(["there.pdf", "refused.pdf", "new.pdf"]);
    expect(seen).toEqual([{ sent: "sent.pdf" }]);
    expect(later.warnings).toEqual([
      'It was created; check whether the file "sent.pdf" was attached (write.outcome-unknown).',
    ]);
  });

  it("leave the outcome unknown where the claim on the key is lost meanwhile", async () => {
    const log: string[] = [];
    const { call } = scene();
    const lapsed = { ...call, memory: undefined, remember: () => Promise.reject(failing("safe")) };
    const running = attachFiles(made, [file("cv.pdf", log)], lapsed);
    await expect(running).rejects.toMatchObject({ code: "ats.failed", retry: "unknown-outcome" });
    expect(log).toEqual([]);
  });
});
