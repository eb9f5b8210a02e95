import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  ContainerModule,
  handlerToken,
  handles,
  jobs,
  SETTINGS,
  capabilityIds,
  connect,
  defineAdapter,
  toClass,
  totalsOf,
  withGap,
  type Adapter,
  type CoverageCell,
  type Injected,
  type Secret,
} from "../src/index.ts";
import {
  CoverageReport,
  coverageJsonSchema,
  checkEvidence,
  coverageOf,
  isOffered,
  withEvidence,
} from "../src/coverage.ts";
import type { EvidenceFile } from "../src/coverage.ts";
import { measured, measuredChild } from "./fixtures/measured-adapter.ts";
import { GetToyJob, childOfToy, toy } from "./fixtures/toy-adapter.ts";

const cell = (adapter: Adapter, id: string): CoverageCell =>
  coverageOf(adapter).cells.find(({ capability }) => capability === id)!;

describe("a cell says of one capability", () => {
  it("that it is offered, by whose code, on which lane and by which routes", () => {
    expect(cell(measured, "jobs.stream")).toEqual({
      capability: "jobs.stream",
      group: "jobs",
      kind: "stream",
      effect: "reads",
      summary: "Stream the jobs.",
      sourceName: "_stream_jobs(updated_after, statuses)",
      status: "supported",
      how: "own",
      implementedBy: { name: "@example/measured", version: "3.1.0" },
      lane: "native",
      routes: [{ method: "GET", path: "/jobs", certainty: "documented", source: "the toy" }],
      limitations: [],
      settledBy: null,
      exemptions: [],
      gap: null,
      evidence: null,
    });
  });

  it("that it is limited, and how that is enforced", () => {
    expect(cell(measured, "jobs.get")).toMatchObject({
      status: "limited",
      limitations: [
        {
          id: "measured.open-only",
          effect: "checks-input",
          certainty: "reported",
          imposedBy: "ats",
          advice: "Read | open jobs.",
        },
      ],
    });
  });

  it("why it is not offered: on its own, its group, or the rest", () => {
    const reason = (id: string) => cell(measured, id).gap?.reason;
    expect([reason("candidates.get"), reason("candidates.addNote"), reason("applications.create")]).toEqual([
      "not-known",
      "aggregator-cannot",
      "not-built",
    ]);
    expect(cell(measured, "candidates.get")).toMatchObject({
      status: "unknown",
      how: null,
      implementedBy: null,
      lane: null,
      gap: { priority: "high", plan: "GET /people/{id}", workaround: "Use candidates.find." },
    });
  });

  it("where its code comes from in a line of adapters", () => {
    expect(cell(measuredChild, "jobs.stream")).toMatchObject({
      how: "inherited",
      implementedBy: { name: "@example/measured" },
    });
    expect(cell(measuredChild, "jobs.get")).toMatchObject({
      how: "override",
      implementedBy: { name: "@example/child" },
    });
    expect(cell(childOfToy, "toy.paint")).toMatchObject({ how: "inherited", group: "toy" });
  });
});

describe("a report", () => {
  it("has one cell for each capability of the catalogue and each of its own, in order", () => {
    expect(coverageOf(toy).cells.map(({ capability }) => capability)).toEqual([...capabilityIds, "toy.paint"]);
  });

  it("inherits facts one by one", () => {
    expect(coverageOf(measuredChild).adapter).toMatchObject({
      lineage: ["measured", "measured-child"],
      providerId: "measured",
      noteFormat: "html",
      maturity: "beta",
      notes: ["Mind the | pipe."],
    });
  });

  it("counts what it lists, and nothing is typed by hand", () => {
    for (const adapter of [toy, childOfToy, measured, measuredChild]) {
      const { cells, totals } = coverageOf(adapter);
      expect(totals).toEqual(totalsOf(cells));
      expect(totals.supported + totals.limited + totals.unsupported + totals.unknown).toBe(totals.capabilities);
      expect(totals.inherited + totals.override + totals.own).toBe(totals.supported + totals.limited);
      expect(totals.capabilities).toBe(cells.length);
    }
    expect(coverageOf(measuredChild).totals).toMatchObject({
      supported: 1,
      limited: 1,
      inherited: 1,
      override: 1,
      own: 0,
      proved: 0,
    });
  });

  it("counts as proved only what passed", () => {
    const [first, second, ...rest] = coverageOf(toy).cells;
    const evidence = { tests: 3, tier: "emulator", date: "2026-03-01" } as const;
    const cells = [
      { ...first!, evidence: { ...evidence, result: "passed" as const } },
      { ...second!, evidence: { ...evidence, result: "failed" as const } },
      ...rest,
    ];
    expect(totalsOf(cells).proved).toBe(1);
  });

  it("has no evidence for code that was not tested, or for what a customer lacks", () => {
    const proof = { tests: 3, tier: "emulator", result: "passed", date: "2026-03-01" } as const;
    const evidenceOf = ({ adapter: { id, package: of }, cells }: CoverageReport): EvidenceFile => ({
      schemaVersion: 1,
      adapter: id,
      package: of,
      world: "emulator",
      cells: Object.fromEntries(cells.map(({ capability }) => [capability, proof])),
      exemptions: [],
    });
    const whole = coverageOf(toy);
    const evidence = evidenceOf(whole);
    expect(withEvidence(whole, evidence).totals.proved).toBe(whole.cells.length);
    class OwnJob extends GetToyJob {}
    const replacing = new ContainerModule(({ rebind }) => void toClass(rebind(handlerToken("jobs.get")), OwnJob));
    const replaced = withEvidence(coverageOf(toy, [replacing]), evidence);
    expect(replaced.cells.flatMap(({ capability, evidence: own }) => (own ? [] : [capability]))).toEqual(["jobs.get"]);
    const gap = { ...whole.cells.find(({ gap: why }) => why)!.gap!, reason: "disabled-by-customer" as const };
    const cells = whole.cells.map((each) => (each.capability === "jobs.stream" ? withGap(each, gap) : each));
    const child = coverageOf(childOfToy);
    const inherits = { [toy.package.name]: toy.package.version };
    const ofChild = { ...evidenceOf(child), inherits };
    expect(withEvidence(child, ofChild).totals.proved).toBe(child.cells.length);
    expect(checkEvidence(child, ofChild, "2026-03-01")).toEqual([]);
    const updated = { ...ofChild, inherits: { [toy.package.name]: "0.0.1" } };
    for (const { how, evidence: own } of withEvidence(child, updated).cells)
      expect(own === null).toBe(how === "inherited");
    const others = child.cells.filter(({ how }) => how === "inherited");
    expect(checkEvidence(child, updated, "2026-03-01")).toEqual(
      others.map(({ capability: id }) => `${id}: the evidence is of another version of ${toy.package.name}`),
    );
    const narrowed = withEvidence({ ...whole, scope: "connection", cells }, evidence);
    for (const { status, evidence: own } of narrowed.cells) expect(own !== null).toBe(isOffered({ status }));
  });

  it("lists the settings without having any", () => {
    expect(coverageOf(measured).settings).toEqual([
      { name: "apiKey", required: true, description: "From the ATS's | admin page." },
      { name: "region", required: false, description: "" },
    ]);
  });

  it("lists the settings of each way to connect, and which of them all ways require", () => {
    const account = z.object({ baseUrl: z.string().describe("The address."), shelf: z.string().default("top") });
    const byKey = account.extend({ apiKey: z.string() });
    const byUser = account.extend({ user: z.string(), password: z.string().optional() });
    class Shelved extends GetToyJob {
      static override readonly inject = { settings: SETTINGS };
      constructor({ settings }: Injected<typeof Shelved.inject>) {
        super();
        expect(settings["shelf"]).toBe("top");
      }
    }
    const required = ({ settings }: CoverageReport) => settings.flatMap((each) => (each.required ? [each.name] : []));
    for (const [settings, names, always] of [
      [z.union([byKey, byUser]), ["baseUrl", "shelf", "apiKey", "user", "password"], ["baseUrl"]],
      [
        z.intersection(account, z.object({ apiKey: z.string() })),
        ["baseUrl", "shelf", "apiKey"],
        ["baseUrl", "apiKey"],
      ],
      [byKey.transform((given) => given), ["baseUrl", "shelf", "apiKey"], ["baseUrl", "apiKey"]],
    ] as const) {
      const handlers = [handles(jobs.get, Shelved)];
      const packageName = { name: "e", version: "1" };
      const facts = { id: "ways", name: "Ways", package: packageName, extends: measured, facts: {}, handlers };
      const report = coverageOf(defineAdapter({ ...facts, settings }));
      expect(report.settings.map(({ name }) => name)).toEqual(names);
      expect(report.settings[0]!.description).toBe("The address.");
      expect(required(report)).toEqual(always);
    }
  });

  it("is the same at any time, and at run time as in advance", async () => {
    expect(coverageOf(measured)).toEqual(coverageOf(measured));
    expect(JSON.stringify(coverageOf(measured))).toBe(JSON.stringify(coverageOf(measured)));
    expect(await (await connect(toy, { apiKey: "k" })).coverage()).toEqual(coverageOf(toy));
  });

  it("needs no account: a handler that reads a required setting too early is named", () => {
    class Eager extends GetToyJob {
      static override readonly inject = { settings: SETTINGS };
      readonly key: string;
      constructor({ settings }: Injected<typeof Eager.inject>) {
        super();
        this.key = (settings.apiKey as Secret).reveal();
      }
    }
    const eager = defineAdapter({
      id: "eager",
      name: "Eager",
      package: { name: "e", version: "1" },
      extends: measured,
      facts: {},
      handlers: [handles(jobs.get, Eager)],
    });
    expect(() => coverageOf(eager)).toThrow('the setting "apiKey" is read before there is a connection');
  });
});

describe("the published JSON schema", () => {
  const schema = z.fromJSONSchema(coverageJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);

  it("accepts every report as it goes over the wire, as the schema in code does", () => {
    for (const adapter of [toy, childOfToy, measured, measuredChild]) {
      const wire: unknown = JSON.parse(JSON.stringify(coverageOf(adapter)));
      expect(CoverageReport.parse(wire)).toEqual(wire);
      expect(schema.safeParse(wire).error).toBeUndefined();
    }
  });

  it("refuses what is not a report", () => {
    const report = coverageOf(toy);
    const { totals: _totals, ...incomplete } = report;
    for (const wrong of [
      incomplete,
      { ...report, schemaVersion: 2 },
      { ...report, cells: [{ ...report.cells[0], status: "perhaps" }] },
    ])
      expect(schema.safeParse(wrong).success).toBe(false);
  });

  it("says what it is, and stands alone", () => {
    expect(coverageJsonSchema()).toMatchObject({
      $schema: "https://json-schema.org/draft/2020-12/schema",
      title: "AnyATS coverage report",
    });
  });
});
