/** So many of the values, chosen by a seed: the same seed chooses the same ones from the same list. */
export function sampled<T>(values: readonly T[], count: number, seed: number): readonly T[] {
  // Mulberry32: small, fast and good enough to choose by.
  let state = seed >>> 0;
  const random = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const left = [...values];
  const chosen: T[] = [];
  while (chosen.length < count && left.length > 0) chosen.push(left.splice(Math.floor(random() * left.length), 1)[0]!);
  return chosen;
}
