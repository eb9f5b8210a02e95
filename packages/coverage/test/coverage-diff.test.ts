import { describe, expect, it } from "vitest";
import { diffCoverage, matrixOf, type CoverageDiff } from "../src/index.ts";
import { cell, gap, limitation, report } from "./fixtures/hand-made-report.ts";

const [slow, small] = [limitation("acme.slow"), limitation("acme.small")];
const before = report("acme", [
  cell("jobs.stream"),
  cell("jobs.get", { limitations: [slow] }),
  cell("candidates.get", { gap: gap({}) }),
  cell("candidates.find", { limitations: [slow, small] }),
]);

function named(diff: CoverageDiff) {
  const ids = (changes: CoverageDiff["lost"]) => changes.map(({ adapter, capability }) => `${adapter} ${capability}`);
  return { gained: ids(diff.gained), lost: ids(diff.lost), narrowed: ids(diff.narrowed), widened: ids(diff.widened) };
}
const nothing = { gained: [], lost: [], narrowed: [], widened: [] };

describe("the difference between two states of coverage", () => {
  it("is nothing between a report and itself", () => {
    const diff = diffCoverage(before, structuredClone(before));
    expect(named(diff)).toEqual(nothing);
    expect(diff.majorDemandedOf).toEqual([]);
  });

  it("reports gains and losses with reasons, and requires a major changeset", () => {
    const after = report("acme", [
      cell("jobs.stream", { gap: gap({ explanation: "The ATS took it away." }) }),
      cell("candidates.get"),
      cell("candidates.find", { limitations: [slow, small] }),
      cell("users.stream", { gap: gap({}) }),
    ]);
    const diff = diffCoverage(before, after);
    expect(named(diff)).toEqual({
      ...nothing,
      gained: ["acme candidates.get"],
      lost: ["acme jobs.stream", "acme jobs.get"],
    });
    expect(diff.lost[0]).toMatchObject({ before: "supported", after: "unsupported", reason: "The ATS took it away." });
    expect(diff.lost[1]).toMatchObject({ before: "limited", after: null, reason: null });
    expect(diff.majorDemandedOf).toEqual(["@example/acme"]);
  });

  it("reports what narrowed and widened by limitation, without a major changeset", () => {
    const after = report("acme", [
      cell("jobs.stream", { limitations: [slow] }),
      cell("jobs.get"),
      cell("candidates.get", { gap: gap({ reason: "ats-cannot" }) }),
      cell("candidates.find", { limitations: [slow] }),
    ]);
    const diff = diffCoverage(before, after);
    expect(named(diff)).toEqual({
      ...nothing,
      narrowed: ["acme jobs.stream"],
      widened: ["acme jobs.get", "acme candidates.find"],
    });
    expect(diff.widened[1]).toMatchObject({ limitationsAdded: [], limitationsRemoved: ["acme.small"] });
    expect(diff.majorDemandedOf).toEqual([]);
  });

  it("calls it narrowed when one limitation is exchanged for another", () => {
    const after = report("acme", [
      ...before.cells.slice(0, 1),
      cell("jobs.get", { limitations: [small] }),
      ...before.cells.slice(2),
    ]);
    expect(named(diffCoverage(before, after))).toEqual({ ...nothing, narrowed: ["acme jobs.get"] });
  });

  it("compares by adapter: a removed one lost everything, a new one gained it", () => {
    const old = matrixOf([before, report("gone", [cell("jobs.get"), cell("jobs.stream", { gap: gap({}) })])]);
    const now = matrixOf([report("fresh", [cell("jobs.get")]), before]);
    const diff = diffCoverage(old, now);
    expect(named(diff)).toEqual({ ...nothing, gained: ["fresh jobs.get"], lost: ["gone jobs.get"] });
    expect(diff.majorDemandedOf).toEqual(["@example/gone"]);
  });

  it("refuses to compare an adapter with one customer's connection", () => {
    expect(() => diffCoverage(before, { ...before, scope: "connection" })).toThrow(/one customer's/);
  });
});
