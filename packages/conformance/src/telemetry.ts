import type { AtsError, Client, Module } from "@anyats/core";
import { createEmulator } from "@anyats/emulator";
import { instantClock } from "./worlds/instant-clock.ts";

type Called = Client<"jobs.stream" | "users.stream" | "offers.stream" | "applications.addNote" | "candidates.get">;
type Settings = ReturnType<ReturnType<typeof createEmulator>["settings"]>;

/** What must be found nowhere: in a key, a note, a record that cannot be read, a value that is not known. */
export const canary = "CANARY-7f3a";

/**
 * A connection on which everything happens that telemetry reports, for the tests of a module that reports it.
 * @param connected Connects an adapter over Kombo with these settings and modules.
 */
export async function eventful<Ats extends Called>(
  connected: (settings: Settings, modules: readonly Module[]) => Promise<Ats>,
  module: Module,
) {
  const emulator = createEmulator({ candidates: 60, coverage: "all", apiKey: `key-${canary}` });
  const { faults, world } = emulator;
  const clock = instantClock(new Date("2026-11-23T09:00:00Z"));
  const ats = await connected(emulator.settings(), [clock, module]);
  const refused: AtsError[] = [];
  const tryIt = (call: Promise<unknown>) => call.catch((error: AtsError) => void refused.push(error));
  const [application] = world.applications.all();

  const onJobs = { path: "/ats/jobs" };
  faults.inject({ kind: "rateLimit", resetSeconds: 2, match: onJobs });
  faults.inject({
    kind: "malformedRecord",
    match: onJobs,
    mutate: (job) => ({ ...job, changed_at: { [canary]: canary } }),
  });
  const jobs = await ats.jobs.stream().toArray();

  faults.inject({ kind: "dropBefore", match: { path: "/ats/users" } });
  faults.inject({ kind: "unknownEnum", value: canary, match: { path: "/ats/offers" } });
  await ats.users.stream().toArray();
  await ats.offers.stream().toArray();

  const write = { method: "POST", path: /\/notes$/ } as const;
  faults.inject({ kind: "dropBefore", match: write });
  await tryIt(ats.applications.addNote({ application: application!.id, note: `A note with ${canary}` }));
  await tryIt(ats.candidates.get({ id: canary }));
  const people = world.candidates
    .all()
    .flatMap(({ first_name, last_name, email_addresses }) => [
      `${first_name} ${last_name}`,
      ...(email_addresses ?? []).map(({ email_address }) => email_address),
    ]);
  return { ats, emulator, jobs, refused, secrets: [canary, ...people.filter((person) => person !== null)] };
}
