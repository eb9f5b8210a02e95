interface Place {
  readonly start: { readonly line?: number; readonly column?: number };
}

/** What a file ran, as istanbul writes it. */
export interface FileCoverage {
  readonly branchMap: Readonly<
    Record<string, { readonly type: string; readonly loc: Place; readonly locations: readonly Place[] }>
  >;
  /** How often each arm of a branch was run. */
  readonly b: Readonly<Record<string, readonly number[]>>;
}

/** An arm of a branch that nothing ran. */
export interface Left {
  readonly file: string;
  readonly line: number;
  /** The line on which it begins. */
  readonly source: string;
  /** Which it is, such as `if, arm 1 of 2`. */
  readonly arm: string;
}

/** How many arms the branches of a file have, and those that nothing ran. */
export function leftIn(file: string, { branchMap, b }: FileCoverage, text: string) {
  const lines = text.split("\n");
  const all = Object.entries(branchMap).flatMap(([id, { type, loc, locations }]) =>
    b[id]!.map((count, nth) => {
      // The arm that is not written, such as of an `if` without `else`, has no place of its own.
      const line = locations[nth]?.start.line ?? loc.start.line ?? 1;
      return {
        count,
        left: { file, line, source: lines[line - 1] ?? "", arm: `${type}, arm ${nth + 1} of ${b[id]!.length}` },
      };
    }),
  );
  return { branches: all.length, left: all.filter(({ count }) => count === 0).map(({ left }): Left => left) };
}
