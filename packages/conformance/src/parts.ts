/** How long a test of some capabilities takes, beside one of the others: processor time, measured with four adapters. */
const weights: readonly (readonly [capabilities: RegExp, weight: number])[] = [
  [/^jobs\.stream$/, 4.5],
  [/^(applications|candidates)\.stream$|Enhanced/, 3],
  [/^applications\.create$/, 2.5],
  [/\.add(Note|Attachment)$|^candidates\.find$|^jobs\.get$/, 1.5],
];

const weightOf = (capability: string): number => weights.find(([of]) => of.test(capability))?.[1] ?? 1;

/**
 * Whether a test belongs to a part. A capability is tested in one part, as its evidence is one. The longest comes first, each in
 * the part that has least to do by then.
 */
export function inPart<Test extends { readonly capability: string }>(
  part: string,
  tests: readonly Test[],
): (test: Test) => boolean {
  const [own, count] = /^([1-9]\d?) of ([1-9]\d?)$/.exec(part)?.slice(1).map(Number) ?? [];
  if (own === undefined || count === undefined || own > count)
    throw new Error(`part: "${part}" is not a part such as "1 of 2"`);
  const groups = [...Map.groupBy(tests, ({ capability }) => capability)];
  const lengths = groups.map(([capability, of]) => ({ capability, length: of.length * weightOf(capability) }));
  const loads = Array.from({ length: count }, () => 0);
  const places = new Map<string, number>();
  for (const { capability, length } of lengths.toSorted((one, other) => other.length - one.length)) {
    const place = loads.indexOf(Math.min(...loads));
    loads[place]! += length;
    places.set(capability, place);
  }
  return ({ capability }) => places.get(capability) === own - 1;
}
