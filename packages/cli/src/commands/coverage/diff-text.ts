import { isOffered } from "@anyats/core/coverage";
import type { CoverageChange, CoverageDiff } from "@anyats/coverage";

const was = (status: CoverageChange["before"]) => status ?? "absent";

function said({ before, after, limitationsAdded, limitationsRemoved, reason }: CoverageChange): string {
  const limitations = [...limitationsAdded.map((id) => `+${id}`), ...limitationsRemoved.map((id) => `-${id}`)];
  const change = before === after ? was(after) : `${was(before)} -> ${was(after)}`;
  return [change, ...(after === null || !isOffered({ status: after }) ? [reason ?? ""] : limitations)]
    .filter(Boolean)
    .join("  ");
}

/** A difference for a terminal: what was lost first. */
export function diffText({ lost, narrowed, widened, gained }: CoverageDiff): string {
  const all = Object.entries({ lost, narrowed, widened, gained }).filter(([, changes]) => changes.length > 0);
  if (all.length === 0) return "Nothing was gained or lost.\n";
  const changes = all.flatMap(([, some]) => some);
  const width = (of: (change: CoverageChange) => string) => Math.max(...changes.map((change) => of(change).length));
  const [first, second] = [width(({ adapter }) => adapter), width(({ capability }) => capability)];
  const sections = all.map(([name, some]) => {
    const lines = some.map((change) =>
      `  ${change.adapter.padEnd(first)}  ${change.capability.padEnd(second)}  ${said(change)}`.trimEnd(),
    );
    return [`${name} (${some.length})`, ...lines].join("\n");
  });
  return `${sections.join("\n\n")}\n`;
}
