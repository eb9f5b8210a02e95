import { describe, expect, it } from "vitest";
import { z } from "zod";
import { AtsError, capability, capabilityIds, defineAdapter, handles, jobs } from "../src/index.ts";
import { coverageOf } from "../src/coverage.ts";
import { GetToyJob, PaintToy, StreamToyJobs, paint, toy } from "./fixtures/toy-adapter.ts";

const sound = {
  id: "mine",
  name: "Mine",
  package: { name: "@example/mine", version: "1.0.0" },
  facts: { providerId: "mine", maturity: "beta", noteFormat: "plain" },
  missing: { "*": { reason: "not-built", explanation: "Nothing is built." } },
};
const own = (id: string, rest: object = {}) => ({ ...capability({ ...paint, id: id as "mine.paint" }), ...rest });
const gap = { reason: "not-built", explanation: "Not yet." };
const limitation = {
  id: "mine.limit",
  capabilities: ["jobs.get"],
  imposedBy: "ats",
  summary: "S.",
  reason: "R.",
  advice: "A.",
  certainty: "documented",
  effect: { kind: "told-only", because: "b" },
};
const withJobs = { handlers: [handles(jobs.get, GetToyJob)] };
/** A handler for a capability of its own. */
const handled = (capability: ReturnType<typeof own>) => handles(capability, PaintToy);

/** Defines what the compiler would refuse in most of these cases, as a program in JavaScript may. */
const define = (differences: object) => () => defineAdapter({ ...sound, ...differences } as never);

describe("an adapter that does not fit together is refused where it is defined", () => {
  it.each<[string, object, string]>([
    ["an id with capitals", { id: "Mine" }, "its id is not made of lower-case letters, digits and hyphens"],
    ["an id that every client has", { id: "close" }, "every client has something else by its id"],
    ["the id of what it extends", { id: "toy", extends: toy }, "it extends an adapter with its own id (toy ← toy)"],
    [
      "a capability handled twice",
      { handlers: [handled(own("mine.a")), handled(own("mine.a"))] },
      '"mine.a" is handled twice',
    ],
    [
      "a capability of the catalogue as its own",
      { handlers: [handled(own("jobs.get"))] },
      '"jobs.get" is in the catalogue already',
    ],
    [
      "an own capability without its prefix",
      { handlers: [handled(own("other.paint"))] },
      'its own capability "other.paint" lacks its prefix',
    ],
    [
      "an own capability of three parts",
      { handlers: [handled(own("mine.a.b"))] },
      'the capability "mine.a.b" is not "group.method"',
    ],
    [
      "a query that creates",
      { handlers: [handled(own("mine.a", { kind: "query", effect: "creates" }))] },
      'the query "mine.a" cannot have the effect "creates"',
    ],
    [
      "a command that reads",
      { handlers: [handled(own("mine.a", { effect: "reads" }))] },
      'the command "mine.a" cannot have the effect "reads"',
    ],
    ["a handler for nothing", { handlers: [GetToyJob] }, "one of its handlers is not an operation"],
    [
      "a handler and a gap",
      { ...withJobs, missing: { ...sound.missing, "jobs.get": gap } },
      '"jobs.get" is both handled and declared missing',
    ],
    [
      "a stream without fetchPage",
      { handlers: [handles(jobs.stream, GetToyJob as never)] },
      'its handler for "jobs.stream" has no method "fetchPage"',
    ],
    [
      "a query without handle",
      { handlers: [handles(jobs.get, StreamToyJobs as never)] },
      'its handler for "jobs.get" has no method "handle"',
    ],
    [
      "a handler that is not a class",
      { handlers: [handles(jobs.get, (() => undefined) as never)] },
      'its handler for "jobs.get" has no method "handle"',
    ],
    [
      "a gap for nothing",
      { missing: { ...sound.missing, "jobs.dance": gap } },
      'its gap "jobs.dance" names no capability',
    ],
    [
      "a gap for no group",
      { missing: { ...sound.missing, "dances.*": gap } },
      'its gap "dances.*" names no capability',
    ],
    ["a gap without words", { missing: { "*": { ...gap, explanation: " " } } }, 'its gap "*" has no explanation'],
    ["silence about a capability", { missing: {} }, 'it neither handles "jobs.stream" nor says why not'],
    [
      "silence about all but one",
      { missing: Object.fromEntries(capabilityIds.filter((id) => id !== "tags.stream").map((id) => [id, gap])) },
      'it neither handles "tags.stream" nor says why not',
    ],
    [
      "a limitation declared twice",
      { ...withJobs, limitations: [limitation, limitation] },
      'the limitation "mine.limit" is declared twice',
    ],
    [
      "a limitation of nothing",
      { limitations: [{ ...limitation, capabilities: [] }] },
      'the limitation "mine.limit" limits nothing',
    ],
    [
      "a limitation of what is not offered",
      { limitations: [limitation] },
      'the limitation "mine.limit" limits "jobs.get", which is not offered',
    ],
    [
      "a limitation without effect",
      { ...withJobs, limitations: [{ ...limitation, effect: undefined }] },
      'the limitation "mine.limit" has no effect',
    ],
    [
      "a limitation that forbids no value",
      { ...withJobs, limitations: [{ ...limitation, effect: { kind: "forbids-values", field: "id", values: [] } }] },
      'the limitation "mine.limit" has no effect',
    ],
  ])("%s", (_what, differences, problem) => {
    const refused = define(differences);
    expect(refused).toThrow(`cannot be defined: ${problem}.`);
    expect(refused).toThrow(
      expect.objectContaining({ name: "AdapterDefinitionError", code: "adapter.invalid-definition", fault: "adapter" }),
    );
    try {
      refused();
    } catch (error) {
      expect((error as AtsError).advice).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("and one that fits is not", () => {
    expect(define({})).not.toThrow();
    expect(define({ ...withJobs, limitations: [limitation] })).not.toThrow();
    expect(define({ handlers: [handled(own("mine.a"))], settings: z.object({}) })).not.toThrow();
  });
});

describe("an adapter that extends another", () => {
  const child = { name: "Child", package: sound.package, facts: {} };

  it("keeps its parent's limitation of a capability that it takes away", () => {
    const parent = defineAdapter({ ...sound, ...withJobs, limitations: [limitation] } as never);
    expect(() =>
      defineAdapter({ ...child, id: "child", extends: parent, missing: { "jobs.get": gap } } as never),
    ).not.toThrow();
  });

  it("takes away what is in its gaps also where its grandparent has the very same gap", () => {
    const shared = { reason: "not-built", explanation: "Not yet." } as const;
    const base = defineAdapter({ ...sound, id: "base", missing: { ...sound.missing, "jobs.get": shared } } as never);
    const middle = defineAdapter({ ...child, id: "middle", extends: base, ...withJobs } as never);
    const leaf = { ...child, id: "leaf", extends: middle, missing: { "jobs.get": shared } };
    const { cells } = coverageOf(defineAdapter(leaf as never));
    expect(cells.find(({ capability: id }) => id === "jobs.get")?.status).toBe("unsupported");
    expect(() => defineAdapter({ ...leaf, limitations: [limitation] } as never)).toThrow(/which is not offered/);
  });
});
