import { expect, it } from "vitest";
import { syncProcesses } from "./sync-processes.ts";

it("worker processes that are stopped, killed and lose their database leave an equal copy", async () => {
  const { wrong, longestMs } = await syncProcesses({ blows: ["stop", "kill", "database"], candidates: 30 });
  expect(wrong).toEqual([]);
  expect(longestMs).toBeLessThan(30_000);
}, 120_000);
