import { connect } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { sample } from "./fixtures/written.ts";

/** A thousand rejections at a server that lets so many run at once and takes some milliseconds for each. */
async function thousand(options: { concurrencyLimit: number; concurrencyHeaders?: boolean }) {
  const emulator = createEmulator({ candidates: 1_200, coverage: "all", ...options });
  const ids = emulator.world.applications
    .all()
    .filter(({ outcome }) => outcome === "PENDING")
    .slice(0, 1_000)
    .map(({ id }) => id);
  expect(ids).toHaveLength(1_000);
  emulator.faults.inject({ kind: "latency", ms: 4, times: Number.POSITIVE_INFINITY, match: { method: "POST" } });
  await using ats = await connect(sample, emulator.settings());
  const reasonId = (await ats.applications.listRejectionReasons())[0]!.id;
  emulator.requests.clear();
  const result = await ats.applications.rejectMany({ applications: ids, reasonId });
  const refused = emulator.requests.all().filter(({ status }) => status === 429).length;
  return { result, refused, most: emulator.requests.maxActionsInFlight };
}

describe("rejecting a thousand applications", () => {
  it("never runs more at once than the server allows, and none is refused for it", async () => {
    const { result, refused, most } = await thousand({ concurrencyLimit: 30 });
    expect([result.rejected, result.failed]).toEqual([1_000, 0]);
    expect(most).toBeLessThanOrEqual(30);
    expect(most).toBeGreaterThanOrEqual(28);
    expect(refused).toBe(0);
  });

  it("does so as well where the server does not say its limit", async () => {
    const { result, refused, most } = await thousand({ concurrencyLimit: 30, concurrencyHeaders: false });
    expect(result.rejected).toBe(1_000);
    expect(most).toBeLessThanOrEqual(30);
    expect(refused).toBeLessThanOrEqual(10);
  });

  it("finds a limit that the server hides, with at most 1 % refusals", async () => {
    const { result, refused } = await thousand({ concurrencyLimit: 12, concurrencyHeaders: false });
    expect(result.rejected).toBe(1_000);
    expect(refused).toBeLessThanOrEqual(10);
  });
});
