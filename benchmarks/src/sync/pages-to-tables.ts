import { avionte } from "@anyats/avionte";
import { connect, type Candidate } from "@anyats/core";
import { models } from "@anyats/sync";
import { openSync } from "./open.ts";
import type { Stage } from "./stage.ts";

/** Other work on the machine makes the time that passes longer, and hardly the CPU. */
export interface Cpu {
  readonly postgres: number;
  readonly worker: number;
}

/** Records per second, each the best of its rounds. */
export interface PagesToTables {
  readonly records: number;
  readonly bare: number;
  readonly storing: number;
  readonly first: number;
  readonly verifying: number;
  /** CPU for a record, in microseconds; of all rounds together. Null where the kernel does not tell. */
  readonly cpu: { readonly bare: Cpu; readonly first: Cpu; readonly verifying: Cpu } | null;
}

const model = models.find(({ table }) => table === "candidates")!;
const once = { slice: { pages: 1_000_000, ms: 3_600_000 }, streams: { "candidates.stream": {} } } as const;

/** The least that any program must do: one statement takes the columns out of one jsonb parameter. */
async function bareTable(stage: Stage): Promise<(page: readonly Candidate[]) => Promise<void>> {
  const columns = model.columns.map(({ name, type }) => `${name} ${type}`);
  await stage.database.query(
    `drop table if exists bare; drop table if exists bare_place;
     create table bare (connection_id text not null, record jsonb, custom_fields jsonb, ${columns.join(", ")},
       primary key (connection_id, id));
     create table bare_place (id integer primary key, checkpoint jsonb);
     insert into bare_place values (1, '{}')`,
  );
  const names = [...model.columns.map(({ name }) => name), "record", "custom_fields"];
  const values = model.columns.map(({ field, type }) => `(r ->> '${field}')::${type}`);
  const updates = names.filter((name) => name !== "id").map((name) => `${name} = excluded.${name}`);
  const sql = `insert into bare (connection_id, ${names.join(", ")}) select $1, ${values.join(", ")}, r, r -> 'customFields'
    from jsonb_array_elements($2::jsonb) r on conflict (connection_id, id) do update set ${updates.join(", ")}`;
  let stored = 0;
  return (page) =>
    stage.database.transaction(async (transaction) => {
      await transaction.query(sql, ["bare", JSON.stringify(page)]);
      await transaction.query("update bare_place set checkpoint = $1::jsonb", [
        JSON.stringify({ page: (stored += 1) }),
      ]);
    });
}

/** From a server's pages into the tables, against bare SQL for the same records, in turns. */
export async function pagesToTables(stage: Stage, records: number, rounds: number): Promise<PagesToTables> {
  const pages = Math.ceil(records / 250);
  const baseUrl = `${stage.pages}/0/${pages}/distinct`;
  const settings = { apiKey: "benchmark-key", integrationId: "avionte:22222222222222222222222A", baseUrl };
  const read: (readonly Candidate[])[] = [];
  {
    await using ats = await connect(avionte, settings);
    for await (const page of ats.candidates.stream({}, { pageSize: 250 }).pages()) read.push(page.records);
  }
  const best = { bare: 0, storing: 0, first: 0, verifying: 0 };
  const keep = (name: keyof typeof best, milliseconds: number) =>
    (best[name] = Math.max(best[name], (pages * 250 * 1_000) / milliseconds));
  let storing = 0;
  await using sync = await openSync(stage.database, baseUrl, {
    ...once,
    onEvent: (event) => event.type === "page" && (storing += event.ms),
  });
  const cpu = {
    bare: { postgres: 0, worker: 0 },
    first: { postgres: 0, worker: 0 },
    verifying: { postgres: 0, worker: 0 },
  };
  let isTold = true;
  const measured = async (name: keyof typeof cpu, work: () => Promise<unknown>) => {
    const all = pages * 250 * rounds;
    const before = await stage.postgresCpu();
    const own = process.cpuUsage();
    const began = performance.now();
    await work();
    keep(name, performance.now() - began);
    const { user, system } = process.cpuUsage(own);
    cpu[name].worker += (user + system) / all;
    const after = await stage.postgresCpu();
    if (before === null || after === null) isTold = false;
    else cpu[name].postgres += ((after - before) * 1_000) / all;
  };
  for (let round = 0; round < rounds; round += 1) {
    const store = await bareTable(stage);
    await measured("bare", async () => {
      for (const page of read) await store(page);
    });

    await sync.connections.add({ id: `round-${round}`, adapter: "avionte" });
    storing = 0;
    await measured("first", () => sync.workUntilIdle());
    keep("storing", storing);

    await sync.connections.verify(`round-${round}`);
    await measured("verifying", () => sync.workUntilIdle());
    await sync.connections.remove(`round-${round}`, { data: "delete" });
    await stage.database.query("vacuum analyze");
  }
  return { records: pages * 250, ...best, cpu: isTold ? cpu : null };
}
