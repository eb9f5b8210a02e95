import type { CoverageCell, CoverageReport } from "@anyats/core/coverage";
import { byGroup, deprecationWords, heading, inCode as code, reasonWords, statusWords } from "./words.ts";

/** Text of an adapter or of a customer's integration: one line, without HTML, links or pictures. */
const escape = (text: string) => text.replaceAll(/\s+/g, " ").replaceAll(/[\\|<[]/g, "\\$&");
const sentence = (text: string) => (/[.!?]$/.test(text) ? text : `${text}.`);
const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [row(head), row(head.map(() => "---")), ...rows.map(row)];
}

function overview({ adapter, totals }: CoverageReport): string[] {
  return [
    `# ${escape(adapter.name)}: coverage`,
    "",
    "Generated from what the adapter registers; do not edit. `npm run update` refreshes it.",
    "",
    "## Overview",
    "",
    ...table(
      ["", ""],
      [
        ["Adapter", code(adapter.id)],
        ["Package", `${code(adapter.package.name)} ${escape(adapter.package.version)}`],
        ["Made of", adapter.lineage.map(code).join(" ← ")],
        ["Maturity", adapter.maturity],
        ["Offered", `${totals.supported + totals.limited} of ${totals.capabilities} capabilities`],
        ["Proved by tests", `${totals.proved} of ${totals.capabilities} cells`],
      ],
    ),
  ];
}

function configuration({ adapter, settings }: CoverageReport): string[] {
  const facts: [string, string][] = [
    ["Provider id", code(adapter.providerId)],
    ["Note format", adapter.noteFormat],
  ];
  if (adapter.passthrough)
    facts.push(["Passthrough", `${code(adapter.passthrough.slug)}, base ${code(adapter.passthrough.baseUrl)}`]);
  return [
    "## Configuration",
    "",
    ...table(["", ""], facts),
    "",
    ...table(
      ["Setting", "Required", "What it is"],
      settings.map(({ name, required, description }) => [code(name), required ? "yes" : "no", escape(description)]),
    ),
    ...(adapter.prerequisites.length > 0
      ? [
          "",
          "Before a connection works:",
          "",
          ...adapter.prerequisites.map((step, index) => `${index + 1}. ${escape(step)}`),
        ]
      : []),
  ];
}

function statusCell(cell: CoverageCell): string {
  const { mark, word } = statusWords[cell.status];
  return `${mark} ${word}`;
}

function remarks(cell: CoverageCell): string {
  if (cell.gap) {
    const { reason, explanation, userMessage, priority, plan, workaround } = cell.gap;
    const head = `${reasonWords[reason]}${priority ? `, ${priority} priority` : ""}: ${explanation}`;
    return escape(
      [
        head,
        `For users: ${sentence(userMessage)}`,
        plan && `Plan: ${sentence(plan)}`,
        workaround && `Meanwhile: ${sentence(workaround)}`,
      ]
        .filter(Boolean)
        .join(" "),
    );
  }
  return escape(cell.limitations.map(({ summary }) => summary).join(" "));
}

function evidence(cell: CoverageCell): string {
  const { evidence: proof, exemptions, limitations: restrictions } = cell;
  const denied = restrictions.flatMap(({ id, denies }) =>
    denies.map((promise) => `ruled out by ${code(id)}: ${escape(promise)}`),
  );
  return [
    proof ? `${proof.tests} tests, ${proof.tier}, ${proof.result}` : "none yet",
    ...exemptions.map(
      ({ promise, reason, expires }) => `exempted until ${expires}: ${escape(promise)} (${escape(reason)})`,
    ),
    ...denied,
  ].join("<br>");
}

function routes(cell: CoverageCell): string {
  return cell.routes
    .map(({ method, path, certainty, deprecated }) => {
      const ending = deprecated ? `, ${escape(deprecationWords(deprecated))}` : "";
      return `${code(`${method} ${path}`)} (${certainty}${ending})`;
    })
    .join("<br>");
}

function featureCoverage({ cells }: CoverageReport): string[] {
  const lines = ["## Feature coverage"];
  for (const [group, members] of byGroup(cells)) {
    const rows = members.map((cell) => [
      `${code(cell.capability)}<br>${cell.sourceName ? code(cell.sourceName) : escape(cell.summary)}`,
      statusCell(cell),
      cell.how ?? "–",
      cell.implementedBy ? code(cell.implementedBy.name) : "–",
      cell.lane ?? "–",
      routes(cell) || "–",
      remarks(cell) || "–",
      evidence(cell),
    ]);
    lines.push(
      "",
      `### ${heading(group)}`,
      "",
      ...table(["Method", "Status", "Code", "Implemented by", "Lane", "Routes", "Remarks", "Evidence"], rows),
    );
  }
  return lines;
}

function limitations({ cells }: CoverageReport): string[] {
  const all = new Map(cells.flatMap((cell) => cell.limitations.map((limitation) => [limitation.id, limitation])));
  if (all.size === 0) return ["## Limitations", "", "None are known."];
  const lines = ["## Limitations"];
  for (const [id, { summary, reason, advice, userMessage, imposedBy, certainty, effect, denies }] of all) {
    const limited = cells.filter((cell) => cell.limitations.some((limitation) => limitation.id === id));
    lines.push(
      "",
      `### ${code(id)}`,
      "",
      escape(`${summary} ${reason}`),
      "",
      `- Limits: ${limited.map(({ capability }) => code(capability)).join(", ")}`,
      `- Imposed by: ${imposedBy} (${certainty})`,
      `- What it does here: ${effect.replaceAll("-", " ")}`,
      `- What to do: ${escape(advice)}`,
      `- For users: ${escape(userMessage)}`,
      ...denies.map((promise) => `- Not tested because of it: ${escape(promise)}`),
    );
  }
  return lines;
}

function notes({ adapter }: CoverageReport): string[] {
  return adapter.notes.length === 0 ? [] : ["## Notes", "", ...adapter.notes.map((note) => `- ${escape(note)}`), ""];
}

function progress({ cells, totals }: CoverageReport): string[] {
  const missing = cells.filter(({ gap }) => gap && gap.reason !== "ats-cannot");
  return [
    "## Progress",
    "",
    ...table(
      ["", "Count"],
      Object.entries(totals).map(([name, count]) => [name, String(count)]),
    ),
    "",
    missing.length === 0
      ? "Nothing is missing."
      : `Missing: ${missing.map(({ capability, gap }) => `${code(capability)}${gap?.priority ? ` (${gap.priority})` : ""}`).join(", ")}.`,
  ];
}

/** Coverage as a Markdown page. All counts come from the cells. */
export function renderMarkdown(report: CoverageReport): string {
  const sections = [overview, configuration, featureCoverage, limitations, notes, progress];
  return `${sections
    .map((section) => section(report).join("\n").trimEnd())
    .filter(Boolean)
    .join("\n\n")}\n`;
}
