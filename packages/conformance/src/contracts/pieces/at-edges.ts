/** Where a request ends, and the next begins, whether it takes 20, 25, 50, 100 or 200 values. */
const edges = [20, 25, 50, 100, 200].flatMap((most) => [most - 1, most]);

/**
 * The same values, each once, with known ones where one request ends and the next begins: an adapter that cuts a list one value
 * short, or begins its next part one value late, loses a stranger elsewhere. The two at each end stay.
 */
export function atEdges(values: readonly string[], known: ReadonlySet<string>): readonly string[] {
  const arranged = [...new Set(values)];
  const free = arranged.flatMap((value, nth) =>
    known.has(value) && nth > 1 && nth < arranged.length - 2 && !edges.includes(nth) ? [nth] : [],
  );
  for (const edge of edges) {
    const stranger = arranged[edge];
    if (stranger === undefined || known.has(stranger)) continue;
    const from = free.shift();
    if (from === undefined) break;
    [arranged[edge], arranged[from]] = [arranged[from]!, stranger];
  }
  return arranged;
}
