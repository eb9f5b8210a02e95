import { openSync } from "./open.ts";
import type { Stage } from "./stage.ts";

export interface Backfill {
  readonly records: number;
  readonly perSecond: number;
  /** The least memory that is still held after a collection, in MB, in the first half and in the second. Pages under way come and go. */
  readonly heldMb: readonly [number, number];
}

const leastOf = (values: readonly number[]) => Math.min(...values);

/** One first pass of many records: what the process holds does not grow with them. */
export async function backfill(stage: Stage, records: number): Promise<Backfill> {
  const pages = Math.ceil(records / 250);
  const held: number[] = [];
  let read = 0;
  await using sync = await openSync(stage.database, `${stage.pages}/0/${pages}/distinct`, {
    streams: { "candidates.stream": {} },
    onEvent: (event) => {
      if (event.type !== "page" || ++read % Math.max(1, Math.floor(pages / 40)) !== 0) return;
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
  return {
    records: stored,
    perSecond: stored / seconds,
    heldMb: [leastOf(held.slice(0, held.length / 2)), leastOf(held.slice(held.length / 2))],
  };
}
