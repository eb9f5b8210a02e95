import { describe, expect, expectTypeOf, it } from "vitest";
import { CapabilityNotSupported, connect, methodOf, type Job } from "../src/index.ts";
import { toy } from "./fixtures/toy-adapter.ts";

describe("methodOf", () => {
  it("finds the method of a capability of the catalogue, with its types", async () => {
    await using ats = await connect(toy, { apiKey: "k" });
    const get = methodOf(ats, "jobs.get");
    expectTypeOf(get).returns.resolves.toExtend<Readonly<Job>>();
    await expect(get({ id: "1" })).resolves.toMatchObject({ id: "1" });
  });

  it("finds it by an id that is known only at run time", async () => {
    await using ats = await connect(toy, { apiKey: "k" });
    const id: string = ["jobs", "get"].join(".");
    await expect(methodOf(ats, id)?.({ id: "1" })).resolves.toMatchObject({ id: "1" });
  });

  it("gives a method that refuses where the adapter lacks the capability", async () => {
    await using ats = await connect(toy, { apiKey: "k" });
    expect(() => methodOf(ats, "offers.stream")()).toThrow(CapabilityNotSupported);
  });

  it.each(["jobs.none", "none.get", "jobs", "", "adapter.id", "constructor.name", "jobs.constructor", "__proto__.x"])(
    "finds nothing for %j",
    async (id) => {
      await using ats = await connect(toy, { apiKey: "k" });
      expect(methodOf(ats, id)).toBeUndefined();
    },
  );
});
