import { describe, expect, it } from "vitest";
import {
  CONNECTION_ID,
  LEDGER,
  OBSERVER,
  connect,
  memoryLedger,
  token,
  ContainerModule,
  type ModuleOptions,
} from "../src/index.ts";
import { turn, unanswered } from "../src/testing.ts";
import { PagedJobs } from "./fixtures/paged-jobs.ts";
import { connected, scripted } from "./fixtures/scripted-adapter.ts";

const whenDefault = ({ bind }: ModuleOptions) => void bind(token("test/x")).toConstantValue(1).whenDefault();
const fail = () => {
  throw new Error("the pool is gone");
};

const closed = { code: "connection.closed", retry: "never", adapter: "scripted" };

describe("closing a connection", () => {
  it("cancels every call under way, reacting or not", async () => {
    const { ats, clock } = await connected({
      getJob: (_input, call) => unanswered(call),
      move: () => new Promise(() => {}),
    });
    const calls = [ats.jobs.get({ id: "a" }), ats.applications.moveToStage({ application: "a", stage: "s" })];
    const ended = Promise.allSettled(calls);
    await turn();
    await ats.close();
    expect(await ended).toMatchObject([
      { reason: { code: "call.aborted", retry: "safe" } },
      { reason: { code: "call.aborted", retry: "unknown-outcome" } },
    ]);
    expect(clock.sleeping).toBe(0);
  });

  it("says that the call must be awaited when it was not", async () => {
    const { ats } = await connected({ getJob: (_input, call) => unanswered(call) });
    const scope = async () => {
      await using connection = ats;
      const job = connection.jobs.get({ id: "a" });
      return { job };
    };
    const { job } = await scope();
    await expect(job).rejects.toMatchObject({
      code: "call.aborted",
      message: "The connection was closed while the call ran.",
      advice: expect.stringContaining("return await") as string,
    });
  });

  it("refuses every later call, stream and look at the coverage with a typed error", async () => {
    const source = new PagedJobs([["a"]]);
    const { ats } = await connected(source);
    const before = ats.jobs.stream();
    await ats.close();
    await expect(ats.jobs.get({ id: "a" })).rejects.toMatchObject({ ...closed, capability: "jobs.get" });
    expect(() => ats.jobs.stream()).toThrow(expect.objectContaining(closed));
    await expect(before.toArray()).rejects.toMatchObject(closed);
    await expect(ats.coverage()).rejects.toMatchObject(closed);
    expect(source.asked).toEqual([]);
  });

  it("ends a stream that is being read", async () => {
    const { ats } = await connected(new PagedJobs([["a"], ["b"], ["c"]]));
    const reading = (async () => {
      for await (const _job of ats.jobs.stream()) await ats.close();
    })();
    await expect(reading).rejects.toMatchObject({ adapter: "scripted", fault: "caller" });
  });

  it("ends a stream in its last page too, so that a part never looks like everything", async () => {
    for (const read of ["records", "pages"]) {
      const { ats } = await connected(
        new PagedJobs([
          ["a", "b"],
          ["c", "d"],
        ]),
      );
      const stream = ats.jobs.stream();
      const reading = (async () => {
        if (read === "pages") for await (const _page of stream.pages()) await ats.close();
        else for await (const { id } of stream) if (id === "c") await ats.close();
      })();
      await expect(reading).rejects.toMatchObject({ adapter: "scripted", fault: "caller" });
      expect(stream.checkpoint?.done).not.toBe(true);
    }
  });

  it("still reports a write whose outcome is unknown", async () => {
    const { ats, clock } = await connected({ addNote: (_input, call) => unanswered(call) });
    const failed = expect(ats.candidates.addNote({ candidate: "c", note: "n" })).rejects.toMatchObject({
      retry: "unknown-outcome",
    });
    await turn();
    await ats.close();
    await clock.advance(5_000);
    await failed;
  });

  it("lets the app put away what its modules brought", async () => {
    let open = 1;
    const module = new ContainerModule(({ bind }) => {
      bind(CONNECTION_ID).toConstantValue("a");
      bind(LEDGER)
        .toDynamicValue(() => memoryLedger())
        .inSingletonScope()
        .onDeactivation(() => void (open -= 1));
    });
    const ats = await connect(scripted({}), { apiKey: "k" }, { modules: [module] });
    await ats.candidates.addNote({ candidate: "c", note: "n" });
    expect(open).toBe(1);
    await ats.close();
    expect(open).toBe(0);
  });

  it.each<[string, (given: ModuleOptions) => void, () => Promise<void>]>([
    ["plain bindings", () => {}, () => Promise.reject(new Error("the pool is gone"))],
    ["inversify's own", whenDefault, () => Promise.reject(new Error("the pool is gone"))],
    ["inversify's own, at once", whenDefault, fail],
  ])("puts away the rest of what modules brought where one fails at it: %s", async (_what, more, failing) => {
    const ended: string[] = [];
    const module = new ContainerModule((given) => {
      const { bind } = given;
      more(given);
      const used = [token("test/failing"), token("test/other")];
      bind(OBSERVER).toDynamicValue(({ get }) => ({ started: () => () => void used.map((each) => get(each)) }));
      bind(token("test/failing")).toConstantValue(1).onDeactivation(failing);
      bind(token("test/other"))
        .toConstantValue(2)
        .onDeactivation(() => void ended.push("other"));
    });
    const ats = await connect(scripted({}), { apiKey: "k" }, { modules: [module] });
    await ats.jobs.get({ id: "a" });
    await expect(ats.close()).rejects.toThrow("the pool is gone");
    expect(ended).toEqual(["other"]);
  });

  it("can be done twice, and by `await using`", async () => {
    const { ats } = await connected({});
    await ats.close();
    await ats.close();
    const { ats: other } = await connected({});
    {
      await using scoped = other;
      await scoped.jobs.get({ id: "a" });
    }
    await expect(other.jobs.get({ id: "a" })).rejects.toMatchObject(closed);
  });

  it("leaves other connections alone", async () => {
    const one = await connected({});
    const two = await connected({});
    await one.ats.close();
    expect(await two.ats.jobs.get({ id: "a" })).toMatchObject({ id: "a" });
  });
});
