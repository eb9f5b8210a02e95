import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { AtsError, BatchStopped, CapabilityNotSupported, InvalidInput, OutcomeUnknown } from "../src/index.ts";

const facts = {
  code: "quota.exceeded",
  fault: "aggregator",
  retry: { afterMs: 1_500 },
  message: "The quota is used up.",
  advice: "Wait, then call again.",
} as const;
const withoutFrames = (text: string) =>
  text
    .split("\n")
    .filter((line) => !/^\s+at /.test(line))
    .join("\n");

describe("an error on a console", () => {
  it("says what happened, what to do, what is known, and where", () => {
    const error = new AtsError({ ...facts, status: 429, details: { window: "PT1S" } }).within({
      capability: "jobs.get",
      adapter: "toy",
    });
    expect(withoutFrames(inspect(error))).toMatchInlineSnapshot(`
      "AtsError [quota.exceeded]: The quota is used up. Wait, then call again.
        fault: aggregator
        retry: {"afterMs":1500}
        concerns: call
        capability: jobs.get
        adapter: toy
        status: 429
        details: {"window":"PT1S"}"
    `);
    expect(inspect(error)).toMatch(/\n {4}at .*errors\.test\.ts\S*:\d+:\d+/);
  });

  it("is named by its class, also inside of something else", () => {
    const error = new OutcomeUnknown({
      capability: "candidates.addNote",
      adapter: "toy",
      because: "it was cut off",
      reconcile: { marker: "m" },
    });
    expect(withoutFrames(inspect({ error }))).toContain(
      "OutcomeUnknown [write.outcome-unknown]: It is not known whether candidates.addNote ran",
    );
    expect(inspect(error)).toContain('details: {"reconcile":{"marker":"m"}}');
  });

  it("reads well without a stack", () => {
    const error = Object.assign(new AtsError(facts), { stack: undefined });
    expect(inspect(error).split("\n")).toHaveLength(4);
  });
});

describe("what is wrong with an input", () => {
  it("is reported in bounded text that steers no terminal, also with the ATS's values", () => {
    const message = `must be one of \u001b[2J${"option, ".repeat(100_000)}`;
    const error = new InvalidInput("The update", [{ path: "updates.\u009b1m", message }]);
    expect(error.message.length).toBeLessThan(1_200);
    expect(JSON.stringify(error).length).toBeLessThan(3_000);
    expect(error.message + JSON.stringify(error)).not.toMatch(/\p{Cc}|u00/u);
  });
});

describe("what an app keeps by person", () => {
  it("shows no e-mail address where it is given as fields by mistake", () => {
    const issues = [
      { path: "updates.ada@example.com", message: "is not a custom field" },
      { path: "", message: 'Unrecognized keys: "ada@example.com", "grace.hopper@navy.example"' },
    ];
    const error = new InvalidInput("The update", issues);
    expect(`${inspect(error)}${JSON.stringify([error, error.issues])}`).not.toMatch(/ada|grace|example/);
    expect(error.message).toContain('Unrecognized keys: "[e-mail]", "[e-mail]".');
  });
});

describe("a batch that was stopped", () => {
  const outcomes = [{ applicationId: "a", warnings: [{ message: "Ada Byron has other applications." }] }];
  const facts = { reason: undefined, done: ["a"], inDoubt: [], notDone: ["b"], outcomes };

  it("shows its outcomes to the app, and none of their words to a log", () => {
    const error = new BatchStopped(facts).within({ capability: "applications.rejectMany", adapter: "toy" });
    expect(error.outcomes).toEqual(outcomes);
    const taken = [
      inspect(error, { showHidden: true, customInspect: false }),
      JSON.stringify(error),
      JSON.stringify({ ...error }),
      JSON.stringify(Object.getOwnPropertyDescriptors(error)),
      inspect(structuredClone(error), { showHidden: true }),
    ];
    for (const text of taken) expect(text).not.toContain("Ada");
  });
});

describe("an error as data", () => {
  it("has all that a program branches on", () => {
    const data = JSON.parse(JSON.stringify(new AtsError({ ...facts, logUrl: "https://log.example/1" }))) as unknown;
    expect(data).toEqual({ name: "AtsError", concerns: "call", ...facts, logUrl: "https://log.example/1" });
  });

  it("is known as one of ours across copies of the package, and nothing else is", () => {
    expect(AtsError.is(new InvalidInput("x", []))).toBe(true);
    expect(AtsError.is(Object.defineProperty(new Error("x"), Symbol.for("anyats.error"), { value: true }))).toBe(true);
    for (const other of [new Error("x"), null, undefined, "x", {}]) expect(AtsError.is(other)).toBe(false);
  });

  it("stays what it is when the call is filled in", () => {
    const error = new InvalidInput("The input", [{ path: "a", message: "is wrong" }]);
    const filled = error.within({ capability: "jobs.get", adapter: "toy" });
    expect(filled).toBeInstanceOf(InvalidInput);
    expect(filled.issues).toBe(error.issues);
    expect(filled.stack).toBe(error.stack);
    expect(filled.within({ capability: "other", adapter: "other" })).toBe(filled);
    expect(error.adapter).toBeUndefined();
  });
});

describe("the refusal of what an adapter does not offer", () => {
  const refusal = { adapterId: "toy", adapterName: "Toy", capabilityId: "jobs.get", explanation: "The toy has none." };

  it("says why, and what to do meanwhile", () => {
    expect(
      new CapabilityNotSupported({ ...refusal, reason: "ats-cannot", workaround: "Use jobs.stream." }),
    ).toMatchObject({
      message: "Toy does not offer jobs.get (ats-cannot): The toy has none.",
      advice: "Use jobs.stream.",
      fault: "caller",
    });
  });

  it("is the configuration's fault where the customer switched it off", () => {
    expect(new CapabilityNotSupported({ ...refusal, reason: "disabled-by-customer" }).fault).toBe("configuration");
  });
});
