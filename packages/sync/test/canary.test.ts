import { expect, it } from "vitest";
import { startApp, tablesThatHold } from "./support/app.ts";

const canary = "Canarius-Erasmus";

it("no person appears in jobs, checkpoints, errors, events, feed or set-aside data", async () => {
  const told: unknown[] = [];
  await using app = await startApp({ sync: { onEvent: (event) => told.push(event), pageSize: 5 } });
  const { emulator, sync } = app;
  for (const { id } of emulator.world.candidates.all())
    emulator.world.candidates.update(id, { first_name: canary, last_name: canary });
  for (const { id } of emulator.world.applications.all()) emulator.world.applications.update(id, { outcome: "HIRED" });
  // Pages break, records cannot be read, writes fail and stay unknown.
  emulator.faults.inject({ kind: "malformedRecord", index: 1, times: 2 });
  emulator.faults.inject({ kind: "truncatedBody", times: 2 });
  emulator.faults.inject({ kind: "status", status: 500, code: null, message: canary, times: 9, after: 4 });
  const working = await sync.work({ sweepMs: 100 });
  await sync.workUntilIdle();
  const [candidate] = emulator.world.candidates.all();
  emulator.faults.inject({ kind: "dropAfter", match: { method: "POST" }, times: 3 });
  await sync.writes.enqueue(
    "acme",
    "candidates.addNote",
    { candidate: candidate!.id, note: canary },
    { idempotencyKey: "n" },
  );
  emulator.clock.advance(16 * 60_000);
  await sync.workUntilIdle();
  await working.stop();
  const meets = await tablesThatHold(app, canary);
  // Records are where persons belong; a write holds what is to be written, and the ledger what it needs to settle it.
  const belongs = new Set(["anyats.candidates", "anyats.applications", "anyats.outbox", "anyats.ledger"]);
  expect(meets).toContain("anyats.candidates");
  expect(meets.filter((name) => !belongs.has(name))).toEqual([]);
  const [write] = await app.query<{ error: unknown }>("select error from anyats.outbox");
  expect(JSON.stringify([told, await sync.status(), write!.error])).not.toContain(canary);
  expect(told.length).toBeGreaterThan(5);
});
