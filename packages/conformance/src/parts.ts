/**
 * Whether a test belongs to a part. A capability is tested in one part, as its evidence is one; the largest are dealt
 * first, so that the parts have about as many tests each.
 */
export function inPart<Test extends { readonly capability: string }>(
  part: string,
  tests: readonly Test[],
): (test: Test) => boolean {
  const [own, count] = /^([1-9]\d?) of ([1-9]\d?)$/.exec(part)?.slice(1).map(Number) ?? [];
  if (own === undefined || count === undefined || own > count)
    throw new Error(`part: "${part}" is not a part such as "1 of 2"`);
  const sizes = Array.from({ length: count }, () => 0);
  const places = new Map<string, number>();
  const groups = [...Map.groupBy(tests, ({ capability }) => capability)];
  for (const [capability, { length }] of groups.toSorted((one, two) => two[1].length - one[1].length)) {
    const place = sizes.indexOf(Math.min(...sizes));
    sizes[place]! += length;
    places.set(capability, place);
  }
  return ({ capability }) => places.get(capability) === own - 1;
}
