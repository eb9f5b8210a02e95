import { ContainerModule as InversifyModule, decorate, injectable } from "inversify";
import { describe, expect, it } from "vitest";
import {
  CLOCK,
  ContainerModule,
  LOGGER,
  connect,
  defineAdapter,
  handlerToken,
  handles,
  jobs,
  memoryLedger,
  silentLogger,
  toClass,
  token,
  type Logger,
  type ModuleOptions,
  type Observer,
} from "../src/index.ts";
import { coverageOf } from "../src/coverage.ts";
import { ManualClock } from "../src/testing.ts";
import { described, remembering } from "./fixtures/remembering-adapter.ts";
import { GetToyJob, job, toy } from "./fixtures/toy-adapter.ts";

const THING = token<{ words: string[] }>("test/thing");
const OTHER = token<{ words: string[] }>("test/other");
const settings = { apiKey: "k" };

const asking = (bindings?: Parameters<typeof defineAdapter>[0]["bindings"]) =>
  defineAdapter({
    ...described,
    id: "asking",
    extends: toy,
    handlers: [
      handles(jobs.get, {
        lane: "native",
        routes: [],
        inject: { thing: THING },
        handle: async ({ ...input }, _call, { thing }) => {
          thing.words.push("id" in input ? input.id : input.remoteId);
          return { ...job("x"), title: thing.words.join() };
        },
      }),
    ],
    ...(bindings && { bindings }),
  });

describe("what cannot be bound", () => {
  it.each<[string, Parameters<typeof defineAdapter>[0]["bindings"], string]>([
    ["is missing", undefined, 'the handler of "jobs.get" requires "test/thing", which has no binding'],
    [
      "is bound twice",
      ({ bind }) => {
        bind(THING).toConstantValue({ words: [] });
        bind(THING).toConstantValue({ words: [] });
      },
      'the handler of "jobs.get" requires "test/thing", which has more than one binding',
    ],
    [
      "requires something in turn",
      ({ bind }) => void bind(THING).toResolvedValue((other: { words: string[] }) => other, [OTHER]),
      'the handler of "jobs.get" requires "test/other", which has no binding',
    ],
    [
      "requires itself",
      ({ bind }) => {
        bind(THING).toService(OTHER);
        bind(OTHER).toService(THING);
      },
      "requires itself",
    ],
    [
      "is made asynchronously",
      ({ bind }) => void bind(THING).toDynamicValue(async () => ({ words: [] })),
      '"test/thing" is made asynchronously',
    ],
    ["is registered asynchronously", async () => {}, "a module registers asynchronously"],
  ])("and %s is reported at connect, each time, and in coverage", async (_what, bindings, said) => {
    const adapter = asking(bindings);
    const typed = expect.objectContaining({ code: "adapter.invalid-definition" });
    if (said.includes("registers")) {
      const module = new ContainerModule(async () => {});
      await expect(connect(toy, settings, { modules: [module] })).rejects.toThrow(said);
      expect(() => coverageOf(toy, [module])).toThrow(said);
      return;
    }
    for (let time = 0; time < 2; time += 1) {
      await expect(connect(adapter, settings)).rejects.toThrow(said);
      await expect(connect(adapter, settings)).rejects.toThrow(typed as never);
    }
    expect(() => coverageOf(adapter)).toThrow(said);
  });

  it("is reported without the container's stack, also where inversify's is needed", async () => {
    class Decorated extends GetToyJob {}
    decorate(injectable(), Decorated);
    const module = new InversifyModule(({ rebind, bind }) => {
      rebind(handlerToken("jobs.stream")).to(Decorated as never);
      bind(THING).toService(OTHER);
    });
    const error: unknown = await connect(asking(), settings, { modules: [module] }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "adapter.invalid-definition" });
    expect(String(error)).not.toMatch(/inversify|binding constraints|Registered/i);
  });
});

describe("a further connection", () => {
  it("shares no value with the first, also where a module makes it while it registers", async () => {
    const adapter = asking(({ bind }) => bind(THING).toConstantValue({ words: [] }));
    const [one, two] = [await connect(adapter, settings), await connect(adapter, settings)];
    await one.jobs.get({ id: "planted" });
    expect((await two.jobs.get({ id: "a" })).title).toBe("a");
    expect((await one.jobs.get({ id: "b" })).title).toBe("planted,b");
  });

  it("makes a handler when it is first used", async () => {
    let made = 0;
    class Counted extends GetToyJob {
      constructor() {
        super();
        made += 1;
      }
    }
    const adapter = defineAdapter({
      ...described,
      id: "counted",
      extends: toy,
      handlers: [handles(jobs.get, Counted)],
    });
    await connect(adapter, settings);
    const first = made;
    const ats = await connect(adapter, settings);
    expect(made).toBe(first);
    await ats.jobs.get({ id: "a" });
    await ats.jobs.get({ id: "a" });
    expect(made).toBe(first + 1);
  });
});

describe("what an app brings", () => {
  it("is given to connect without a module", async () => {
    const said: string[] = [];
    const log = (message: string) => void said.push(message);
    const logger: Logger = { debug: log, info: log, warn: log, error: log };
    const seen: string[] = [];
    const observer: Observer = { started: ({ capability }) => (seen.push(capability), () => undefined) };
    const ats = await connect(toy, settings, {
      logger,
      clock: new ManualClock(),
      ledger: memoryLedger(),
      connectionId: "customer",
      observers: [observer, observer],
    });
    await ats.jobs.get({ id: "a" });
    expect(seen).toEqual(["jobs.get", "jobs.get"]);
  });

  it("tells no customers apart by an empty connection id", async () => {
    const refused = connect(toy, settings, { ledger: memoryLedger(), connectionId: "" });
    await expect(refused).rejects.toThrow(/requires "connection-id"/);
  });

  it("may come in modules whose functions return what they bound", async () => {
    const module = new ContainerModule((m) => m.rebind(LOGGER).toConstantValue({} as Logger));
    await expect(connect(toy, settings, { modules: [module] })).resolves.toBeDefined();
    const inversify = new InversifyModule(((m: { bind: (of: unknown) => { toConstantValue(v: unknown): unknown } }) =>
      m.bind(CLOCK).toConstantValue(new ManualClock())) as never);
    await expect(connect(toy, settings, { modules: [inversify] })).resolves.toBeDefined();
  });

  it("may be a decorated class, a condition or an activation of inversify's", async () => {
    class Decorated extends GetToyJob {
      override handle() {
        return Promise.resolve(job("decorated"));
      }
    }
    decorate(injectable(), Decorated);
    let activated = 0;
    const module = new InversifyModule(({ rebind, onActivation }) => {
      rebind(handlerToken("jobs.get")).to(Decorated).inSingletonScope();
      onActivation(handlerToken("jobs.get"), (_context, handler) => ((activated += 1), handler));
    });
    for (let time = 1; time <= 2; time += 1) {
      const ats = await connect(remembering, settings, { modules: [module] });
      expect((await ats.jobs.get({ id: "x" })).id).toBe("decorated");
      expect(activated).toBe(time);
      const cell = (await ats.coverage()).cells.find(({ capability }) => capability === "jobs.get");
      expect(cell).toMatchObject({ how: "override", implementedBy: { name: "application" } });
      await ats.close();
    }
  });

  it.each([
    ["plain bindings", () => {}],
    ["inversify's own", ({ bind }: ModuleOptions) => void bind(token("test/x")).toConstantValue(1).whenDefault()],
  ])("may ask for what is not there, and take a default away: %s", async (_what, more: (m: ModuleOptions) => void) => {
    const found: unknown[] = [];
    const module = new ContainerModule((m) => {
      more(m);
      m.unbind(LOGGER);
      m.rebind(handlerToken("jobs.get")).toDynamicValue(({ get }) => {
        found.push(get(THING, { optional: true }), get(LOGGER, { optional: true }));
        return new GetToyJob();
      });
    });
    const ats = await connect(toy, settings, { modules: [module] });
    expect(await ats.jobs.get({ id: "a" })).toMatchObject({ id: "a" });
    expect(found.slice(0, 2)).toEqual([undefined, silentLogger]);
  });

  it("is refused where a class requires what is not there, with the name of both", async () => {
    class Wanting extends GetToyJob {
      static override readonly inject = { thing: THING };
    }
    const module = new ContainerModule(({ rebind }) => toClass(rebind(handlerToken("jobs.get")), Wanting as never));
    await expect(connect(toy, settings, { modules: [module] })).rejects.toThrow(
      'the handler of "jobs.get" requires "test/thing", which has no binding',
    );
  });
});
