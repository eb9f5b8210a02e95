import { describe, expect, expectTypeOf, it } from "vitest";
import {
  candidates,
  connect,
  defineAdapter,
  handles,
  jobs,
  overrides,
  page,
  SETTINGS,
  token,
  type IdsOf,
  type Receipt,
} from "../src/index.ts";
import { coverageOf } from "../src/coverage.ts";
import { described } from "./fixtures/remembering-adapter.ts";
import { job, paint, toy } from "./fixtures/toy-adapter.ts";

const WORD = token<string>("test/operation-word");
const facts = { lane: "native", routes: [] } as const;
const done: Receipt = { warnings: [], settledBy: "answer" };

const getJob = handles(jobs.get, {
  ...facts,
  inject: { word: WORD },
  handle: async (_input, _call, { word }) => ({ ...job("x"), title: word }),
});
const bindings: Parameters<typeof defineAdapter>[0]["bindings"] = ({ bind }) => bind(WORD).toConstantValue("said");

describe("an operation as a value", () => {
  it("gives an adapter its id, its type and its own capability", async () => {
    const painting = handles({ ...paint, id: "child.paint" } as const, {
      ...facts,
      handle: async ({ colour }) => ({ painted: colour }),
    });
    const child = defineAdapter({
      ...described,
      id: "child",
      extends: toy,
      handlers: [getJob, painting],
      bindings,
    });
    expectTypeOf<IdsOf<typeof child>>().toEqualTypeOf<"jobs.stream" | "jobs.get" | "toy.paint" | "child.paint">();
    const ats = await connect(child, { apiKey: "k" });
    expect((await ats.jobs.get({ id: "a" })).title).toBe("said");
    expect(await ats.child.paint({ colour: "red" })).toEqual({ painted: "red" });
    expect(child.ownCapabilities.map(({ id }) => id)).toEqual(["toy.paint", "child.paint"]);
  });

  it("may come as the exports of a module, of which the rest is left out", async () => {
    const module = { getJob, again: getJob, limit: 7, helper: () => "none", text: Error };
    const child = defineAdapter({ ...described, id: "child", extends: toy, handlers: module, bindings });
    expect(Object.keys(child.operations)).toEqual(["jobs.get"]);
    expect((await (await connect(child, { apiKey: "k" })).jobs.get({ id: "a" })).title).toBe("said");
  });

  it("makes an input once by its key where the overridden one says so", async () => {
    const made: string[] = [];
    const tagging = handles(candidates.addTag, {
      ...facts,
      isOnce: ({ tag }) => tag === "Mailed",
      handle: async ({ tag }) => {
        made.push(tag);
        return done;
      },
    });
    const over = overrides(tagging, { handle: (input, call, _parts, inherited) => inherited.handle(input, call) });
    const child = defineAdapter({ ...described, id: "child", extends: toy, handlers: [over] });
    const ats = await connect(child, { apiKey: "k" });
    for (const tag of ["Mailed", "Mailed", "Night shift", "Night shift"])
      await ats.candidates.addTag({ candidate: "c", tag }, { idempotencyKey: tag });
    expect(made).toEqual(["Mailed", "Night shift", "Night shift"]);
  });

  it("computes its routes from its parts where they depend on them", () => {
    const routes = ({ word }: { readonly word: string }) =>
      [{ method: "GET", path: `/${word}`, certainty: "documented", source: "test" }] as const;
    const said = handles(jobs.get, { lane: "native", routes, inject: { word: WORD }, handle: async () => job("x") });
    const child = defineAdapter({ ...described, id: "child", extends: toy, handlers: [said], bindings });
    const cell = coverageOf(child).cells.find(({ capability }) => capability === "jobs.get");
    expect(cell?.routes).toMatchObject([{ path: "/said" }]);
  });

  it("overrides another, with the inherited handler and parts of its own", async () => {
    const louder = overrides(getJob, {
      lane: "passthrough",
      inject: { word: SETTINGS },
      async handle(input, call, { word: settings }, inherited) {
        const quiet = await inherited.handle(input, call);
        return { ...quiet, title: `${quiet.title?.toUpperCase()} ${String(settings["shelf"])}` };
      },
    });
    const child = defineAdapter({ ...described, id: "child", extends: toy, handlers: [louder], bindings });
    const ats = await connect(child, { apiKey: "k", shelf: "top" });
    expect((await ats.jobs.get({ id: "a" })).title).toBe("SAID top");
    const cell = coverageOf(child).cells.find(({ capability }) => capability === "jobs.get");
    expect(cell).toMatchObject({ lane: "passthrough", how: "override" });
  });

  it("does not compile with a wrong part, input, output, method or capability", () => {
    const wrong = [
      () =>
        handles(jobs.get, {
          ...facts,
          inject: { word: WORD },
          // @ts-expect-error the part is a text
          handle: async (_input, _call, { word }) => ({ ...job("x"), title: word.toFixed() }),
        }),
      () =>
        handles(jobs.get, {
          ...facts,
          // @ts-expect-error no such part is injected
          handle: async (_input, _call, { word }) => ({ ...job("x"), title: String(word) }),
        }),
      () =>
        handles(candidates.addTag, {
          ...facts,
          handle: async (input) => {
            // @ts-expect-error a tag has no colour
            void input.colour;
            return done;
          },
        }),
      () =>
        handles(candidates.addTag, {
          ...facts,
          // @ts-expect-error not a receipt
          handle: async () => "done",
        }),
      () =>
        handles(jobs.stream, {
          ...facts,
          // @ts-expect-error a stream gives pages
          handle: async () => page([], null),
        }),
      // @ts-expect-error not a capability
      () => handles("jobs.get", { ...facts, handle: async () => job("x") }),
      // @ts-expect-error the routes are missing
      () => handles(jobs.get, { lane: "native", handle: async () => job("x") }),
    ];
    for (const compiled of wrong) expect(compiled).not.toThrow();
  });
});
