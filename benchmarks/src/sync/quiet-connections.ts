import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "./stage.ts";

export interface QuietConnections {
  readonly connections: number;
  readonly seconds: number;
  /** Transactions for each pass, all processes together. */
  readonly transactions: number;
  /** CPU of the workers for each pass, in milliseconds. */
  readonly workerMs: number;
  readonly idle: { readonly transactionsPerSecond: number; readonly coreShare: number };
}

const commits = "select xact_commit::float8 as n from pg_stat_database where datname = current_database()";

/** Connections whose copies are complete and where nothing has changed: one incremental pass for each stream. */
export async function quietConnections(stage: Stage, connections: number, idleMs: number): Promise<QuietConnections> {
  const emulator = await stage.process("emulator");
  await stage.database.query(
    `insert into anyats.connections (id, adapter, state, created_at, changed_at)
     select 'quiet-' || n, 'avionte', 'active', now(), now() from generate_series(1, ${connections}) n;
     insert into anyats.streams (connection_id, stream, every_ms, due_at, next_at, first_done_at, since, served)
     select 'quiet-' || n, stream, 86400000, now(), now(), now(), now(), 1
     from generate_series(1, ${connections}) n, unnest(array['jobs.stream', 'applications.stream', 'candidates.stream']) stream;
     analyze`,
  );
  const before = await stage.number(commits);
  const began = performance.now();
  const address = String(emulator.first);
  const workers = [await stage.process("worker", address), await stage.process("worker", address)];
  const cpu = async () => Number(await workers[0]!.ask("cpu")) + Number(await workers[1]!.ask("cpu"));
  const started = await cpu();
  const left = () =>
    stage.number(
      "select count(*)::float8 as n from anyats.streams where connection_id like 'quiet-%' and completed_at is null",
    );
  while ((await left()) > 0) await sleep(250);
  const seconds = (performance.now() - began) / 1_000;
  const used = (await cpu()) - started;
  const transactions = (await stage.number(commits)) - before;

  await stage.database.query("vacuum analyze"); // Else PostgreSQL does it during the next seconds.
  await sleep(15_000); // A process that is idle hands in its statistics after ten seconds.
  const [idleCommits, idleCpu, idleBegan] = [await stage.number(commits), await cpu(), performance.now()];
  await sleep(idleMs);
  const idleSeconds = (performance.now() - idleBegan) / 1_000;
  const idle = {
    transactionsPerSecond: ((await stage.number(commits)) - idleCommits) / idleSeconds / workers.length,
    coreShare: ((await cpu()) - idleCpu) / (idleSeconds * 1_000) / workers.length,
  };
  for (const worker of workers) await worker.end();
  await emulator.end();
  const passes = connections * 3;
  await stage.database.query("delete from anyats.connections where id like 'quiet-%'");
  return { connections, seconds, transactions: transactions / passes, workerMs: used / passes, idle };
}
