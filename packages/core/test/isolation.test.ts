import { describe, expect, it } from "vitest";
import { connect, handlerToken, page, toClass, ContainerModule } from "../src/index.ts";
import { PagedJobs } from "./fixtures/paged-jobs.ts";
import { RememberingJob, remembering } from "./fixtures/remembering-adapter.ts";
import { scripted } from "./fixtures/scripted-adapter.ts";
import { toy } from "./fixtures/toy-adapter.ts";

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
      fetchPage: async () => page([], null, [{ id: null, path: "$", problem: "is not an object" }]),
    });
    const [one, two] = [await connect(adapter, { apiKey: "k" }), await connect(adapter, { apiKey: "k" })];
    let heard = 0;
    two.on("quarantine", () => (heard += 1));
    await one.jobs.stream().toArray();
    expect(heard).toBe(0);
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
