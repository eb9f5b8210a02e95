import { describe, expect, it } from "vitest";
import { coverageOf } from "../src/coverage.ts";
import {
  applications,
  candidates,
  CapabilityNotSupported,
  connect,
  COVERAGE_NARROWER,
  defineAdapter,
  handles,
  jobs,
  notes,
  withGap,
  type Adapter,
  type Limitation,
} from "../src/index.ts";
import { StreamToyJobs } from "./fixtures/toy-adapter.ts";

const never = () => Promise.reject(new Error("not called"));
const native = { lane: "native", routes: [] } as const;
const unified = { lane: "unified", routes: [], settledBy: ["notes.stream"] } as const;
const unconfirmed = { method: "POST", path: "/links", certainty: "unverified", source: "a guess" } as const;

const addNote = handles(applications.addNote, { ...native, settledBy: ["notes.stream"], handle: never, settle: never });
const addLink = handles(candidates.addResultLink, { ...native, routes: [unconfirmed], handle: never });
const streamNotes = handles(notes.stream, { ...native, fetchPage: never });

const base = {
  package: { name: "@example/acme", version: "1.0.0" },
  facts: { providerId: "acme", maturity: "beta", noteFormat: "plain" },
  missing: {
    "notes.*": { reason: "not-known", explanation: "Nobody tried." },
    "*": { reason: "not-built", explanation: "Later." },
  },
} as const;
const handlers = [addNote, addLink, handles(jobs.stream, StreamToyJobs)] as const;
const acme = defineAdapter({ ...base, id: "acme", name: "Acme", handlers });
const withNotes = defineAdapter({ ...base, id: "acme-notes", name: "Acme", handlers: [...handlers, streamNotes] });

const cell = (adapter: Adapter, id: string) => coverageOf(adapter).cells.find(({ capability }) => capability === id)!;
const limits = (adapter: Adapter, id: string) => cell(adapter, id).limitations.map((limitation) => limitation.id);

describe("a creating write", () => {
  it("is limited when the read that settles a lost answer is not offered", () => {
    expect(cell(acme, "applications.addNote")).toMatchObject({
      status: "limited",
      settledBy: ["notes.stream"],
      limitations: [
        {
          id: "derived.lost-answers-stay-unknown",
          derived: true,
          imposedBy: "ats",
          reason: "To check, the write is read back by notes.stream, which Acme does not offer.",
          userMessage: "If the connection to Acme breaks while this is saved, check in Acme before you try again.",
        },
      ],
    });
  });

  it("is limited by the aggregator if it goes through one that may lack the read", () => {
    const through = defineAdapter({
      ...base,
      id: "acme-through",
      name: "Acme",
      handlers: [handles(applications.addNote, { ...unified, handle: never, settle: never })],
    });
    expect(cell(through, "applications.addNote").limitations).toMatchObject([{ imposedBy: "aggregator" }]);
  });

  it("is not limited when that read is offered", () => {
    expect(cell(withNotes, "applications.addNote")).toMatchObject({ status: "supported", limitations: [] });
  });

  it("is limited when the handler never reads it back", () => {
    expect(limits(withNotes, "candidates.addResultLink")).toContain("derived.lost-answers-stay-unknown");
  });

  it("is limited when one connection loses the read", async () => {
    const narrowing = {
      narrow: (report: ReturnType<typeof coverageOf>) =>
        Promise.resolve({
          ...report,
          cells: report.cells.map((each) =>
            each.capability === "notes.stream" ? withGap(each, cell(acme, "notes.stream").gap!) : each,
          ),
        }),
    };
    const narrowed = defineAdapter({
      ...base,
      id: "narrowed",
      name: "Narrowed",
      missing: {},
      facts: {},
      extends: withNotes,
      handlers: [],
      bindings: ({ bind }) => void bind(COVERAGE_NARROWER).toConstantValue(narrowing),
    });
    await using ats = await connect(narrowed, {});
    const { cells, totals } = await ats.coverage();
    const note = cells.find(({ capability }) => capability === "applications.addNote")!;
    expect(note.limitations.map(({ id }) => id)).toEqual(["derived.lost-answers-stay-unknown"]);
    expect(totals.supported).toBe(1);
  });
});

describe("an operation over routes that nothing confirms", () => {
  it("is limited, and the routes are named", () => {
    expect(cell(acme, "candidates.addResultLink").limitations[0]).toMatchObject({
      id: "derived.routes-are-not-confirmed",
      summary: "No public source confirms POST /links.",
      reason: "The source is a guess.",
      certainty: "unverified",
    });
  });

  it("is not limited when the route is documented", () => {
    expect(limits(acme, "jobs.stream")).toEqual([]);
  });
});

describe("a declared limitation", () => {
  const declared: Limitation<"candidates.addResultLink"> = {
    id: "acme.links-on-trial",
    capabilities: ["candidates.addResultLink"],
    imposedBy: "adapter",
    summary: "The route is a guess.",
    reason: "Acme publishes nothing.",
    advice: "Try it.",
    userMessage: "Result links may not work in your account.",
    certainty: "unverified",
    effect: { kind: "forbids-values", field: "label", values: ["x"] },
    explains: "unconfirmed-routes",
  };
  const explained = defineAdapter({ ...base, id: "acme", name: "Acme", handlers, limitations: [declared] });

  it("takes the place of the derived one that it explains", () => {
    expect(limits(explained, "candidates.addResultLink")).toEqual([
      "acme.links-on-trial",
      "derived.lost-answers-stay-unknown",
    ]);
  });
});

describe("what users of an app read", () => {
  it("has a text for every gap, by its reason unless the adapter words it", async () => {
    expect(cell(acme, "notes.stream").gap?.userMessage).toBe("We do not know yet whether this works with Acme.");
    await using ats = await connect(acme as Adapter, {});
    const refused = (ats as unknown as { tags: { stream(): unknown } }).tags;
    const error = await Promise.resolve()
      .then(() => refused.stream())
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CapabilityNotSupported);
    expect(error).toMatchObject({ userMessage: "This is not available for Acme yet." });
    expect((error as CapabilityNotSupported).toJSON()["details"]).toMatchObject({
      userMessage: "This is not available for Acme yet.",
    });
  });
});

describe("a gap that nobody knows about", () => {
  it("has a status and a count of its own", () => {
    expect(cell(acme, "notes.stream").status).toBe("unknown");
    expect(cell(acme, "tags.stream").status).toBe("unsupported");
    const { totals, cells } = coverageOf(acme);
    expect(totals.unknown).toBe(1);
    expect(totals.supported + totals.limited + totals.unsupported + totals.unknown).toBe(cells.length);
  });
});
