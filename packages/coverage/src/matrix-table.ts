import { cellAt, type CoverageMatrix } from "./matrix.ts";
import { heading, terminalMarks } from "./words.ts";

/** The matrix as a table for a terminal, without colours: a row a capability, a column an adapter. */
export function renderMatrixTable({ adapters, rows }: CoverageMatrix): string {
  const first = Math.max(0, ...rows.map(({ capability }) => capability.length + 2));
  const widths = adapters.map(({ id }) => Math.max(id.length, "99 of 99".length));
  const line = (head: string, cells: readonly string[]) =>
    [head.padEnd(first), ...cells.map((cell, column) => cell.padEnd(widths[column]!))].join("  ").trimEnd();
  const lines = [
    line(
      "",
      adapters.map(({ id }) => id),
    ),
    line(
      "offered",
      adapters.map(({ totals }) => `${totals.supported + totals.limited} of ${totals.capabilities}`),
    ),
  ];
  for (const [group, members] of Map.groupBy(rows, (row) => row.group)) {
    lines.push("", heading(group));
    for (const row of members) {
      const cells = adapters.map(({ id }) => cellAt(row, id)?.status);
      lines.push(
        line(
          `  ${row.capability}`,
          cells.map((status) => (status ? terminalMarks[status] : "-")),
        ),
      );
    }
  }
  return `${lines.join("\n")}\n`;
}
