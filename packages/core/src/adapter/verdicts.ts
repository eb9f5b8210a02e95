import type { Verdict } from "./limitation.ts";

type Given = Readonly<Record<string, unknown>>;

/** Warns of fields that an ATS has no place for, so that the receipt names what was not sent; nothing where there are none. */
export function notSent(ats: string, left: readonly string[]): Verdict {
  return left.length === 0 ? undefined : { warn: `${ats} has no place for ${left.join(", ")}: not sent.` };
}

const isNothing = (value: unknown) => value === undefined || (Array.isArray(value) && value.length === 0);

/** Those of some fields to which an input gives a value; an empty list is none. */
export function givenFields(input: unknown, names: readonly string[]): readonly string[] {
  const given = (input ?? {}) as Given;
  return names.filter((name) => !isNothing(given[name]));
}

/**
 * The check of a limitation for commands with fields that the ATS has no place for: the receipt names those that were given.
 * Of a rejection, `note` is a remark; of a note it is the note itself, and sent.
 * @param others What else of the input is not sent.
 */
export function warnsOfFields(
  ats: string,
  names: readonly string[],
  others: (input: unknown) => readonly string[] = () => [],
): (input: unknown) => Verdict {
  return (input) => {
    const isRejection = typeof (input as Given)["reasonId"] === "string";
    const left = givenFields(input, names).filter((name) => name !== "note" || isRejection);
    return notSent(ats, [...left, ...others(input)]);
  };
}

/** The check of a limitation for filters that the ATS does not have: leaving one out silently would give wrong records. */
export function refusesFilters(ats: string, names: readonly string[]): (input: unknown) => Verdict {
  return (filter) => {
    if ((filter as Given)["ignoreUnsupportedFilters"] === true) return undefined;
    const asked = givenFields(filter, names);
    return asked.length === 0 ? undefined : { refuse: `${ats} cannot filter by ${asked.join(", ")}.` };
  };
}
