import type { EmulatorState } from "./state.ts";
import { base58Digest } from "../world/kombo-id.ts";

/** In milliseconds of the virtual clock. */
const syncLasts = 60_000;

/** At most one sync of a type; when it ends, subscribers are told. */
export function forceSync({ syncs, clock, webhooks }: EmulatorState, type: "FULL" | "DELTA") {
  const now = clock.milliseconds();
  const running = syncs.find((sync) => sync.type === type && sync.endsAt > now);
  if (running) return { already_queued: true, sync_id: running.id, type };
  const id = base58Digest(`sync/${syncs.length}/${now}`);
  const endsAt = now + syncLasts;
  syncs.push({ id, type, endsAt });
  clock.at(endsAt, () => {
    const started = { sync_started_at: new Date(now).toISOString(), sync_duration_seconds: syncLasts / 1_000 };
    void webhooks.send("sync-finished", { sync_id: id, ...started });
  });
  return { already_queued: false, sync_id: id, type };
}
