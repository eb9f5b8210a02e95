import type { CoverageCell, CoverageReport } from "@anyats/core/coverage";
import { byGroup, exemptedWords, heading, reasonWords, terminalMarks } from "./words.ts";

function remark(cell: CoverageCell): string {
  if (cell.gap) return `${reasonWords[cell.gap.reason]}${cell.gap.priority ? ` (${cell.gap.priority})` : ""}`;
  const certainty = cell.routes.find(({ certainty: how }) => how === "unverified") ? "route unverified" : "";
  return [certainty, ...cell.limitations.map(({ id }) => id), exemptedWords(cell)].filter(Boolean).join(", ");
}

/** Coverage as a table for a terminal, without colours. */
export function renderTable(report: CoverageReport): string {
  const { adapter, totals } = report;
  // A report that was made without evidence at hand must not read as one that failed its tests.
  const proof = report.cells.some(({ evidence }) => evidence) ? `; ${totals.proved} proved` : "";
  const lines = [
    `${adapter.name} (${adapter.package.name} ${adapter.package.version}, ${adapter.maturity})`,
    `${totals.supported + totals.limited} of ${totals.capabilities} capabilities: ${totals.supported} supported, ${totals.limited} limited, ${totals.unsupported} unsupported, ${totals.unknown} unknown; ${totals.inherited} inherited, ${totals.override} overridden, ${totals.own} own${proof}`,
  ];
  const width = Math.max(...report.cells.map(({ capability }) => capability.length));
  for (const [group, cells] of byGroup(report.cells)) {
    lines.push("", heading(group));
    for (const cell of cells) {
      const columns = [
        cell.capability.padEnd(width),
        terminalMarks[cell.status].padEnd(7),
        (cell.how ?? "-").padEnd(9),
        (cell.lane ?? "-").padEnd(11),
        remark(cell),
      ];
      lines.push(`  ${columns.join("  ").trimEnd()}`);
    }
  }
  return `${lines.join("\n")}\n`;
}
