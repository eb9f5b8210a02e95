import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { handles, jobs, AtsError, connect, defineAdapter, page, token, type AtsErrorFacts } from "../src/index.ts";
import { connected } from "./fixtures/scripted-adapter.ts";
import { GetToyJob, toy } from "./fixtures/toy-adapter.ts";

const secret = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";
const caught = (call: Promise<unknown>): Promise<AtsError> =>
  call.then(
    () => expect.unreachable(),
    (error: AtsError) => error,
  );

/** All that a console, a log or a tracker may print of an error. */
const printed = (error: Error): string =>
  [
    String(error),
    JSON.stringify(error),
    inspect(error, { depth: 10, showHidden: true }),
    error.stack,
    inspect({ error }, { customInspect: false, depth: 10, showHidden: true }),
  ].join("\n");

function withCause(): Error {
  return new Error("outer", { cause: new Error(secret) });
}

function renamed(): Error {
  return Object.assign(new Error("x"), { name: secret });
}

function changedAfterwards(): Error {
  const error = new Error(`first ${secret}`);
  error.message = "second";
  return error;
}

describe("what a handler throws that is not an AtsError", () => {
  it.each([
    ["an error", () => new TypeError(`no access with ${secret}`)],
    ["an error whose message looks like a stack", () => new Error(`x\n    at ${secret} (/a.js:1:1)`)],
    ["an error whose message was changed", changedAfterwards],
    ["an error with a cause", withCause],
    ["an error with properties", () => Object.assign(new Error("x"), { headers: { authorization: secret } })],
    ["an error with another name", renamed],
    ["an error without a stack", () => Object.assign(new Error(secret), { stack: undefined })],
    ["a text", () => secret],
    ["an object", () => ({ secret })],
    ["nothing", () => undefined],
    ["null", () => null],
  ])("becomes UnexpectedFailure and shows nothing of its text: %s", async (_name, thrown) => {
    const { ats } = await connected({ getJob: () => Promise.reject(thrown()) });
    const error = await caught(ats.jobs.get({ id: "a" }));
    expect(error).toMatchObject({
      code: "adapter.unexpected-failure",
      name: "UnexpectedFailure",
      fault: "adapter",
      retry: "never",
      capability: "jobs.get",
      adapter: "scripted",
    });
    expect(error.cause).toBeUndefined();
    expect(printed(error)).not.toContain(secret);
  });

  it("says where it broke", async () => {
    const { ats } = await connected({
      getJob: async function breaksHere() {
        throw new TypeError("x");
      },
    });
    const error = await caught(ats.jobs.get({ id: "a" }));
    expect(error.message).toContain("(TypeError)");
    expect(error.stack).toMatch(/breaksHere .*handler-errors\.test\.ts/);
    expect(inspect(error)).toContain("breaksHere");
  });

  it("leaves open whether a command ran", async () => {
    const { ats } = await connected({ move: () => Promise.reject(new Error("x")) });
    expect(await caught(ats.applications.moveToStage({ application: "a", stage: "s" }))).toMatchObject({
      retry: "unknown-outcome",
    });
  });

  it("is typed also when it is thrown at once, or while a page is decoded", async () => {
    const boom = () => {
      throw new Error(secret);
    };
    const { ats } = await connected({ getJob: boom, fetchPage: async () => ({ ...page([], null), decode: boom }) });
    for (const call of [ats.jobs.get({ id: "a" }), ats.jobs.stream().toArray()]) {
      const error = await caught(call);
      expect(error).toMatchObject({ code: "adapter.unexpected-failure", adapter: "scripted" });
      expect(printed(error)).not.toContain(secret);
    }
  });

  it("is typed when a constructor throws it, at connect", async () => {
    class Broken extends GetToyJob {
      constructor() {
        super();
        throw new Error(secret);
      }
    }
    const adapter = defineAdapter({
      id: "b",
      name: "B",
      package: { name: "b", version: "1" },
      extends: toy,
      facts: {},
      handlers: [handles(jobs.get, Broken)],
    });
    const error = await caught(connect(adapter, { apiKey: "k" }));
    expect(error).toMatchObject({ code: "adapter.unexpected-failure", adapter: "b" });
    expect(printed(error)).not.toContain(secret);
  });
});

describe("what a handler throws that is an AtsError", () => {
  class Locked extends AtsError {
    override readonly name = "Locked";
  }
  const facts: AtsErrorFacts = {
    code: "toy.locked",
    fault: "ats",
    retry: { afterMs: 5 },
    message: "It is locked.",
    advice: "Wait.",
  };

  it("passes, with the capability and the adapter filled in", async () => {
    const { ats } = await connected({ getJob: () => Promise.reject(new Locked(facts)) });
    const error = await caught(ats.jobs.get({ id: "a" }));
    expect(error).toBeInstanceOf(Locked);
    expect(error).toMatchObject({ ...facts, name: "Locked", capability: "jobs.get", adapter: "scripted" });
    expect(error.stack).toContain("handler-errors.test.ts");
    expect(Object.prototype.toString.call(error)).toBe("[object Error]");
  });

  it("keeps the capability that it names itself", async () => {
    const { ats } = await connected({
      getJob: () => Promise.reject(new Locked({ ...facts, capability: "jobs.list" })),
    });
    expect(await caught(ats.jobs.get({ id: "a" }))).toMatchObject({ capability: "jobs.list", adapter: "scripted" });
  });

  it("is filled in for each call when one error reaches several", async () => {
    const shared = new Locked(facts);
    const { ats } = await connected({ getJob: () => Promise.reject(shared), move: () => Promise.reject(shared) });
    expect(await caught(ats.jobs.get({ id: "a" }))).toMatchObject({ capability: "jobs.get" });
    expect(await caught(ats.applications.moveToStage({ application: "a", stage: "s" }))).toMatchObject({
      capability: "applications.moveToStage",
    });
    expect(shared.capability).toBeUndefined();
  });
});

describe("an adapter that is wired wrongly", () => {
  class Asking extends GetToyJob {
    static override readonly inject = { thing: token<string>("thing") };
  }
  const asking = (bindings?: Parameters<typeof defineAdapter>[0]["bindings"]) =>
    defineAdapter({
      id: "asking",
      name: "Asking",
      package: { name: "a", version: "1" },
      extends: toy,
      facts: {},
      handlers: [handles(jobs.get, Asking as typeof GetToyJob)],
      ...(bindings && { bindings }),
    });

  it("is refused at connect, with what is missing and where", async () => {
    await expect(connect(asking(), { apiKey: "k" })).rejects.toThrow(
      'the handler of "jobs.get" requires "thing", which has no binding',
    );
  });

  it("is refused at connect where something is bound twice", async () => {
    const twice = asking(({ bind }) => {
      bind(token<string>("thing")).toConstantValue("one");
      bind(token<string>("thing")).toConstantValue("two");
    });
    await expect(connect(twice, { apiKey: "k" })).rejects.toThrow('requires "thing", which has more than one binding');
  });
});
