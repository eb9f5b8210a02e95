import { isOffered } from "@anyats/core/coverage";
import { matrixOf, type CoverageMatrix } from "./matrix.ts";
import type { CoverageCell, CoverageReport } from "@anyats/core/coverage";

/** What changed in one cell. */
export interface CoverageChange {
  readonly adapter: string;
  /** The package whose release changes it. */
  readonly package: string;
  readonly capability: string;
  /** Null where there was no such cell. */
  readonly before: CoverageCell["status"] | null;
  /** Null where there is no such cell any more. */
  readonly after: CoverageCell["status"] | null;
  /** Ids of the limitations that came and went. */
  readonly limitationsAdded: readonly string[];
  readonly limitationsRemoved: readonly string[];
  /** Why it is no longer offered, where that is said. */
  readonly reason: string | null;
}

/** What was gained and lost between two states of coverage. */
export interface CoverageDiff {
  /** Offered now, and not before. */
  readonly gained: readonly CoverageChange[];
  /** Offered before, and no longer. */
  readonly lost: readonly CoverageChange[];
  /** Offered before and now, with a limitation that was not there. */
  readonly narrowed: readonly CoverageChange[];
  /** Offered before and now, with fewer limitations and no new one. */
  readonly widened: readonly CoverageChange[];
  /** The packages that lost something: each demands a major changeset. */
  readonly majorDemandedOf: readonly string[];
}

/**
 * Compares two reports of one adapter, or two matrices adapter by adapter. An adapter that is gone has lost all that it
 * offered; a new one has gained it.
 * @throws {RangeError} when one side is what an adapter can do and the other what one customer's connection can.
 */
export function diffCoverage(
  before: CoverageReport | CoverageMatrix,
  after: CoverageReport | CoverageMatrix,
): CoverageDiff {
  const [old, now] = [columns(before), columns(after)];
  const changes: CoverageChange[] = [];
  for (const adapter of new Set([...old.keys(), ...now.keys()])) {
    const [was, is] = [old.get(adapter), now.get(adapter)];
    if (was && is && was.scope !== is.scope)
      throw new RangeError(`one side is of every connection of "${adapter}", the other of one customer's`);
    for (const capability of new Set([...(was?.cells.keys() ?? []), ...(is?.cells.keys() ?? [])]))
      changes.push({
        adapter,
        package: (is ?? was)!.package,
        capability,
        ...changeOf(was?.cells.get(capability), is?.cells.get(capability)),
      });
  }
  const lost = changes.filter((change) => offered(change.before) && !offered(change.after));
  const kept = changes.filter((change) => offered(change.before) && offered(change.after));
  return {
    gained: changes.filter((change) => !offered(change.before) && offered(change.after)),
    lost,
    narrowed: kept.filter(isNarrower),
    widened: kept.filter((change) => !isNarrower(change) && isWider(change)),
    majorDemandedOf: [...new Set(lost.map((change) => change.package))],
  };
}

const offered = (status: CoverageCell["status"] | null) => status !== null && isOffered({ status });
const isNarrower = ({ before, after, limitationsAdded }: CoverageChange) =>
  limitationsAdded.length > 0 || (before === "supported" && after === "limited");
const isWider = ({ before, after, limitationsRemoved }: CoverageChange) =>
  limitationsRemoved.length > 0 || (before === "limited" && after === "supported");

type Change = Omit<CoverageChange, "adapter" | "package" | "capability">;

function changeOf(was: CoverageCell | undefined, is: CoverageCell | undefined): Change {
  const ids = (cell: CoverageCell | undefined) => new Set(cell?.limitations.map(({ id }) => id));
  const [old, now] = [ids(was), ids(is)];
  return {
    before: was?.status ?? null,
    after: is?.status ?? null,
    limitationsAdded: [...now].filter((id) => !old.has(id)),
    limitationsRemoved: [...old].filter((id) => !now.has(id)),
    reason: is?.gap?.explanation ?? null,
  };
}

interface Column {
  readonly package: string;
  readonly scope: CoverageReport["scope"];
  readonly cells: ReadonlyMap<string, CoverageCell>;
}

function columns(coverage: CoverageReport | CoverageMatrix): ReadonlyMap<string, Column> {
  const { adapters, rows } = "rows" in coverage ? coverage : matrixOf([coverage]);
  return new Map(
    adapters.map(({ id, package: from, scope }) => {
      const own = rows.filter(({ cells }) => Object.hasOwn(cells, id));
      return [id, { package: from.name, scope, cells: new Map(own.map((row) => [row.capability, row.cells[id]!])) }];
    }),
  );
}
