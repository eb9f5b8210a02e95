import type { FactsByField } from "./render.ts";

const what = ["id", "name", "type", "read-only", "options"] as const;

/** How a tenant's definitions differ from those that the types were made from, one line each. */
export function driftOf(before: FactsByField, now: FactsByField): readonly string[] {
  const lines: string[] = [];
  for (const resource of [...new Set([...Object.keys(before), ...Object.keys(now)])].toSorted()) {
    const [old, current] = [before[resource] ?? {}, now[resource] ?? {}];
    for (const key of [...new Set([...Object.keys(old), ...Object.keys(current)])].toSorted()) {
      const [was, is] = [old[key], current[key]];
      const field = `${resource}: ${JSON.stringify(key)}`;
      if (!was) lines.push(`+ ${field} is new`);
      else if (!is) lines.push(`- ${field} is gone`);
      else
        for (const [at, name] of what.entries())
          if (JSON.stringify(was[at]) !== JSON.stringify(is[at]))
            lines.push(`~ ${field}: ${name} was ${JSON.stringify(was[at])}, is ${JSON.stringify(is[at])}`);
    }
  }
  return lines;
}
