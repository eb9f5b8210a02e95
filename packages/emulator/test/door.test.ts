import { request as nodeRequest } from "node:http";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { createEmulator, emulatorDoor, startEmulator, type RunningEmulator } from "../src/index.ts";
import { call, readList } from "./call.ts";

let emulator: RunningEmulator;

beforeAll(async () => {
  emulator = await startEmulator({ candidates: 20, coverage: "all" });
});

afterAll(() => emulator.close());

describe("the control door", () => {
  it("changes a record, which the API then lists as changed", async () => {
    const door = emulatorDoor(emulator.url);
    const since = (await door.clock.now()).toISOString();
    const [job] = await door.world.jobs.list({ limit: 1 });
    await door.world.jobs.update(job!.id, { name: "Night porter" });
    const changed = await readList(emulator, "/ats/jobs", { updated_after: since });
    expect(changed.map(({ id, name }) => [id, name])).toEqual([[job!.id, "Night porter"]]);
  });

  it("deletes a record by the ATS's own id, and empties it 14 days later", async () => {
    const door = emulatorDoor(emulator.door);
    const tag = emulator.world.tags.all()[0]!;
    await door.world.tags.delete(tag.remote_id!);
    expect(emulator.world.tags.get(tag.id)!.remote_deleted_at).not.toBeNull();
    await door.clock.advance(15 * 86_400_000);
    await readList(emulator, "/ats/tags");
    expect(await door.world.tags.get(tag.id)).toMatchObject({ name: null });
  });

  it("adds a record like another one", async () => {
    const door = emulatorDoor(emulator.url);
    const like = emulator.world.candidates.all()[1]!;
    const added = await door.world.candidates.add({ first_name: "Ada" }, { like: like.id });
    expect(added).toMatchObject({ first_name: "Ada", last_name: like.last_name });
    expect([added.id, added.remote_id]).not.toContain(like.id);
    expect((await readList(emulator, "/ats/candidates", { ids: added.id })).length).toBe(1);
  });

  it("refuses a list of links that is not one, and the API goes on", async () => {
    const door = emulatorDoor(emulator.url);
    const [job] = await door.world.jobs.list({ limit: 1 });
    const without = door.world.jobs.update(job!.id, { hiring_team: null } as never);
    await expect(without).rejects.toMatchObject({ status: 400, message: '"hiring_team" must be a list.' });
    expect((await readList(emulator, "/ats/jobs")).length).toBeGreaterThan(0);
  });

  it("tells what the ATS refuses, and changes nothing", async () => {
    const odoo = createEmulator({ tool: "odoo", candidates: 8 });
    const door = emulatorDoor(odoo.url, { fetch: odoo.fetch });
    const { candidate_id: id } = odoo.world.applications.all()[0]!;
    const before = await door.world.candidates.get(id!);
    await expect(door.world.candidates.delete(id!)).rejects.toMatchObject({
      status: 409,
      message: "You cannot delete a candidate with applications.",
    });
    expect(await door.world.candidates.get(id!)).toEqual(before);
    const tags = odoo.world.tags.size;
    await expect(door.world.tags.add()).rejects.toMatchObject({ status: 409 });
    expect(odoo.world.tags.size).toBe(tags);
  });

  it("injects a fault, counts its hits and removes it", async () => {
    const door = emulatorDoor(emulator.url);
    const fault = await door.faults.inject({
      kind: "status",
      status: 503,
      match: { path: /^\/ats\/us.rs$/ },
      times: Infinity,
    });
    expect((await call(emulator, "GET", "/ats/users")).status).toBe(503);
    expect((await call(emulator, "GET", "/ats/jobs")).status).toBe(200);
    expect(await fault.hits()).toBe(1);
    await fault.remove();
    expect((await call(emulator, "GET", "/ats/users")).status).toBe(200);
  });

  it("spoils a record in a page on request", async () => {
    const door = emulatorDoor(emulator.url);
    await door.faults.inject({ kind: "malformedRecord", changes: { name: 7 }, match: { path: "/ats/jobs" } });
    expect((await readList(emulator, "/ats/jobs"))[0]).toMatchObject({ name: 7 });
  });

  it("shows the requests that were seen, and not its own", async () => {
    const door = emulatorDoor(emulator.url);
    await door.requests.clear();
    await call(emulator, "GET", "/ats/roles");
    expect(await door.requests.all({ path: "/ats/roles" })).toMatchObject([{ method: "GET", status: 200 }]);
    expect(await door.requests.count()).toBe(1);
  });

  it("sends webhooks and says how they were answered", async () => {
    const door = emulatorDoor(emulator.url);
    await door.webhooks.subscribe({ url: `${emulator.url}/nowhere`, secret: "s" });
    await door.integration.setState("INVALID");
    await door.integration.setState("ACTIVE");
    const [sent] = await door.webhooks.send("integration-deleted");
    expect(sent).toMatchObject({ event: { type: "integration-deleted" }, status: 401 });
    await door.webhooks.settled();
    expect((await door.webhooks.deliveries()).map(({ event }) => event.type)).toEqual([
      "integration-state-changed",
      "integration-state-changed",
      "integration-deleted",
    ]);
    await door.webhooks.unsubscribe();
  });

  it.for([
    ["a collection that does not exist", "GET", "/world/planets", undefined, 404, /no collection "planets".*jobs/],
    ["a record that does not exist", "DELETE", "/world/jobs/none", undefined, 404, /no record "none" in jobs/],
    ["a field that does not exist", "PATCH", "/world/jobs/1st", { colour: "red" }, 400, /"colour" cannot be changed/],
    ["the id as a change", "PATCH", "/world/jobs/1st", { id: "x" }, 400, /"id" cannot be changed/],
    ["a value of another kind", "PATCH", "/world/jobs/1st", { name: 7 }, 400, /"name" must be a string or null/],
    ["a clock that goes back", "POST", "/clock/advance", { milliseconds: -1 }, 400, /milliseconds/],
    ["an unknown kind of fault", "POST", "/faults", { kind: "flood" }, 400, /kind/],
    ["an unknown option of a fault", "POST", "/faults", { kind: "dropAfter", time: 2 }, 400, /time/],
    [
      "a pattern that is not valid",
      "POST",
      "/faults",
      { kind: "dropAfter", match: { path: { pattern: "(" } } },
      400,
      /expression/,
    ],
    ["an event that does not exist", "POST", "/webhooks", { type: "party" }, 400, /type/],
    ["a state that does not exist", "PATCH", "/integration", { state: "MERRY" }, 400, /state/],
    [
      "a file as the address of a webhook",
      "POST",
      "/webhooks/subscriptions",
      { url: "file:///x", secret: "s" },
      400,
      /url/,
    ],
    ["a body of over a megabyte", "PATCH", "/world/jobs/1st", { name: "x".repeat(1_000_000) }, 413, /1000000 bytes/],
    ["a path that does not exist", "GET", "/elsewhere", undefined, 404, /Begin at \/_emulator/],
  ] as const)("refuses %s", async ([, method, path, body, status, message]) => {
    const place = path.replace("1st", emulator.world.jobs.all()[0]!.id);
    const response = await fetch(emulator.door + place, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    expect(response.status).toBe(status);
    expect(((await response.json()) as { error: { message: string } }).error.message).toMatch(message);
  });

  it.for([
    ["the name of another site", { host: "evil.example" }, 421],
    ["a name that begins like this machine's", { host: "localhost.evil.example:80" }, 421],
    ["a page of another site", { origin: "https://evil.example" }, 403],
    ["a page without a site", { origin: "null" }, 403],
    ["a form", { "content-type": "text/plain" }, 415],
  ] as const)("refuses %s", async ([, headers, status]) => {
    const { port } = new URL(emulator.door);
    const before = emulator.clock.now().getTime();
    const answered = await new Promise<number | undefined>((resolve, reject) => {
      const json = { "content-type": "application/json" };
      const asked = nodeRequest({
        port,
        path: "/_emulator/clock/advance",
        method: "POST",
        headers: { ...json, ...headers },
      });
      asked.on("response", (response) => resolve(response.resume().statusCode)).on("error", reject);
      asked.end('{"milliseconds":86400000}');
    });
    expect(answered).toBe(status);
    expect(emulator.clock.now().getTime() - before).toBeLessThan(86_400_000);
  });

  it("works in process, by the emulator's own fetch", async () => {
    const { url, fetch, world, clock } = createEmulator({ candidates: 3 });
    const door = emulatorDoor(url, { fetch });
    await door.clock.advance(1_000);
    expect(clock.now().toISOString()).toBe("2026-11-23T09:00:01.000Z");
    const id = world.jobs.all()[0]!.id;
    expect(await door.world.jobs.get(id)).toMatchObject({ id });
    await expect(door.world.jobs.get("none")).rejects.toThrow('There is no record "none" in jobs.');
  });
});

describe("the clock", () => {
  it("of a served emulator goes on in real time, unless its start is set", async () => {
    await using running = await startEmulator({ candidates: 1 });
    expect(Math.abs(running.clock.now().getTime() - Date.now())).toBeLessThan(60_000);
    await using standing = await startEmulator({ candidates: 1, now: "2026-01-01T00:00:00.000Z" });
    expect(standing.clock.now().toISOString()).toBe("2026-01-01T00:00:00.000Z");
  });

  it("that stands still rejects `updatedAfter` in its future, and says how to go on", async () => {
    const standing = createEmulator({ candidates: 1 });
    const later = await call(standing, "GET", "/ats/jobs?updated_after=2026-11-23T09:05:00.001Z");
    expect(later.status).toBe(400);
    expect(later.body.error.message).toMatch(/clock stands still at 2026-11-23T09:00:00.000Z.*runningClock/);
    standing.clock.advance(1);
    expect((await call(standing, "GET", "/ats/jobs?updated_after=2026-11-23T09:05:00.001Z")).status).toBe(200);
  });

  it("runs by the machine's clock: never behind it, and never backwards", () => {
    vi.useFakeTimers({ toFake: ["Date"], now: Date.parse("2026-11-26T10:00:00.750Z") });
    onTestFinished(() => void vi.useRealTimers());
    const { clock } = createEmulator({ candidates: 1, runningClock: true });
    expect(clock.now()).toEqual(new Date());
    vi.setSystemTime("2026-11-26T10:00:07.001Z");
    expect(clock.now()).toEqual(new Date());
    vi.setSystemTime("2026-11-26T09:00:00.000Z");
    expect(clock.now()).toEqual(new Date("2026-11-26T10:00:07.001Z"));
    clock.advance(1_000);
    vi.setSystemTime("2026-11-26T10:00:08.000Z");
    expect(clock.now()).toEqual(new Date("2026-11-26T10:00:09.000Z"));
  });
});
