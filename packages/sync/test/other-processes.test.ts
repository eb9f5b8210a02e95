import { createEmulator } from "@anyats/emulator";
import { describe, expect, it } from "vitest";
import { copy, startApp, truth } from "./support/app.ts";

const streams = { "jobs.stream": {}, "candidates.stream": {} };

describe("what another process did to a connection", () => {
  it("reads the new customer where its id was given to another one", async () => {
    const theirs = createEmulator({ candidates: 5, seed: 77 });
    await using app = await startApp({
      sync: {
        streams,
        settings: ({ integrationId }) =>
          integrationId === "avionte:theirs" ? theirs.settings() : app.emulator.settings(),
      },
    });
    await app.sync.workUntilIdle();
    const { connections } = await app.another();
    await connections.remove("acme", { data: "delete" });
    await connections.add({ id: "acme", adapter: "avionte", integrationId: "avionte:theirs" });
    await app.sync.workUntilIdle();
    for (const table of ["jobs", "candidates"] as const) expect(await copy(app, table)).toEqual(truth(theirs, table));
  });

  it("reads with new settings at once after a retry", async () => {
    let key: object = {};
    await using app = await startApp({
      sync: { streams, settings: () => ({ ...app.emulator.settings(), ...key }) },
    });
    const { sync } = app;
    await sync.workUntilIdle();
    key = { apiKey: "wrong" };
    await sync.connections.retry("acme");
    await sync.connections.refresh("acme");
    await sync.workUntilIdle();
    expect((await sync.connections.get("acme")).state).toBe("attention");
    key = {};
    const { connections } = await app.another();
    await connections.retry("acme");
    await connections.refresh("acme");
    await sync.workUntilIdle();
    expect((await sync.connections.get("acme")).state).toBe("active");
  });

  it.each(["retry", "add"] as const)("reads a stream that is offered at last after `%s`", async (act) => {
    await using app = await startApp({ sync: { streams } });
    const { emulator, sync, query } = app;
    await query("update anyats.streams set scheduled = false, next_at = null where stream = 'candidates.stream'");
    await sync.workUntilIdle();
    expect(await copy(app, "candidates")).toEqual([]);
    const { integrationId } = emulator.settings();
    if (act === "retry") await sync.connections.retry("acme");
    else {
      await sync.connections.remove("acme");
      await sync.connections.add({ id: "acme", adapter: "avionte", integrationId });
    }
    await sync.workUntilIdle();
    expect(await copy(app, "candidates")).toEqual(truth(emulator, "candidates"));
    expect((await sync.connections.get("acme")).state).toBe("active");
  });
});
