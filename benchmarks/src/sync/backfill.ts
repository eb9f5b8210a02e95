import { openSync } from "./open.ts";
import type { Stage } from "./stage.ts";

export interface Backfill {
  readonly records: number;
  readonly perSecond: number;
  /** Memory that is still held after a collection, in MB, after a tenth of the records and at the end. */
  readonly heldMb: readonly [number, number];
}

/** One first pass of many records: what the process holds does not grow with them. */
export async function backfill(stage: Stage, records: number): Promise<Backfill> {
  const pages = Math.ceil(records / 250);
  const held: number[] = [];
  let read = 0;
  await using sync = await openSync(stage.database, `${stage.pages}/0/${pages}/distinct`, {
    streams: { "candidates.stream": {} },
    onEvent: (event) => {
      if (event.type !== "page" || ++read % Math.max(1, Math.floor(pages / 10)) !== 0) return;
      globalThis.gc?.();
      const { heapUsed, external } = process.memoryUsage();
      held.push((heapUsed + external) / 1e6);
    },
  });
  await sync.connections.add({ id: "backfill", adapter: "avionte" });
  const began = performance.now();
  await sync.workUntilIdle();
  const seconds = (performance.now() - began) / 1_000;
  const stored = await stage.number("select records::float8 as n from anyats.streams where connection_id = 'backfill'");
  await sync.connections.remove("backfill", { data: "delete" });
  return { records: stored, perSecond: stored / seconds, heldMb: [held[0] ?? 0, held.at(-1) ?? 0] };
}
