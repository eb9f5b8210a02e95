import { stripTypeScriptTypes } from "node:module";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { mutantsOf } from "../src/mutants/mutant.ts";
import { switched } from "../src/mutants/switched.ts";

const source = `
export function graded(points: number | null | undefined, words = ["low", "high"]): object {
  const log: string[] = [];
  if (points === 3) log.push("three");
  else log.push("other");
  const bonus = (given?: number) => (given ?? 1) + 1;
  const seen = [1, 2].filter((each) => each > 1).map((each) => ({ each, doubled: each * 2 }));
  switch (points) {
    case 4:
      return { four: true };
    default:
      return { points: points ?? 0, word: words[points! > 5 ? 1 : 0]?.toUpperCase(), bonus: bonus(), ...(points && { log }), seen };
  }
}
`;

/** What the code gives for several inputs, as a text. */
function behaviour(code: string, active: number): string {
  const script = `${stripTypeScriptTypes(code, { mode: "strip" }).replace("export function", "function")}; graded`;
  const parts = { __mutant: (number: number) => number === active, __ran: () => {} };
  const graded = runInNewContext(script, parts) as (points: number | null | undefined) => object;
  return [3, 4, 7, 0, null, undefined]
    .map((points) => {
      try {
        return JSON.stringify(graded(points));
      } catch (error) {
        return String(error);
      }
    })
    .join("\n");
}

describe("mutants that are built into a source", () => {
  const mutants = mutantsOf("graded.ts", source);
  const built = switched(
    source,
    mutants.map((mutant, number) => ({ mutant, number })),
    0,
  );
  const withOne = ({ start, end, replacement }: (typeof mutants)[number]) =>
    source.slice(0, start) + replacement + source.slice(end);

  it("change nothing while none is switched on", () => {
    expect(behaviour(built.source, -1)).toBe(behaviour(source, -1));
  });

  it("each does what the changed source does", () => {
    expect(mutants.length).toBeGreaterThan(30);
    expect(built.left).toEqual([]);
    for (const [number, mutant] of mutants.entries())
      expect(behaviour(built.source, number), `${mutant.operator}: ${mutant.original} → ${mutant.replacement}`).toBe(
        behaviour(withOne(mutant), -1),
      );
  });

  it("leave methods alone that each object has", () => {
    const mutated = mutantsOf("text.ts", "export const text = (number: number) => number.toString();");
    expect(mutated.map(({ operator }) => operator)).not.toContain("another method");
  });

  it("say which files they ran through", () => {
    expect(built.source.match(/__ran\(0\)/g)).toHaveLength(4);
  });
});
