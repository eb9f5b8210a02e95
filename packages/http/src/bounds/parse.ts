const wholeNumber = /^-?\d+$/;

/** What a reviver is given of the text that a value was read from; older engines tell nothing. */
interface ReviverContext {
  readonly source?: string;
}

/** Parses JSON so that whole numbers beyond 2^53 keep their digits: as text. Several times slower than `JSON.parse`. */
export function parseExactly(text: string): unknown {
  const revive = (_key: string, value: unknown, context?: ReviverContext): unknown =>
    typeof value === "number" &&
    !Number.isSafeInteger(value) &&
    context?.source !== undefined &&
    wholeNumber.test(context.source)
      ? context.source
      : value;
  return JSON.parse(text, revive as (key: string, value: unknown) => unknown) as unknown;
}
