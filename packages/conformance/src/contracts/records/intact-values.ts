import { z } from "zod/mini";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo } from "../../trial.ts";
import { appliedFilters, filterMeanings } from "../pieces/filtering.ts";
import { askedBy, textOf, unquoted } from "../pieces/requests.ts";
import { ending } from "../pieces/striking.ts";

/** By which a value is found in a request, also where the rest of it was lost. */
const mark = "x4796";

/** A value with characters that have a meaning in an address. */
const name = `${mark} + y&z=1#?/q;`;
const values = [name, `${mark}+y&z'q@example.com`, `${mark}+y'q@example.com`, `${mark}+y@example.com`];

/** Each filter with such a value, of those that take any text. */
function asking(trial: Trial): readonly (readonly [string, (on: Connected) => Promise<unknown>])[] {
  const { id, input } = trial.capability;
  const isFind = id === "candidates.find";
  const details = isFind ? ["firstName", "lastName", "email"] : appliedFilters(trial);
  return details.flatMap((detail) => {
    // Ids have a test of their own.
    if (/ids$/i.test(detail)) return [];
    const inForm = (value: string) => ({ [detail]: !isFind && filterMeanings[detail]!.list ? [value] : value });
    const value = values.find((each) => z.safeParse(input, inForm(each)).success);
    if (value === undefined) return [];
    const ask = (on: Connected) => (isFind ? on.call(id, inForm(value)) : on.stream(id, inForm(value)).toArray());
    return [[value, ask] as const];
  });
}

/** What streams and the search promise of a value that they are asked for. */
export const intactValuesPromise: ContractPromise = {
  promise: "sends a value unchanged, also with characters that mean something in a URL",
  rules: [
    {
      rule: "a value is asked for as it was given: build addresses with `path` and `query`, never by hand; one that holds what separates the values of a list is refused, or finds nothing",
      tried:
        "it asks for values with `+`, `&`, `#` and blanks, and for two values of records as one, with a comma between them",
    },
  ],
  applies: ({ kind, capability }) => kind === "stream" || capability === "candidates.find",
  async run(trial) {
    for (const [value, ask] of asking(trial)) {
      await using fresh = await connectedTo(trial);
      const { asked } = await askedBy(trial, () => ending(() => ask(fresh)));
      const text = textOf(asked).toLowerCase();
      // Where the ATS cannot filter by it, it is compared here and not sent.
      if (text.includes(mark))
        assert.ok(
          [text, unquoted(text)].some((each) => each.includes(value.toLowerCase())),
          `"${value}" was asked for, and something else was sent`,
        );
    }
  },
};
