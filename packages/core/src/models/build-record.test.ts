import { describe, expect, it } from "vitest";
import { Application, Candidate, Interview, Job, Note, record, User } from "../index.ts";

const dated = { id: "7", changedAt: "2026-01-01T00:00:00.000Z" };

describe("record", () => {
  it.each([
    ["job", Job],
    ["application", Application],
    ["candidate", Candidate],
    ["interview", Interview],
    ["note", Note],
    ["user", User],
  ] as const)("fills every field of a %s that is left out", (_name, schema) => {
    const built = record(schema as typeof Job, dated);
    expect(schema.safeParse(built).error).toBeUndefined();
    expect(Object.keys(built).toSorted()).toEqual(
      Object.keys(schema.shape)
        .filter((key) => key !== "raw" && key !== "provenance")
        .toSorted(),
    );
  });

  it("keeps what is given, and shares no list between two records", () => {
    const [one, two] = [record(Job, { ...dated, title: "Cook", status: "OPEN" }), record(Job, dated)];
    expect(one).toMatchObject({ id: "7", title: "Cook", status: "OPEN", salary: null, stages: [], customFields: {} });
    expect(one.stages).not.toBe(two.stages);
    expect("raw" in one).toBe(false);
  });

  it("does not compile without what a record cannot do without, or with what it lacks", () => {
    // @ts-expect-error a job has an instant of its last change
    const undated = record(Job, { id: "7" });
    // @ts-expect-error a job has no colour
    const coloured = record(Job, { ...dated, colour: "red" });
    expect([undated.id, coloured.id]).toEqual(["7", "7"]);
  });
});
