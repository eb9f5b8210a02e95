import { type Adapter, type CoverageReport, isOffered } from "@anyats/core";
import { firstPage } from "./contracts/pieces/first-page.ts";
import { isFields } from "./fields.ts";
import { openWorld } from "./guarded.ts";
import { connectedTo } from "./trial.ts";
import type { World } from "./world.ts";
import { hasId } from "./worlds/tapped.ts";

/** A record with what the ATS sent for it. */
export interface IdentifiedRow {
  readonly id: string;
  readonly remoteId?: unknown;
  readonly raw?: unknown;
}

/** The field in which an ATS sends the ids of these records; undefined where it has a usual name, or is in doubt. */
export function ownIdName(rows: readonly IdentifiedRow[]): string | undefined {
  const [first] = rows;
  if (rows.length < 2 || !isFields(first?.raw)) return undefined;
  const isOf = (name: string) =>
    rows.every(({ id, remoteId, raw }) => isFields(raw) && [id, remoteId].includes(String(raw[name])));
  return rows.some(({ raw }) => isFields(raw) && hasId(raw)) ? undefined : Object.keys(first.raw).find(isOf);
}

const known = new WeakMap<World, Promise<ReadonlySet<string>>>();

/**
 * What the records of a world call their ids, where that is not one of the usual names.
 * @param within How long it may take, in milliseconds of real time: an adapter may hang.
 */
export function idNamesOf(
  adapter: Adapter,
  world: World,
  claims: CoverageReport,
  within = 2_000,
): Promise<ReadonlySet<string>> {
  const names = known.get(world) ?? namesIn(adapter, world, claims, within).catch(() => new Set<string>());
  known.set(world, names);
  return names;
}

async function namesIn(
  adapter: Adapter,
  world: World,
  claims: CoverageReport,
  within: number,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  const session = await openWorld(world);
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), within);
  try {
    await using on = await connectedTo({ adapter, world: session });
    for (const { capability } of claims.cells.filter((cell) => cell.kind === "stream" && isOffered(cell))) {
      const rows = await firstPage(on, capability, {}, { raw: true, signal: patience.signal }).catch(() => []);
      const name = ownIdName(rows);
      if (name !== undefined) names.add(name);
      // An ATS whose first records have a usual name has it in the others, too.
      else if (rows.length > 1 && names.size === 0) break;
    }
  } finally {
    clearTimeout(timer);
    await session.close();
  }
  return names;
}
