import type { Database } from "@anyats/postgres";
import type { Sync } from "@anyats/sync";
import { columnsOf, readSql } from "./place.ts";
import { kinds, type Kind } from "./plan.ts";
import type { Source } from "./source.ts";

interface Ended {
  readonly sync: Sync;
  readonly database: Database;
  readonly source: Source;
  readonly id: string;
  readonly brake: boolean;
  readonly notes: readonly string[];
  /** Whether time goes on where nothing is left to do, too. */
  readonly thorough: boolean;
  /** Lets time pass, in every source. */
  advance(ms: number): void;
  /** A client of its own, which reads the source as it is. */
  fresh(): Promise<Reader>;
}

type Reader = Readonly<Record<Kind, { stream(filter: object): { toArray(): Promise<{ id: string }[]> } }>> & {
  close(): Promise<void>;
};

const minute = 60_000;
/** A time as the feed tells it. */
const utcSql = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** JSON with the keys in order, to compare by. */
function shown(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === "object" && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : part,
  );
}

/** Lets the engine come to rest in a source that is at rest, then compares copy, feed and writes with the truth. */
export async function wrongIn(ended: Ended): Promise<{ readonly wrong: readonly string[]; readonly entries: number }> {
  const { sync, database, source, id } = ended;
  const wrong: string[] = [];
  const { state } = await sync.connections.get(id);
  await (state === "paused" ? sync.connections.resume(id) : sync.connections.retry(id));
  const round = async (ms: number) => {
    ended.advance(ms);
    await sync.workUntilIdle();
    if (await decide(ended)) await sync.workUntilIdle();
  };
  // The first round begins a pass of every stream in peace. What failed before has its delays, up to a day.
  await round(16 * minute);
  for (const ms of [minute, 16 * minute, 16 * minute, 16 * minute, 25 * 60 * minute, 16 * minute])
    if (ended.thorough || (await isUnsettled(ended))) await round(ms);
  // What the source told is in the copy without a complete pass; what it told nothing of may not be.
  if (source.blind === 0) wrong.push(...(await missing(ended)));
  await sync.connections.verify(id);
  await round(0);
  if (ended.thorough || (await isUnsettled(ended))) await round(16 * minute);

  wrong.push(...(await different(ended)));
  const entries = await feedOf(ended, wrong);
  wrong.push(...(await writesOf(ended)));
  for (const stream of (await sync.status(id))[0]!.streams) {
    if (stream.setAside > 0) wrong.push(`${stream.setAside} of ${stream.stream} are still set aside`);
    if (stream.lastError)
      wrong.push(`${stream.stream} ends with ${stream.lastError.code}: ${stream.lastError.message}`);
    if (stream.held > 0) wrong.push(`${stream.held} deletions of ${stream.stream} are still held`);
    const living = (await idsOf(ended, stream.stream.split(".", 1)[0] as Kind)).size;
    if (stream.records !== living) wrong.push(`${stream.stream} counts ${stream.records} records and has ${living}`);
  }
  const { rows: trespasses } = await database.query<{ stream: string; app: string; owner: string }>(
    "select stream, app, owner from history_trespass where connection_id = $1",
    [id],
  );
  for (const { stream, app, owner } of trespasses) wrong.push(`${app} moved ${stream} on, which ${owner} had taken`);
  const { rows: undecided } = await database.query<{ model: string; id: string }>(
    "select model, id from history_undecided where connection_id = $1",
    [id],
  );
  for (const { model, id: record } of undecided) wrong.push(`${model} ${record} was deleted while that was held`);
  return { wrong, entries };
}

/** What is wrong with a connection to whose source nothing has happened. */
export async function wrongWithNeighbour(
  ended: Pick<Ended, "sync" | "database" | "source" | "id" | "fresh">,
): Promise<readonly string[]> {
  const [status] = await ended.sync.status(ended.id);
  const failed = status!.streams.flatMap(({ lastError }) => (lastError ? [`it ends with ${lastError.code}`] : []));
  return [...failed, ...(await different(ended))].map((wrong) => `of the neighbour: ${wrong}`);
}

/** Whether anything is left to do besides looking for changes when that is due. */
async function isUnsettled({ database, id }: Ended): Promise<boolean> {
  const { rows } = await database.query<{ unsettled: boolean }>(
    `select exists (select from anyats.streams where connection_id = $1 and scheduled and (last_error is not null
         or failures > 0 or held is not null or fresh_pass is not null or whole_pass is not null or wanted > served
         or first_done_at is null or lease_until is not null))
       or exists (select from anyats.connections where id = $1 and (state <> 'active' or failures > 0))
       or exists (select from anyats.set_aside where connection_id = $1)
       or exists (select from anyats.departures where connection_id = $1)
       or exists (select from anyats.outbox where connection_id = $1 and state in ('queued', 'unknown')) as unsettled`,
    [id],
  );
  return rows[0]!.unsettled;
}

/**
 * What people do: they confirm held deletions, and look after writes that nobody knows the outcome of.
 * @returns Whether there was anything to do.
 */
async function decide({ sync, database, id, source }: Ended): Promise<boolean> {
  const { rows: held } = await database.query<{ stream: string }>(
    "select stream from anyats.streams where connection_id = $1 and held is not null and held ->> 'confirmed' is null",
    [id],
  );
  for (const { stream } of held) await sync.connections.confirmDeletions(id, stream).catch(() => {});
  const { rows: writes } = await database.query<{ id: string; key: string }>(
    "select id::text, idempotency_key as key from anyats.outbox where connection_id = $1 and state in ('unknown', 'failed')",
    [id],
  );
  for (const { id: write, key } of writes)
    await sync.writes.settle(write, notesWith(source, key) > 0 ? "made" : "not-made");
  return held.length + writes.length > 0;
}

function notesWith(source: Source, text: string): number {
  const { world } = source.emulator;
  return [...world.notes.all(), ...world.attachments.all()].filter((row) => JSON.stringify(row).includes(text)).length;
}

async function idsOf({ database, id }: Ended, kind: Kind): Promise<ReadonlySet<string>> {
  const { rows } = await database.query<{ id: string }>(
    `select id from anyats.${kind} where connection_id = $1 and deleted_at is null`,
    [id],
  );
  return new Set(rows.map((row) => row.id));
}

async function missing(ended: Ended): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const kind of kinds) {
    if (ended.source.shifted.has(kind)) continue;
    const known = await idsOf(ended, kind);
    for (const row of ended.source.living(kind))
      if (ended.source.belongs(kind, row) && !known.has(row.id) && !ended.source.mayWait(kind, row))
        wrong.push(`${kind} ${row.id} is missing before a complete pass`);
  }
  return wrong;
}

/** The fields that differ. */
function difference(stored: string, read: string): string {
  const [one, other] = [stored, read].map((text) => JSON.parse(text) as Readonly<Record<string, unknown>>);
  return Object.keys({ ...one, ...other })
    .filter((key) => shown(one![key]) !== shown(other![key]))
    .map((key) => `${key} ${shown(one![key])} is ${shown(other![key])}`)
    .join(", ");
}

async function different(ended: Pick<Ended, "database" | "source" | "id" | "fresh">): Promise<readonly string[]> {
  const { database, id, source } = ended;
  const wrong: string[] = [];
  const client = await ended.fresh();
  for (const kind of kinds) {
    const { rows } = await database.query<{ id: string; record: unknown; title: unknown }>(
      `select id, record from anyats.${kind} where connection_id = $1 and deleted_at is null`,
      [id],
    );
    const copy = new Map(rows.map((row) => [row.id, shown(row.record)]));
    const excluded = (one: string) => source.unclear.has(one) && kind === "applications";
    for (const record of await client[kind].stream({}).toArray()) {
      const row = source.living(kind).find((one) => one.id === record.id);
      if (!row) wrong.push(`${kind} ${record.id} is read and not there`);
      else if (source.belongs(kind, row)) {
        const stored = copy.get(record.id);
        if (stored === undefined) {
          // The copy cannot learn who has it when that person is gone.
          if (!source.mayWait(kind, row) || source.hasOwner(row)) wrong.push(`${kind} ${record.id} is missing`);
        } else if (stored !== shown(record))
          wrong.push(`${kind} ${record.id} differs: ${difference(stored, shown(record))}`);
      } else if (copy.has(record.id) && !excluded(record.id)) wrong.push(`${kind} ${record.id} was erased and is back`);
      copy.delete(record.id);
    }
    for (const left of copy.keys()) if (!excluded(left)) wrong.push(`${kind} ${left} is kept and gone`);
  }
  await client.close();
  return wrong;
}

/** The feed has no gap, tells only what can be, ends where the tables are, and came to its reader once. */
async function feedOf(ended: Ended, wrong: string[]): Promise<number> {
  const { sync, database, source, id } = ended;
  const alive = new Map<string, boolean>();
  let last = 0;
  for await (const { seq, op, model, id: record, previousId } of sync.changes({
    consumer: "check",
    connection: id,
    once: true,
  })) {
    if (seq !== last + 1) wrong.push(`the feed goes from ${last} to ${seq}`);
    last = seq;
    const key = `${model} ${record}`;
    const was = alive.get(key);
    const allowed = { created: was !== true, restored: was === false, updated: was === true, deleted: was === true };
    if (op in allowed && !allowed[op as keyof typeof allowed])
      wrong.push(
        `entry ${seq} says ${op} of ${key}, which ${was === undefined ? "nobody knows" : was ? "is there" : "is gone"}`,
      );
    if (op === "deleted" && !source.everGone.has(key)) wrong.push(`${key} was deleted without evidence`);
    if (op === "rekeyed" && previousId !== null) alive.set(`${model} ${previousId}`, false);
    alive.set(key, op !== "deleted" && op !== "erased");
  }
  for (const kind of kinds) {
    const stored = await idsOf(ended, kind);
    const told = [...alive]
      .filter(([key, is]) => is && key.startsWith(`${kind} `))
      .map(([key]) => key.slice(kind.length + 1));
    if (shown([...stored].toSorted()) !== shown(told.toSorted()))
      wrong.push(`the feed of ${kind} ends elsewhere than the table`);
  }
  for await (const batch of sync.changes({ consumer: "search", connection: id, once: true, batchSize: 4 }).batches())
    await database.transaction(async (transaction) => {
      await transaction.query(readSql, [id, ...columnsOf(batch.changes)]);
      await batch.commit(transaction);
    });
  const { rows } = await database.query<{ seq: number }>(
    // Entries of the connection that had the id before are not asked for.
    `select r.seq::int as seq from history_read r join anyats.feed f on f.connection_id = r.connection_id and f.seq = r.seq
       and ${utcSql("f.at")} = r.at
     where r.connection_id = $1 order by r.place`,
    [id],
  );
  if (shown(rows.map(({ seq }) => seq)) !== shown(Array.from({ length: last }, (_, place) => place + 1)))
    wrong.push(`a consumer read ${rows.map(({ seq }) => seq).join(" ")} of ${last} entries`);
  return last;
}

async function writesOf({ sync, source, id, notes }: Ended): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const note of notes) {
    const made = notesWith(source, note);
    if (made > 1) wrong.push(`"${note}" was written ${made} times`);
    for (const write of await sync.writes.list({ state: "done", connection: id }))
      if (write.idempotencyKey === note && made === 0) wrong.push(`"${note}" is said to be done and is not there`);
  }
  for (const state of ["queued", "unknown"] as const)
    for (const write of await sync.writes.list({ state, connection: id }))
      wrong.push(`"${write.idempotencyKey}" is still ${state}`);
  return wrong;
}
