import { describe, expect, it } from "vitest";
import { startApp } from "./support/app.ts";

const acts = ["retry", "refresh", "verify", "rederive"] as const;

describe("the state of a connection", () => {
  it.for([
    ["paused", "pause"],
    ["disconnected", "remove"],
  ] as const)("stays %s until a person ends that, whatever else is asked and fails", async ([state, act]) => {
    await using app = await startApp({ sync: { streams: { "jobs.stream": {} } } });
    await app.sync.workUntilIdle();
    await app.sync.connections[act]("acme");
    // The customer's settings are gone, as after the end of a contract.
    const sync = await app.another({ settings: () => Promise.reject(new Error("no such customer")) });
    const before = app.emulator.requests.count();
    for (const asked of acts) {
      await sync.connections[asked]("acme").catch(() => {});
      expect((await sync.connections.get("acme")).state, asked).toBe(state);
      await app.sync.connections[asked]("acme").catch(() => {});
      app.emulator.clock.advance(60 * 60_000);
      await app.sync.workUntilIdle();
      expect((await app.sync.connections.get("acme")).state, asked).toBe(state);
    }
    expect(app.emulator.requests.count()).toBe(before);
  });
});
