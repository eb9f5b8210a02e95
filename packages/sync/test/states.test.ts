import { describe, expect, it } from "vitest";
import { startApp } from "./support/app.ts";

const acts = ["retry", "refresh", "verify", "rederive"] as const;

describe("the state of a connection", () => {
  it("is the one that the last event told, whatever changed it", async () => {
    const told = new Map<string, string>();
    let isSealed = false;
    await using app = await startApp({
      sync: {
        streams: { "jobs.stream": {}, "candidates.stream": {} },
        settings: () => {
          if (isSealed) throw new Error("the vault is sealed");
          return app.emulator.settings();
        },
        onEvent: (event) => event.type === "state" && told.set(event.connection, event.state),
      },
    });
    const { emulator, sync } = app;
    const secret = "webhook-secret";
    emulator.webhooks.subscribe({ url: "http://app.test/", secret, fetch: sync.webhooks({ secrets: secret }) });
    const said = () => emulator.webhooks.send("integration-state-changed");
    const seen: string[] = [];
    /** What each step leaves; a state that a person gave is told to that person. */
    const steps: readonly (readonly [string, () => unknown])[] = [
      ["waiting", said],
      ["active", () => sync.workUntilIdle()],
      ["attention", () => ((emulator.integration.state = "INVALID"), said())],
      ["attention", () => sync.connections.refresh("acme")],
      ["active", () => ((emulator.integration.state = "ACTIVE"), said())],
      ["attention", () => ((isSealed = true), emulator.clock.advance(20 * 60_000), sync.workUntilIdle())],
      ["active", () => ((isSealed = false), emulator.clock.advance(20 * 60_000), sync.workUntilIdle())],
      ["paused", () => sync.connections.pause("acme").then(said)],
      ["paused", () => ((emulator.integration.state = "INVALID"), said())],
      ["active", () => ((emulator.integration.state = "ACTIVE"), sync.connections.resume("acme"))],
      ["disconnected", () => emulator.webhooks.send("integration-deleted")],
    ];
    for (const [state, step] of steps) {
      await step();
      await emulator.webhooks.settled();
      seen.push(state);
      expect((await sync.connections.get("acme")).state, seen.join()).toBe(state);
      if (state === "paused") expect(told.get("acme"), seen.join()).toBe("active");
      else expect(told.get("acme"), seen.join()).toBe(state);
    }
  });

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
