/** Some entries from all over a list: an answer may be taken from its first page alone. */
export const fromAllOver = <T>(list: readonly T[]): readonly T[] =>
  list.filter((_each, nth) => nth < 3 || nth === list.length - 1 || nth % 9 === 8);
