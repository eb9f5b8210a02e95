import { cellAt, type CoverageMatrix } from "./matrix.ts";
import type { CoverageCell } from "@anyats/core/coverage";
import { exemptedWords, heading, inCode as code, reasonWords, statusWords } from "./words.ts";

/** Text of an adapter's author as nothing but text. */
const plain = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>|#&]/g, "\\$&");
const row = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]) => [
  row(head),
  row(head.map(() => "---")),
  ...rows.map(row),
];

function shown(cell: CoverageCell | undefined): string {
  if (!cell) return "–";
  const { mark } = statusWords[cell.status];
  if (cell.gap) return `${mark} ${reasonWords[cell.gap.reason]}`;
  const exempted = exemptedWords(cell);
  return [cell.status === "limited" ? `${mark} limited, ${cell.lane}` : `${mark} ${cell.lane}`, exempted]
    .filter(Boolean)
    .join("; ");
}

function overview({ adapters }: CoverageMatrix): string[] {
  const rows = adapters.map(({ id, name, maturity, totals }) => [
    `[${plain(name)}](${encodeURIComponent(id.toWellFormed())}.md)`,
    maturity,
    `${totals.supported + totals.limited} of ${totals.capabilities}`,
    totals.limited,
    totals.unsupported,
    totals.unknown,
    totals.own + totals.override,
    `${totals.proved} of ${totals.capabilities}`,
  ]);
  return table(["Adapter", "Maturity", "Offered", "Limited", "Not offered", "Not known", "Own code", "Proved"], rows);
}

/** The matrix as a Markdown page: what each adapter offers and by which lane, or why not. */
export function renderMatrixMarkdown(matrix: CoverageMatrix): string {
  const lines = [
    "# Coverage matrix",
    "",
    "Generated from what the adapters register; do not edit. `npm run update` refreshes it. The same with filters, " +
      "limitations, routes and evidence: [matrix.html](matrix.html); as data: [matrix.json](matrix.json).",
    "",
    ...overview(matrix),
    "",
    `${statusWords.supported.mark} supported, ${statusWords.limited.mark} limited, ${statusWords.unsupported.mark} not offered and why, ${statusWords.unknown.mark} nobody knows yet, – another adapter's own operation.`,
  ];
  for (const [group, members] of Map.groupBy(matrix.rows, (member) => member.group)) {
    const rows = members.map((member) => [
      code(member.capability),
      ...matrix.adapters.map(({ id }) => shown(cellAt(member, id))),
    ]);
    lines.push("", `## ${plain(heading(group))}`, "");
    lines.push(...table(["Capability", ...matrix.adapters.map(({ name }) => plain(name))], rows));
  }
  return `${lines.join("\n")}\n`;
}
