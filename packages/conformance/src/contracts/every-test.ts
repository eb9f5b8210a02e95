import type { Rule } from "../contract-test.ts";

/** What every test looks at, whatever its promise is. */
export const everyTestRules: readonly Rule[] = [
  {
    rule: "nothing goes by the language of the machine: `Intl` and `toLocaleLowerCase` get a locale, or are not used",
    tried: "in every test the machine speaks Persian, with its calendar and digits, and Turkish, with its i",
  },
  {
    rule: "every answer is canonical, and every error and warning is a whole sentence with nothing missing in it",
    tried: "it looks at each answer and each error of every test",
  },
  {
    rule: "the code of a warning is that of a limitation of the operation, or null",
    tried: "it looks at each receipt of every test",
  },
  {
    rule: "a `drift` or `quarantine` event names the place in the answer, such as `$.tags[].name`, and the problem, and quotes nothing that the ATS sent",
    tried: "it looks at each event of every test, such as where values of the ATS are addresses",
  },
  {
    rule: "a code says the same in every error: whose fault it is, what it concerns, and whether the same call may succeed later",
    tried:
      "it compares each error of `record.not-found`, `connection.key-refused`, `connection.permission-missing`, `input.invalid`, refused input, `ats.quota-exceeded`, `ats.unavailable` and the network",
  },
];
