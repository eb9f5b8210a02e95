/** A whole number that looks random, below another. */
export type Random = (below: number) => number;

/** Numbers that look random, by a seed. */
export function randomBy(seed: number): Random {
  // Mulberry32: small, fast and good enough to choose by.
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** One of some things; undefined where there are none. */
export const oneOf = <T>(random: Random, all: readonly T[]): T | undefined => all[random(Math.max(1, all.length))];

/** One entry of a kind that is chosen first, so that a large kind is not more likely. Empty kinds are left out. */
export const oneOfKinds = <T>(random: Random, kinds: readonly (readonly T[])[]): T =>
  oneOf(
    random,
    oneOf(
      random,
      kinds.filter((each) => each.length > 0),
    )!,
  )!;

/** So many of the values, chosen by a seed: the same seed chooses the same ones from the same list. */
export function sampled<T>(values: readonly T[], count: number, seed: number): readonly T[] {
  const random = randomBy(seed);
  const left = [...values];
  const chosen: T[] = [];
  while (chosen.length < count && left.length > 0) chosen.push(left.splice(random(left.length), 1)[0]!);
  return chosen;
}
