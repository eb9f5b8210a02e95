import { describe, expect, expectTypeOf, it } from "vitest";
import {
  candidates,
  connect,
  defineAdapter,
  handles,
  jobs,
  type Adapter,
  type CoverageCell,
  type Job,
} from "../src/index.ts";
import { coverageOf } from "../src/coverage.ts";
import { childOfToy, GetToyJob, toy } from "./fixtures/toy-adapter.ts";

describe("the client's type follows from the registrations", () => {
  it("has what is registered, with the types of the capability", async () => {
    const ats = await connect(toy, { apiKey: "k" });
    const open = ats.jobs.stream({ statuses: ["OPEN"] });
    expectTypeOf(await open.toArray()).toEqualTypeOf<Readonly<Job>[]>();
    expectTypeOf(ats.toy.paint).parameter(0).toEqualTypeOf<{ colour: string }>();
    expect(await ats.toy.paint({ colour: "red" })).toEqual({ painted: "red" });
    expect((await ats.jobs.get({ id: "x" })).title).toBe("Job x");
  });

  it("does not compile where the adapter lacks a capability, and refuses at run time", async () => {
    const ats = await connect(toy, { apiKey: "k" });
    // @ts-expect-error the toy has no candidates
    await expect(async () => ats.candidates.get({ id: "x" })).rejects.toMatchObject({
      code: "capability.not-supported",
    });
    // @ts-expect-error it has jobs, but no enhanced ones
    await expect(async () => ats.jobs.getEnhanced({ id: "x" })).rejects.toMatchObject({
      code: "capability.not-supported",
    });
    // @ts-expect-error a misspelt filter
    expect(() => ats.jobs.stream({ status: ["OPEN"] })).toThrow(/jobs.stream is not valid/);
  });

  it("compiles no setting of another type, and refuses it at run time", async () => {
    // @ts-expect-error a secret is a text
    await expect(connect(toy, { apiKey: 5 })).rejects.toThrow(
      "apiKey: Invalid input: expected string, received number",
    );
  });

  it("takes away what a child declares missing", async () => {
    const ats = await connect(childOfToy, { apiKey: "k" });
    expect(await ats.jobs.stream().toArray()).toHaveLength(6);
    // @ts-expect-error the child took it away
    await expect(async () => ats.jobs.get({ id: "x" })).rejects.toMatchObject({ code: "capability.not-supported" });
  });

  it("compiles no gap of a group of which something is inherited", () => {
    const { package: of, facts } = toy;
    const child = { id: "child", name: "Child", package: of, extends: toy, facts };
    const gap = { reason: "ats-cannot", explanation: "It cannot." } as const;
    expect(defineAdapter({ ...child, missing: { "offers.*": gap } }).missing).toMatchObject({ "offers.*": gap });
    // @ts-expect-error the toy has jobs
    expect(defineAdapter({ ...child, missing: { "jobs.*": gap } }).missing).toMatchObject({ "jobs.*": gap });
  });

  it("narrows by supports() where the adapter is known only at run time", async () => {
    const some: Adapter = toy;
    const ats = await connect(some, { apiKey: "k" });
    // @ts-expect-error nothing is known yet
    expect(ats.jobs).toBeDefined();
    if (ats.supports("jobs.get")) {
      expect((await ats.jobs.get({ id: "x" })).title).toBe("Job x");
      if (ats.supports("jobs.stream")) expect(await ats.jobs.stream().toArray()).toHaveLength(6);
    } else expect.unreachable("the toy has jobs.get");
    expect(ats.supports("candidates.get")).toBe(false);
  });

  it("does not compile a handler that performs another capability", () => {
    expect(() =>
      defineAdapter({
        id: "wrong",
        name: "Wrong",
        package: { name: "x", version: "1" },
        extends: toy,
        facts: {},
        // @ts-expect-error a query is not a stream
        handlers: [handles(candidates.stream, GetToyJob)],
      }),
    ).toThrow(/has no method "fetchPage"/);
  });
});

describe("coverage follows from the registrations", () => {
  const cell = (adapter: Adapter, id: string): CoverageCell =>
    coverageOf(adapter).cells.find(({ capability }) => capability === id)!;

  it("says where the code is", () => {
    expect(cell(toy, "jobs.get")).toMatchObject({ status: "supported", how: "own" });
    expect(cell(childOfToy, "jobs.stream")).toMatchObject({
      how: "inherited",
      implementedBy: { name: "@example/toy" },
    });
    expect(cell(childOfToy, "jobs.get")).toMatchObject({ status: "unsupported", gap: { reason: "ats-cannot" } });
  });

  it("shows an override in a subclass without touching anything else", () => {
    class GetFancyJob extends GetToyJob {}
    const sub = defineAdapter({
      id: "sub",
      name: "Sub",
      package: { name: "@example/sub", version: "2.0.0" },
      extends: toy,
      facts: {},
      handlers: [handles(jobs.get, GetFancyJob)],
    });
    expect(cell(sub, "jobs.get")).toMatchObject({ how: "override", implementedBy: { name: "@example/sub" } });
    expect(cell(toy, "jobs.get")).toMatchObject({ how: "own" });
  });
});
