/**
 * Looks for the longest text that is taken as it is, by halves. A limit of an adapter that is a little above the ATS's own shows
 * only there.
 * @param isTaken Gives a text of so many characters. @returns Whether it was taken without a refusal and without a warning.
 */
export async function tryBorder(
  [from, to]: readonly [number, number],
  isTaken: (length: number) => Promise<boolean>,
): Promise<void> {
  if ((await isTaken(to)) || !(await isTaken(from))) return;
  let [taken, refused] = [from, to];
  while (refused - taken > 1) {
    const middle = Math.floor((taken + refused) / 2);
    if (await isTaken(middle)) taken = middle;
    else refused = middle;
  }
}

/** So many letters of two UTF-16 units each, and so many of one before them: a cut by units may go through one of them. */
export const thumbs = (letters: number, before: 0 | 1): string => "n".repeat(before) + "👍".repeat(letters);

/** Whether a text has been cut within a character, or what was left of one has been replaced. */
export const isTorn = (text: string): boolean => !text.isWellFormed() || text.includes("\uFFFD");
