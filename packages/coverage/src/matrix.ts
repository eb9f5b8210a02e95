import { z } from "zod/mini";
import { capabilityIds } from "@anyats/core";
import { CoverageCell, CoverageReport } from "@anyats/core/coverage";
import { fieldClaimsOf, FieldClaims } from "./field-claims.ts";
import type { FieldCoverage } from "./fields.ts";

/** One adapter, as a column of the matrix. */
export const MatrixColumn = z.extend(
  z.pick(CoverageReport.shape.adapter, {
    id: true,
    name: true,
    package: true,
    lineage: true,
    providerId: true,
    maturity: true,
    noteFormat: true,
  }),
  { scope: CoverageReport.shape.scope, totals: CoverageReport.shape.totals },
);
export type MatrixColumn = Readonly<z.output<typeof MatrixColumn>>;

/** One capability, as a row of the matrix. */
export const MatrixRow = z.extend(
  z.pick(CoverageCell, {
    capability: true,
    group: true,
    kind: true,
    effect: true,
    summary: true,
    sourceName: true,
  }),
  {
    cells: z
      .record(z.string(), CoverageCell)
      .check(z.describe("By adapter id. An adapter is absent where another one brought the capability itself.")),
  },
);
export type MatrixRow = Readonly<z.output<typeof MatrixRow>>;

/** What each of several adapters can do, side by side. */
export const CoverageMatrix = z
  .object({
    schemaVersion: z.literal(1),
    adapters: z.array(MatrixColumn),
    rows: z.array(MatrixRow),
    fields: z
      .optional(z.array(FieldClaims))
      .check(z.describe("Which fields of each kind of record each adapter fills.")),
  })
  .check(z.describe("What each of several adapters can do, side by side."));
export type CoverageMatrix = Readonly<z.output<typeof CoverageMatrix>>;

/**
 * Lays the reports of several adapters side by side: a row a capability, those of the catalogue first and in its
 * order, then those that adapters brought themselves; a column an adapter, in the order given.
 * @param fields Which fields of their records the adapters fill, where that was looked at.
 * @throws {RangeError} when two reports are of the same adapter.
 */
export function matrixOf(reports: readonly CoverageReport[], fields: readonly FieldCoverage[] = []): CoverageMatrix {
  const twice = reports.find(({ adapter }, at) => reports.findIndex((other) => other.adapter.id === adapter.id) < at);
  if (twice) throw new RangeError(`two reports are of the adapter "${twice.adapter.id}"; a matrix has one column each`);
  const found = new Map<string, CoverageCell>();
  for (const cell of reports.flatMap(({ cells }) => cells))
    if (!found.has(cell.capability)) found.set(cell.capability, cell);
  const catalogued = capabilityIds.filter((id) => found.has(id));
  const others = [...found.keys()].filter((id) => !(catalogued as readonly string[]).includes(id));
  const columns = reports.map(
    ({ adapter, cells }) => [adapter.id, new Map(cells.map((cell) => [cell.capability, cell]))] as const,
  );
  return {
    schemaVersion: 1,
    adapters: reports.map(columnOf),
    rows: [...catalogued, ...others].map((id) => {
      const { capability, group, kind, effect, summary, sourceName } = found.get(id)!;
      const cells = Object.fromEntries(
        columns.flatMap(([adapter, own]) => (own.has(id) ? [[adapter, own.get(id)!]] : [])),
      );
      return { capability, group, kind, effect, summary, sourceName, cells };
    }),
    ...(fields.length > 0 && { fields: [...fieldClaimsOf(fields)] }),
  };
}

/** The cell of an adapter; `undefined` where the capability is another adapter's own. */
export function cellAt(row: MatrixRow, adapter: string): CoverageCell | undefined {
  return Object.hasOwn(row.cells, adapter) ? row.cells[adapter] : undefined;
}

function columnOf({ adapter, scope, totals }: CoverageReport): MatrixColumn {
  const { id, name, package: from, lineage, providerId, maturity, noteFormat } = adapter;
  return { id, name, package: from, lineage, providerId, maturity, noteFormat, scope, totals };
}

/** The JSON Schema of a matrix, to be published beside it. */
export function coverageMatrixJsonSchema(): Readonly<Record<string, unknown>> {
  return { ...z.toJSONSchema(CoverageMatrix, { target: "draft-2020-12" }), title: "AnyATS coverage matrix" };
}
