import { avionte } from "@anyats/avionte";
import { connect } from "@anyats/core";
import { createEmulator, signedWebhook } from "@anyats/emulator";
import type { DataChanged } from "@anyats/kombo-base/webhooks";
import { describe, expect, it } from "vitest";
import { listen } from "../src/server.ts";
import { Sync } from "../src/sync.ts";

const secret = "of this test";

async function app() {
  const emulator = createEmulator({ candidates: 30 });
  const ats = await connect(avionte, emulator.settings());
  const sync = new Sync(ats, () => emulator.clock.now());
  const server = await listen(sync, secret);
  emulator.webhooks.subscribe({ url: server.url, secret });
  emulator.clock.advance(60_000);
  const close = async () => {
    await server[Symbol.asyncDispose]();
    await ats.close();
  };
  return { emulator, sync, url: server.url, [Symbol.asyncDispose]: close };
}

describe("the server of the example, over HTTP", () => {
  it("reads what changed, and only that", async () => {
    await using running = await app();
    const { emulator, sync } = running;
    const [application] = emulator.world.applications.all();
    emulator.world.applications.touch(application!.id);
    await emulator.webhooks.settled();
    expect(emulator.webhooks.deliveries()).toMatchObject([{ status: 200 }]);
    expect(sync.read).toContain(`applications.stream ${application!.id}`);
    expect(sync.read.length).toBeLessThan(5);
  });

  it("reads a candidate's change that an event of jobs overtook", async () => {
    await using running = await app();
    const { emulator, sync } = running;
    const [job] = emulator.world.jobs.all();
    const [candidate] = emulator.world.candidates.all();
    emulator.world.candidates.touch(candidate!.id);
    emulator.clock.advance(5_000);
    const dataChanged = (model: string) => ({ type: "data-changed", changedModels: [model] }) as unknown as DataChanged;
    emulator.world.jobs.touch(job!.id);
    await sync.changed(dataChanged("ats_jobs"));
    await sync.changed(dataChanged("ats_candidates"));
    expect(sync.read).toEqual(expect.arrayContaining([`jobs.stream ${job!.id}`, `candidates.stream ${candidate!.id}`]));
  });

  it("sends an event that could not be handled back, and handles it when it comes again", async () => {
    await using running = await app();
    const { emulator, sync, url } = running;
    emulator.faults.inject({ kind: "status", status: 401, code: "PLATFORM.AUTHENTICATION_INVALID" });
    const [job] = emulator.world.jobs.all();
    emulator.world.jobs.touch(job!.id);
    await emulator.webhooks.settled();
    const [failed] = emulator.webhooks.deliveries();
    expect(failed?.status).toBe(500);
    const again = signedWebhook(failed!.event, secret);
    const send = async () => (await fetch(url, { method: "POST", ...again })).status;
    expect([await send(), await send()]).toEqual([200, 200]);
    expect(sync.read).toEqual([`jobs.stream ${job!.id}`]);
  });

  it("refuses what is signed with another secret, or with none", async () => {
    await using running = await app();
    const { sync, url } = running;
    const forged = signedWebhook({ type: "data-changed", data: {} }, "a guess");
    expect((await fetch(url, { method: "POST", ...forged })).status).toBe(401);
    expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(401);
    expect(sync.read).toEqual([]);
  });
});
