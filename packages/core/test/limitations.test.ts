import { describe, expect, it } from "vitest";
import { CLOCK, type Limitation } from "../src/index.ts";
import { answered, connected } from "./fixtures/scripted-adapter.ts";

const told = {
  imposedBy: "ats",
  summary: "Nothing moves to the pipeline.",
  reason: "The ATS keeps that stage to itself.",
  advice: "Leave it out of the picker.",
  certainty: "documented",
} as const;

type Moves = Limitation<"applications.moveToStage">;
const noPipeline: Moves = {
  ...told,
  id: "scripted.no-pipeline",
  capabilities: ["applications.moveToStage"],
  effect: { kind: "forbids-values", field: "stage.remoteId", values: ["PIPELINE", "WEB"] },
};

async function moving(limitations: readonly Limitation<"applications.moveToStage" | "jobs.stream">[]) {
  const moved: unknown[] = [];
  const { ats, clock } = await connected(
    { move: async (input) => (moved.push(input), { ...answered, warnings: [{ message: "late", code: null }] }) },
    { limitations },
  );
  return { ats, clock, moved };
}

describe("a limitation is enforced before the handler", () => {
  it("forbids values of a field, and says why and what to do", async () => {
    const { ats, moved } = await moving([noPipeline]);
    const move = ats.applications.moveToStage({ application: "a", stage: { id: "s", remoteId: "PIPELINE" } });
    await expect(move).rejects.toMatchObject({
      code: "limitation.refused",
      limitation: "scripted.no-pipeline",
      fault: "caller",
      retry: "never",
      message: "Nothing moves to the pipeline. The ATS keeps that stage to itself.",
      advice: "Leave it out of the picker.",
      capability: "applications.moveToStage",
      adapter: "scripted",
    });
    expect(moved).toEqual([]);
  });

  it("lets every other value pass", async () => {
    const { ats, moved } = await moving([noPipeline]);
    await ats.applications.moveToStage({ application: "a", stage: { id: "s", remoteId: "OTHER" } });
    await ats.applications.moveToStage({ application: "a", stage: "s" });
    expect(moved).toHaveLength(2);
  });

  it("forbids a value wherever it is in a list", async () => {
    const { ats } = await moving([
      {
        ...noPipeline,
        capabilities: ["jobs.stream"],
        effect: { kind: "forbids-values", field: "statuses", values: ["DRAFT"] },
      },
    ]);
    await expect(ats.jobs.stream({ statuses: ["OPEN", "DRAFT"] }).toArray()).rejects.toMatchObject({
      code: "limitation.refused",
    });
    expect(await ats.jobs.stream({ statuses: ["OPEN"] }).toArray()).toEqual([]);
  });

  it("may look at the input and refuse it", async () => {
    const check = (input: unknown) =>
      (input as { stage: { id: string } }).stage.id === "x" ? { refuse: "Not to x." } : undefined;
    const { ats, moved } = await moving([{ ...noPipeline, effect: { kind: "checks-input", check } }]);
    await expect(ats.applications.moveToStage({ application: "a", stage: "x" })).rejects.toThrow(
      "Not to x. The ATS keeps that stage to itself.",
    );
    expect(moved).toEqual([]);
    await ats.applications.moveToStage({ application: "a", stage: "y" });
    expect(moved).toHaveLength(1);
  });

  it("may warn: the receipt says so before what the ATS said", async () => {
    const { ats } = await moving([
      { ...noPipeline, effect: { kind: "checks-input", check: () => ({ warn: "Slow today." }) } },
    ]);
    const { warnings } = await ats.applications.moveToStage({ application: "a", stage: "x" });
    expect(warnings).toEqual([
      { message: "Slow today.", code: "scripted.no-pipeline" },
      { message: "late", code: null },
    ]);
  });

  it("may use the connection's collaborators", async () => {
    const seen: number[] = [];
    const { ats, clock } = await moving([
      {
        ...noPipeline,
        effect: { kind: "checks-input", check: (_input, context) => void seen.push(context.get(CLOCK).now()) },
      },
    ]);
    await ats.applications.moveToStage({ application: "a", stage: "x" });
    expect(seen).toEqual([clock.now()]);
  });

  it("rejects nothing where it cannot be enforced", async () => {
    const { ats, moved } = await moving([
      { ...noPipeline, effect: { kind: "told-only", because: "nothing shows it" } },
    ]);
    await ats.applications.moveToStage({ application: "a", stage: { id: "s", remoteId: "PIPELINE" } });
    expect(moved).toHaveLength(1);
  });
});
