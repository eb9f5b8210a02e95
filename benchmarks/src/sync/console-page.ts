import { syncConsole } from "@anyats/console";
import { openSync } from "./open.ts";
import type { Stage } from "./stage.ts";

/** How long the console's first page takes with many connections, in milliseconds; the best of ten. */
export async function consolePage(stage: Stage, connections: number): Promise<number> {
  await stage.database.query(
    `insert into anyats.connections (id, adapter, integration, state, created_at, changed_at)
     select 'tenant-' || lpad(n::text, 6, '0'), 'avionte', 'avionte:' || n, 'active', now(), now()
     from generate_series(1, $1::int) n`,
    [connections],
  );
  await stage.database.query(
    `insert into anyats.streams (connection_id, stream, every_ms, verify_ms, due_at, since, first_done_at, completed_at, records)
     select c.id, s, 900000, 604800000, now(), now() - make_interval(secs => abs(hashtext(c.id || s)) % 3600), now(), now(), 100
     from anyats.connections c cross join unnest(array['jobs.stream', 'applications.stream', 'candidates.stream']) s
     where c.id like 'tenant-%'`,
  );
  await stage.database.query("analyze");
  let now = Date.now();
  const clock = { now: () => now, sleep: () => Promise.resolve() };
  await using sync = await openSync(stage.database, stage.pages);
  const handler = syncConsole({ sync, authorize: () => "look", clock });
  const took: number[] = [];
  for (let load = 0; load < 10; load += 1) {
    now += 60_000; // Nothing of an earlier load is kept.
    const began = performance.now();
    await (await handler(new Request("http://127.0.0.1/"))).text();
    took.push(performance.now() - began);
  }
  await stage.database.query("delete from anyats.connections where id like 'tenant-%'");
  return Math.min(...took);
}
