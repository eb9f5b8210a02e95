/** Some of a list, from all parts of it. */
export const some = <T>(all: readonly T[], most: number): readonly T[] =>
  all.filter(
    (_each, nth) =>
      all.length <= most || Math.floor((nth * most) / all.length) !== Math.floor(((nth - 1) * most) / all.length),
  );

/** A whole number that looks random, below another. */
export type Random = (below: number) => number;

/** Numbers that look random and are the same in every run: Marsaglia's xorshift, begun with a text. */
export function seeded(text: string): Random {
  let state = Buffer.from(text).reduce((sum, byte) => (Math.imul(sum, 31) + byte) | 0, 4955) || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

/** One of some things; undefined where there are none. */
export const oneOf = <T>(random: Random, all: readonly T[]): T | undefined => all[random(Math.max(1, all.length))];
