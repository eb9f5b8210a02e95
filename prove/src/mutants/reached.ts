/** What the tests of each cell ran through: `[start, end, count]` by file, inner ranges beside the outer ones. */
export interface Reached {
  readonly cells: {
    readonly capability: string;
    readonly files: Readonly<Record<string, [number, number, number][]>>;
  }[];
  /** Tests that failed on the adapter as it is: a kit that is red before the first mutant proves nothing. */
  readonly failures: readonly string[];
}

/** The cells whose tests run through a place of a file. */
export function cellsThrough({ cells }: Reached, file: string, start: number): readonly string[] {
  return cells.flatMap(({ capability, files }) => {
    const around = (files[file] ?? []).filter(([from, to]) => from <= start && start < to);
    const innermost = around.toSorted((a, b) => a[1] - a[0] - (b[1] - b[0]))[0];
    return innermost && innermost[2] > 0 ? [capability] : [];
  });
}
