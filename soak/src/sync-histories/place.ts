import { setTimeout as pause } from "node:timers/promises";
import { connectDatabase, type Database } from "@anyats/postgres";
import type { TestServer } from "@anyats/postgres/testing";
import { migrateSync, type Change } from "@anyats/sync";
import { kinds } from "./plan.ts";

/**
 * A server for many small histories: half of its time would go into plans that are made again, and another part into
 * TCP.
 */
export const historyServer = { socket: true, settings: { plan_cache_mode: "force_generic_plan" } } as const;

/** How many processes a history has at most. */
export const mostProcesses = 3;

/**
 * Watches from inside the database that only the owner of an attempt moves a pass on, and that nothing is deleted of which
 * a person must decide.
 */
export const watch = `
  create table history_owner (connection_id text, stream text, app text, primary key (connection_id, stream));
  create table history_trespass (connection_id text, stream text, app text, owner text);
  create table history_undecided (connection_id text, model text, id text);
  create table history_read (place bigint generated always as identity, connection_id text, seq bigint, at text, op text, model text, id text);
  create function history_watch() returns trigger language plpgsql as $$
  declare writer text := current_setting('application_name');
  begin
    if new.attempt > old.attempt then
      insert into history_owner values (new.connection_id, new.stream, writer)
      on conflict (connection_id, stream) do update set app = excluded.app;
    elsif new.fresh_pass is distinct from old.fresh_pass or new.whole_pass is distinct from old.whole_pass
      or new.since is distinct from old.since or new.served is distinct from old.served then
      insert into history_trespass select new.connection_id, new.stream, writer, o.app from history_owner o
      where o.connection_id = new.connection_id and o.stream = new.stream and o.app <> writer;
    end if;
    return new;
  end $$;
  create trigger history_watch before update on anyats.streams for each row execute function history_watch();
  create function history_gone() returns trigger language plpgsql as $$
  begin
    insert into history_undecided select new.connection_id, tg_table_name, new.id from anyats.streams s
    where s.connection_id = new.connection_id and s.stream = tg_table_name || '.stream'
      and s.held is not null and s.held ->> 'confirmed' is null;
    return new;
  end $$;
  ${kinds
    .map(
      (kind) => `create trigger history_gone before update on anyats.${kind} for each row
        when (old.deleted_at is null and new.deleted_at is not null) execute function history_gone();`,
    )
    .join("\n  ")}`;

/** Writes down what a consumer read, in its transaction: $1 connection, then `columnsOf`. */
export const readSql = `insert into history_read (connection_id, seq, at, op, model, id)
  select $1, seq, at, op, model, id from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) with ordinality
    as read (seq, at, op, model, id, place) order by place`;

/** The columns of entries of the feed. */
export function columnsOf(changes: readonly Change[]): readonly unknown[] {
  return [
    changes.map(({ seq }) => seq),
    changes.map(({ at }) => at),
    changes.map(({ op }) => op),
    changes.map(({ model }) => model),
    changes.map(({ id }) => id),
  ];
}

/** A database for many histories, one after the other, with a pool for each process. */
export interface Place extends AsyncDisposable {
  /** Sees everything and waits at no gate. */
  readonly admin: Database;
  readonly processes: readonly Database[];
  /** How many statements wait for a lock. */
  blocked(): Promise<number>;
  /** Ends all connections of a process. */
  cut(process: number): Promise<void>;
  /** Kills the server as a crash does, and starts it again. Where it is not ours, all connections of all processes end. */
  killDatabase(): Promise<void>;
}

/**
 * @param url An empty database.
 * @param server Where it is, when nobody else uses it.
 */
export async function openPlace(url: string, server?: Pick<TestServer, "kill" | "start">): Promise<Place> {
  await migrateSync({ database: url });
  const open = (applicationName: string, max: number) =>
    connectDatabase({ url, applicationName, pool: { max }, prepare: true });
  const admin = await open("admin", 4);
  const monitor = await open("monitor", 1);
  await admin.query(watch);
  const processes: Database[] = [];
  // The last one is that of the people who give orders.
  for (let index = 0; index <= mostProcesses; index += 1) processes.push(await open(`process-${index}`, 6));
  const cut = async (process: number) => {
    const { rows } = await monitor.query<{ pid: number }>(
      `select pid, pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and application_name = $1`,
      [`process-${process}`],
    );
    // Until they are gone: a process that starts now must not meet one that is about to end.
    const ending = [rows.map(({ pid }) => pid)];
    const left = "select from pg_stat_get_activity(null) where pid = any($1::int[])";
    while ((await monitor.query(left, ending)).rowCount > 0) await pause(2);
  };
  return {
    admin,
    processes,
    async blocked() {
      const { rows } = await monitor.query<{ n: number }>(
        `select count(*)::int as n from pg_stat_get_activity(null)
         where datid = (select oid from pg_database where datname = current_database()) and wait_event_type = 'Lock'`,
      );
      return rows[0]!.n;
    },
    cut,
    async killDatabase() {
      if (server) {
        await server.kill();
        await server.start();
      } else for (const index of processes.keys()) await cut(index);
    },
    async [Symbol.asyncDispose]() {
      for (const database of [admin, monitor, ...processes]) await database.close();
    },
  };
}
