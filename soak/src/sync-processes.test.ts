import { expect, it } from "vitest";
import { syncProcesses, type Blow } from "./sync-processes.ts";

// The soak does all of it on both versions; here each version has what the other has not.
const blows = { 18: ["stop", "database"], 15: ["stop", "kill"] } as const satisfies Record<number, readonly Blow[]>;

it.each([18, 15] as const)(
  "worker processes that are struck leave an equal copy on PostgreSQL %i",
  async (version) => {
    const { wrong, longestMs } = await syncProcesses({ version, blows: blows[version], candidates: 20 });
    expect(wrong).toEqual([]);
    expect(longestMs).toBeLessThan(30_000);
  },
  120_000,
);
