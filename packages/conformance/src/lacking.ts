import type { TestResult } from "./run.ts";

/** How many promises are named of a member. */
const most = 2;

/** Which optional members a world lacks, and of how many promises more would be tried with each; undefined where there is none. */
export function lackingText(results: readonly TestResult[]): string | undefined {
  const promises = new Map<string, string[]>();
  for (const { promise, lacking } of results)
    for (const member of lacking) promises.set(member, [...(promises.get(member) ?? []), promise]);
  if (promises.size === 0) return undefined;
  const lines = [...promises]
    .toSorted(([, one], [, other]) => other.length - one.length)
    .map(([member, all]) => {
      const titles = [...new Set(all)];
      const more = titles.length > most ? `; and ${titles.length - most} more` : "";
      const count = all.length === 1 ? "1 promise" : `${all.length} promises`;
      return `- \`${member}\` — ${count}: ${titles.slice(0, most).join("; ")}${more}`;
    });
  return ["Not wholly proved for want of these members of the world. Add those that your ATS has:", ...lines].join(
    "\n",
  );
}
