import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { avionte } from "@anyats/avionte";
import { createEmulator } from "@anyats/emulator";
import { expect, it, vi } from "vitest";
import { createSync } from "../src/index.ts";

// It takes some seconds: the files of a PostgreSQL are made.
it("an embedded store serves two processes, survives a kill and opens again", async () => {
  vi.stubEnv("DATABASE_URL", undefined);
  const home = await mkdtemp(join(tmpdir(), "anyats-embedded-sync-"));
  await chmod(home, 0o755);
  const folder = join(home, ".anyats");
  const emulator = createEmulator({ candidates: 6, runningClock: true, now: new Date() });
  const open = () =>
    createSync({
      folder,
      adapters: [avionte],
      settings: () => emulator.settings(),
      streams: { "jobs.stream": {} },
    });
  const records = async (sync: Awaited<ReturnType<typeof open>>) =>
    Object.fromEntries((await sync.status()).map(({ id, streams }) => [id, streams[0]!.records]));
  const living = () => emulator.world.jobs.all().filter((row) => row.remote_deleted_at === null).length;
  const script = join(import.meta.dirname, "support", "embedded-process.ts");
  const sync = await open();
  await sync.connections.add({ id: "first", adapter: "avionte" });
  const child = spawn(process.execPath, ["--conditions=@anyats/source", script, folder], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  try {
    const copied = once(child.stdout, "data");
    await sync.workUntilIdle();
    await Promise.race([
      copied,
      once(child, "exit").then(() => Promise.reject(new Error("The second process ended before it had copied."))),
    ]);
    expect(await records(sync)).toEqual({ first: living(), second: living() });
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
    emulator.world.jobs.insert({ ...emulator.world.jobs.all()[0]!, ...emulator.world.newRow() });
    await sync.connections.refresh("first");
    await sync.workUntilIdle();
    const all = { first: living(), second: living() - 1 };
    expect(await records(sync)).toEqual(all);
    await sync.close();
    // The killed process has left its part of the lock behind.
    const again = await open();
    expect(await records(again)).toEqual(all);
    await again.close();
  } finally {
    child.kill("SIGKILL");
    await sync.close();
    // The server ends some moments after the last process that uses it.
    await expect.poll(() => existsSync(join(folder, "postgres", "data", "postmaster.pid"))).toBe(false);
    await rm(home, { recursive: true, force: true });
  }
});
