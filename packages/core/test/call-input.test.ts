import { describe, expect, it } from "vitest";
import { InvalidInput } from "../src/index.ts";
import { connected } from "./fixtures/scripted-adapter.ts";
import { job } from "./fixtures/toy-adapter.ts";

/** An ATS that counts what reaches it. */
async function counting() {
  let calls = 0;
  const once =
    <T>(answer: T) =>
    async (): Promise<T> => ((calls += 1), answer);
  const { ats } = await connected({
    getJob: once(job("a")),
    addNote: once({ warnings: [], settledBy: "answer" }),
    fetchPage: once({ next: null, decode: () => ({ records: [], quarantined: [] }) }),
  });
  return { ats, calls: () => calls };
}

describe("an input that cannot be used", () => {
  it("is refused with everything that is wrong with it, and nothing is performed", async () => {
    const { ats, calls } = await counting();
    const wrong = { candidate: "", note: 7, actionType: "", to: "x" } as unknown as {
      candidate: string;
      note: string;
    };
    const refused: unknown = await ats.candidates.addNote(wrong).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(InvalidInput);
    expect(refused).toMatchObject({
      code: "input.invalid",
      retry: "never",
      capability: "candidates.addNote",
      adapter: "scripted",
    });
    const { issues, message } = refused as InvalidInput;
    expect(issues.map(({ path }) => path).toSorted()).toEqual(["", "actionType", "candidate", "note"]);
    for (const issue of issues) expect(message).toContain(issue.message);
    expect(calls()).toBe(0);
  });

  it("is refused for a stream before it is read", async () => {
    const { ats, calls } = await counting();
    expect(() => ats.jobs.stream({ updatedAfter: "yesterday" })).toThrow(/updatedAfter: must be a date/);
    expect(calls()).toBe(0);
  });

  it.each([[null], [undefined], [5], ["x"], [[]]])(
    "as a whole, such as %j, is refused with a typed error",
    async (input) => {
      const { ats, calls } = await counting();
      await expect(ats.candidates.addNote(input as never)).rejects.toMatchObject({ code: "input.invalid" });
      expect(calls()).toBe(0);
    },
  );
});

describe("an option that cannot be used", () => {
  it.each([
    [{ idempotencykey: "x" }, /Unrecognized key: "idempotencykey"/],
    [{ idempotencyKey: "" }, /idempotencyKey/],
    [{ timeoutMs: 0 }, /timeoutMs: must be a positive number of milliseconds/],
    [{ timeoutMs: Number.NaN }, /timeoutMs: must be a positive number of milliseconds/],
    [{ signal: {} }, /signal: must be an AbortSignal/],
    [{ priority: "fast" }, /priority/],
    [{ pageSize: 5 }, /Unrecognized key: "pageSize"/],
    [null, /expected object/],
  ])("%j is refused and not passed over", async (options, message) => {
    const { ats, calls } = await counting();
    const note = { candidate: "c", note: "n" };
    await expect(ats.candidates.addNote(note, options as never)).rejects.toThrow(message);
    expect(calls()).toBe(0);
  });

  it.each([[{ pageSize: 0 }], [{ pageSize: 1.5 }], [{ idempotencyKey: "x" }], [{ lookahead: false }]])(
    "%j is refused for a stream",
    async (options) => {
      const { ats } = await counting();
      expect(() => ats.jobs.stream({}, options as never)).toThrow(
        expect.objectContaining({ code: "input.invalid", capability: "jobs.stream" }),
      );
    },
  );
});
