import { describe, expect, it } from "vitest";
import { simulate, type Installation } from "./simulate.ts";

const small: Installation = {
  connections: 200,
  workers: 1,
  concurrency: 8,
  databaseCores: 1,
  hours: 4,
  everyMs: 900_000,
  verifyMs: 7 * 86_400_000,
  latencyMs: 150,
  webhooksPerHour: 6,
  broken: 0.02,
  added: 5,
  seed: 7,
};

describe("a simulated day", () => {
  it("keeps every copy as fresh as its schedule, whatever the size of the connection", () => {
    const day = simulate(small);
    expect(day.passes).toBeGreaterThan(200 * 3 * 4 * 3);
    expect(day.staleness.p95).toBeLessThan(900 * 1.1);
    expect(day.longestGap).toBeLessThan(1.5);
    expect(day.waited.small.p99).toBeLessThan(10);
    expect(day.waited.large.p99).toBeLessThan(10);
    expect(day.webhook.p95).toBeLessThan(2);
    expect(day.addedDone).not.toBeNull();
  });

  it("shows when there are too few workers: copies grow older than the schedule", () => {
    const day = simulate({ ...small, connections: 4_000, added: 0, hours: 2, latencyMs: 2_000 });
    expect(day.load.slots).toBeGreaterThan(0.95);
    expect(day.staleness.p95).toBeGreaterThan(900 * 1.2);
  });

  it("is the same for the same seed", () => {
    expect(simulate(small)).toEqual(simulate(small));
  });
});
