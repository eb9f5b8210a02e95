import { ContainerModule } from "inversify";
import { describe, expect, it } from "vitest";
import {
  LOGGER,
  SETTINGS,
  all,
  connect,
  coverageOf,
  defineAdapter,
  handlerToken,
  maybe,
  page,
  toClass,
  token,
  type Call,
  type CoverageReport,
  type Injected,
  type Secret,
} from "../src/index.ts";
import { PagedJobs } from "./fixtures/paged-jobs.ts";
import { scripted } from "./fixtures/scripted-adapter.ts";
import { GetToyJob, StreamToyJobs, job, toy } from "./fixtures/toy-adapter.ts";

const described = { name: "Child", package: { name: "@example/child", version: "1.0.0" }, facts: {} };

class Memory {
  static readonly inject = { settings: SETTINGS };
  readonly settings: Injected<typeof Memory.inject>["settings"];
  readonly seen: string[] = [];
  constructor({ settings }: Injected<typeof Memory.inject>) {
    this.settings = settings;
  }
}
const MEMORY = token<Memory>("test/memory");

/** Keeps state in itself and in a collaborator, and tells both as the job's title. */
class RememberingJob {
  static readonly inject = { memory: MEMORY };
  readonly lane = "native" as const;
  readonly routes = [];
  protected readonly memory: Memory;
  #calls = 0;
  constructor({ memory }: Injected<typeof RememberingJob.inject>) {
    this.memory = memory;
  }
  async handle(input: { id: string } | { remoteId: string }, _call: Call) {
    this.#calls += 1;
    this.memory.seen.push("id" in input ? input.id : input.remoteId);
    return {
      ...job("x"),
      title: `${(this.memory.settings.apiKey as Secret).reveal()}: ${this.#calls} ${this.memory.seen.join()}`,
    };
  }
}

const remembering = defineAdapter({
  ...described,
  id: "remembering",
  extends: toy,
  handlers: { "jobs.get": RememberingJob },
  bindings: ({ bind }) => toClass(bind(MEMORY), Memory).inSingletonScope(),
});

describe("two connections side by side", () => {
  it("share no handler, no collaborator and no setting", async () => {
    const one = await connect(remembering, { apiKey: "one" });
    const two = await connect(remembering, { apiKey: "two" });
    await one.jobs.get({ id: "planted" });
    expect((await two.jobs.get({ id: "a" })).title).toBe("two: 1 a");
    expect((await one.jobs.get({ id: "b" })).title).toBe("one: 2 planted,b");
  });

  it("share nothing either when they get the same module of the application", async () => {
    const module = new ContainerModule(
      ({ rebind }) => void toClass(rebind(handlerToken("jobs.get")), RememberingJob).inSingletonScope(),
    );
    const one = await connect(remembering, { apiKey: "one" }, { modules: [module] });
    const two = await connect(remembering, { apiKey: "two" }, { modules: [module] });
    await one.jobs.get({ id: "planted" });
    expect((await two.jobs.get({ id: "a" })).title).toBe("two: 1 a");
  });

  it("hear only their own events", async () => {
    const adapter = scripted({
      fetchPage: async () => page([], null, [{ id: null, path: "$", problem: "is no object" }]),
    });
    const [one, two] = [await connect(adapter, { apiKey: "k" }), await connect(adapter, { apiKey: "k" })];
    let heard = 0;
    two.on("quarantine", () => (heard += 1));
    await one.jobs.stream().toArray();
    expect(heard).toBe(0);
  });
});

describe("an application's module", () => {
  const cell = ({ cells }: CoverageReport, id: string) => cells.find(({ capability }) => capability === id)!;
  class OwnJob extends GetToyJob {
    override handle() {
      return Promise.resolve(job("own"));
    }
  }

  it("replaces a handler on its connection only, and coverage says so", async () => {
    const replacing = new ContainerModule(({ rebind }) => void toClass(rebind(handlerToken("jobs.get")), OwnJob));
    const ats = await connect(toy, { apiKey: "k" }, { modules: [replacing] });
    expect((await ats.jobs.get({ id: "x" })).id).toBe("own");
    expect(cell(await ats.coverage(), "jobs.get")).toMatchObject({
      how: "override",
      implementedBy: { name: "application" },
    });
    expect(cell(coverageOf(toy, [replacing]), "jobs.get")).toMatchObject({ implementedBy: { name: "application" } });

    const plain = await connect(toy, { apiKey: "k" });
    expect((await plain.jobs.get({ id: "x" })).id).toBe("x");
    expect(cell(await plain.coverage(), "jobs.get")).toMatchObject({
      how: "own",
      implementedBy: { name: "@example/toy" },
    });
  });

  it("adds a handler that the adapter lacks, and the client supports it", async () => {
    const adding = new ContainerModule(({ bind }) => void toClass(bind(handlerToken("candidates.get")), OwnJob));
    const ats = await connect(toy, { apiKey: "k" }, { modules: [adding] });
    expect(ats.supports("candidates.get")).toBe(true);
    expect(cell(await ats.coverage(), "candidates.get")).toMatchObject({
      status: "supported",
      how: "own",
      implementedBy: { name: "application" },
    });
  });

  it("replaces a collaborator of the core by binding it", async () => {
    const said: string[] = [];
    const log = (message: string) => void said.push(message);
    const logging = new ContainerModule(
      ({ bind }) => void bind(LOGGER).toConstantValue({ debug: log, info: log, warn: log, error: log }),
    );
    const adapter = scripted({
      fetchPage: async () => page([], null, [{ id: null, path: "$", problem: "is no object" }]),
    });
    await (await connect(adapter, { apiKey: "k" }, { modules: [logging] })).jobs.stream().toArray();
    expect(said).toEqual(["a record could not be read and was set aside"]);
  });

  it("replaces a collaborator of the core also with rebind, and one of the adapter", async () => {
    const memory = new Memory({ settings: {} });
    memory.seen.push("before");
    const rebinding = new ContainerModule(({ rebind }) => {
      rebind(LOGGER).toConstantValue({ debug() {}, info() {}, warn() {}, error() {} });
      rebind(MEMORY).toConstantValue(Object.assign(memory, { settings: { apiKey: { reveal: () => "k" } } }));
    });
    const ats = await connect(remembering, { apiKey: "k" }, { modules: [rebinding] });
    expect((await ats.jobs.get({ id: "a" })).title).toBe("k: 1 before,a");
  });

  it("with a logger that throws disturbs no stream", async () => {
    const boom = () => {
      throw new Error("the logger's own");
    };
    const logging = new ContainerModule(
      ({ bind }) => void bind(LOGGER).toConstantValue({ debug: boom, info: boom, warn: boom, error: boom }),
    );
    const adapter = scripted({
      fetchPage: async () => page([job("a")], null, [{ id: null, path: "$", problem: "x" }]),
    });
    const ats = await connect(adapter, { apiKey: "k" }, { modules: [logging] });
    expect(await ats.jobs.stream().toArray()).toHaveLength(1);
  });
});

describe("a handler's collaborators", () => {
  it("are inherited by a subclass that writes nothing of them", async () => {
    class Louder extends RememberingJob {
      override async handle(input: { id: string } | { remoteId: string }, call: Call) {
        const quiet = await super.handle(input, call);
        return { ...quiet, title: quiet.title.toUpperCase() };
      }
    }
    const louder = defineAdapter({
      ...described,
      id: "louder",
      extends: remembering,
      handlers: { "jobs.get": Louder },
    });
    expect((await (await connect(louder, { apiKey: "k" })).jobs.get({ id: "a" })).title).toBe("K: 1 A");
  });

  it("may be several, or absent, and a subclass may ask for more", async () => {
    const WORD = token<string>("test/word");
    const NOTHING = token<string>("test/nothing");
    class Telling extends GetToyJob {
      static override readonly inject = { ...GetToyJob.inject, words: all(WORD), nothing: maybe(NOTHING) };
      readonly #given: Injected<typeof Telling.inject>;
      constructor(given: Injected<typeof Telling.inject>) {
        super();
        this.#given = given;
      }
      override handle() {
        return Promise.resolve({ ...job("x"), title: `${this.#given.words.join()} ${this.#given.nothing}` });
      }
    }
    const telling = defineAdapter({
      ...described,
      id: "telling",
      extends: toy,
      handlers: { "jobs.get": Telling },
      bindings: ({ bind }) => {
        bind(WORD).toConstantValue("one");
        bind(WORD).toConstantValue("two");
      },
    });
    expect((await (await connect(telling, { apiKey: "k" })).jobs.get({ id: "a" })).title).toBe("one,two undefined");
  });

  it("do not compile when the constructor asks for others than it names", () => {
    class Wrong extends GetToyJob {
      static override readonly inject = { memory: token<number>("test/number") };
      constructor(_given: { readonly memory: string }) {
        super();
      }
    }
    class Unnamed extends GetToyJob {
      readonly #memory: Memory;
      constructor({ memory }: { readonly memory: Memory }) {
        super();
        this.#memory = memory;
      }
      override handle() {
        return Promise.resolve(job(this.#memory.seen.join()));
      }
    }
    // @ts-expect-error the constructor takes a text where a number is named
    const wrong = () => defineAdapter({ ...described, id: "wrong", extends: toy, handlers: { "jobs.get": Wrong } });
    const handlers = { "jobs.get": Unnamed };
    // @ts-expect-error the constructor takes something, and nothing is named
    const unnamed = () => defineAdapter({ ...described, id: "unnamed", extends: toy, handlers });
    for (const compiled of [wrong, unnamed]) expect(compiled).not.toThrow();
  });

  it("reach a stream as they reach a call", async () => {
    class Counting extends StreamToyJobs {
      get shelf() {
        return this.collaborators.settings.shelf;
      }
      override fetchPage() {
        return Promise.resolve(page([{ ...job("a"), title: String(this.shelf) }], null));
      }
    }
    const counting = defineAdapter({
      ...described,
      id: "counting",
      extends: toy,
      handlers: { "jobs.stream": Counting },
    });
    const ats = await connect(counting, { apiKey: "k", shelf: "top" });
    expect((await ats.jobs.stream().toArray())[0]?.title).toBe("top");
  });
});

describe("settings", () => {
  it("are checked at connect, all problems at once, and no value is shown", async () => {
    const error = await connect(toy, { apiKey: "has space", shelf: 7 } as never).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "input.invalid",
      adapter: "toy",
      issues: [{ path: "apiKey" }, { path: "shelf" }],
    });
    expect(String(error)).not.toContain("has space");
  });

  it("nothing is sent by connecting", async () => {
    const source = new PagedJobs([["a"]]);
    await connect(scripted(source), { apiKey: "k" });
    expect(source.asked).toEqual([]);
  });
});
