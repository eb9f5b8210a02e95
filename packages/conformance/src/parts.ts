/**
 * Whether a test belongs to a part. A capability is tested in one part, as its evidence is one. They are dealt in turns by their
 * number of tests: in the time that the parts take, that is closer than as many tests in each.
 */
export function inPart<Test extends { readonly capability: string }>(
  part: string,
  tests: readonly Test[],
): (test: Test) => boolean {
  const [own, count] = /^([1-9]\d?) of ([1-9]\d?)$/.exec(part)?.slice(1).map(Number) ?? [];
  if (own === undefined || count === undefined || own > count)
    throw new Error(`part: "${part}" is not a part such as "1 of 2"`);
  const groups = [...Map.groupBy(tests, ({ capability }) => capability)];
  const bySize = groups.toSorted((one, two) => two[1].length - one[1].length);
  const places = new Map(bySize.map(([capability], index) => [capability, index % count]));
  return ({ capability }) => places.get(capability) === own - 1;
}
