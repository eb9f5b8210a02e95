/**
 * Reads what a connection keeps again where records hold what it does not know, such as an option of a custom field that was
 * added since. What is not known afterwards either, such as an option that was removed, is not read for again.
 */
export class AddedSince {
  readonly #unknown = new Set<string>();
  readonly #most: number;

  /** @param most How many things may stay unknown before nothing is read again. Default: any number. */
  constructor(most: number = Infinity) {
    this.#most = most;
  }

  /**
   * @param kept `undefined` where nothing is kept.
   * @param unknownIn What the records hold and the kept does not know.
   * @param read Gives what is there now.
   */
  async known<Kept>(
    kept: Kept | undefined,
    unknownIn: (kept: Kept) => readonly string[],
    read: () => Promise<Kept>,
  ): Promise<Kept> {
    if (kept !== undefined) {
      const isAsked = unknownIn(kept).some((each) => !this.#unknown.has(each));
      if (!isAsked || this.#unknown.size >= this.#most) return kept;
    }
    const now = await read();
    for (const each of unknownIn(now)) this.#unknown.add(each);
    return now;
  }
}
