import { avionte } from "@anyats/avionte";
import { connect } from "@anyats/core";
import { hurriedClock } from "@anyats/core/testing";
import { createEmulator, type FaultRule } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { workflow } from "../src/workflow.ts";

const outages: readonly [string, readonly FaultRule[]][] = [
  ["no outage", []],
  ["answers that are lost", [{ kind: "dropAfter", times: 3, match: { method: "POST" } }]],
  ["requests that are lost", [{ kind: "dropBefore", times: 3, match: { method: "POST" } }]],
  [
    "a server that is out of order",
    [{ kind: "status", status: 500, code: null, when: "after", times: 2, match: { method: "POST" } }],
  ],
];

describe("writing interview results back", () => {
  it.for(outages)("writes nothing twice with %s", async ([, faults]) => {
    const emulator = createEmulator({ candidates: 120, coverage: "all" });
    let now = Date.parse("2026-11-23T09:00:00Z");
    const clock = hurriedClock({ now: () => now, pass: (ms) => void (now += ms), deadlineMs: 30_000 });
    await using ats = await connect(avionte, emulator.settings(), { clock });
    const before = emulator.world.notes.size;
    const { applicants, steps, rejected } = await workflow(ats, () =>
      faults.forEach((rule) => emulator.faults.inject(rule)),
    );
    const [passed] = applicants;
    const notes = emulator.world.notes
      .all()
      .slice(before)
      .filter(({ content_html }) => content_html?.includes("recommended"));
    expect(notes.filter(({ application_id }) => application_id === passed!.id).length).toBeLessThanOrEqual(1);
    expect(notes.filter(({ application_id }) => application_id === null).length).toBeLessThanOrEqual(1);
    const files = emulator.world.attachments
      .all()
      .filter(({ file_name }) => file_name === `interview-${passed!.id}.pdf`);
    expect(files.length).toBeLessThanOrEqual(1);
    expect(rejected).toBe(applicants.length - 1);
    const outcomes = [...steps.values()].flat().map(({ outcome }) => outcome);
    if (faults.length === 0) expect(new Set(outcomes)).toEqual(new Set(["done", "settled"]));
    else expect(outcomes).not.toContain("failed");
  });
});
