import { describe, expect, it } from "vitest";
import {
  EVENTS,
  EventHub,
  LOGGER,
  connect,
  handlerToken,
  page,
  toClass,
  type CoverageReport,
  ContainerModule,
  type HandlerFacts,
} from "../src/index.ts";
import { coverageOf } from "../src/coverage.ts";
import { MEMORY, Memory, remembering } from "./fixtures/remembering-adapter.ts";
import { scripted } from "./fixtures/scripted-adapter.ts";
import { GetToyJob, job, toy } from "./fixtures/toy-adapter.ts";

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

  it("is refused where its handler performs a stream by a call, or a call by a stream", async () => {
    const fetchPage = () => Promise.resolve(page([], null));
    const facts = { lane: "native", routes: [] } as const;
    for (const [id, wrong, right] of [
      ["jobs.stream", "handle", "fetchPage"],
      ["jobs.get", "fetchPage", "handle"],
    ] as const) {
      const replacing = (method: string) =>
        new ContainerModule(
          ({ rebind }) =>
            void rebind(handlerToken(id)).toConstantValue({ ...facts, [method]: fetchPage } as HandlerFacts),
        );
      const problem = `its handler for "${id}" has no method "${right}"`;
      await expect(connect(toy, { apiKey: "k" }, { modules: [replacing(wrong)] })).rejects.toThrow(problem);
      expect(() => coverageOf(toy, [replacing(wrong)])).toThrow(problem);
      await connect(toy, { apiKey: "k" }, { modules: [replacing(right)] });
    }
  });

  it("replaces a collaborator of the core by binding it", async () => {
    const said: string[] = [];
    const log = (message: string) => void said.push(message);
    const logging = new ContainerModule(
      ({ bind }) => void bind(LOGGER).toConstantValue({ debug: log, info: log, warn: log, error: log }),
    );
    const adapter = scripted({
      fetchPage: async () => page([], null, [{ id: null, path: "$", problem: "is not an object" }]),
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

  it("receives every log event of the connection, with the adapter's name", async () => {
    const said: unknown[] = [];
    const at = (level: string) => (message: string, facts?: object) => void said.push([level, message, facts]);
    const logging = new ContainerModule(
      ({ bind }) =>
        void bind(LOGGER).toConstantValue({
          debug: at("debug"),
          info: at("info"),
          warn: at("warn"),
          error: at("error"),
        }),
    );
    const hub = new EventHub();
    const own = new ContainerModule(({ bind }) => void bind(EVENTS).toConstantValue(hub));
    await connect(toy, { apiKey: "k" }, { modules: [logging, own] });
    const where = { capability: "jobs.get" };
    hub.emit("retry", { ...where, attempt: 2, waitMs: 5, because: "x.y" });
    hub.emit("quota", { ...where, waitMs: 5, limit: "requests in a window" });
    hub.emit("drift", { ...where, path: "$.status", kind: "new value" });
    hub.emit("unknown-outcome", { ...where, code: "write.outcome-unknown" });
    expect(said).toEqual([
      [
        "info",
        "a request is made again",
        { event: "retry", adapter: "toy", ...where, attempt: 2, waitMs: 5, because: "x.y" },
      ],
      [
        "info",
        "a request waits for a limit",
        { event: "quota", adapter: "toy", ...where, waitMs: 5, limit: "requests in a window" },
      ],
      [
        "warn",
        "something came in a form that is not known, and was passed through",
        { event: "drift", adapter: "toy", ...where, path: "$.status", kind: "new value" },
      ],
      [
        "error",
        "it is not known whether a write was made",
        { event: "unknown-outcome", adapter: "toy", ...where, code: "write.outcome-unknown" },
      ],
    ]);
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
