import { contractTests } from "@anyats/conformance";
import { everyTestRules, subjects } from "@anyats/conformance/contracts";
import type { Adapter } from "@anyats/core";

interface Row {
  readonly tried: string;
  readonly promises: ReadonlySet<string>;
}

const cell = (text: string) => text.replaceAll("|", "\\|");

function section(heading: string, rows: Iterable<readonly [rule: string, row: Row]>): string {
  const lines = [...rows].map(
    ([rule, { tried, promises }]) => `| ${[rule, tried, [...promises].join("<br>")].map(cell).join(" | ")} |`,
  );
  return [`## ${heading}`, "", "| rule | how the kit tests it | promise |", "| --- | --- | --- |", ...lines].join("\n");
}

/** The adapter as one whose limitations deny no promise: its rules hold for others. */
const denyingNothing = (adapter: Adapter): Adapter => ({
  ...adapter,
  limitations: adapter.limitations.map(({ denies: _denies, ...limitation }) => limitation),
});

/** The page of the rules that the promises of the conformance kit test, by subject. */
export function rulesPage(adapters: readonly Adapter[]): string {
  const tests = adapters.flatMap((adapter) => contractTests(denyingNothing(adapter)));
  /** By the text of a rule: a promise may be made for each kind of record. */
  const ofSubject = (subject: string) => {
    const rows = new Map<string, Row>();
    for (const { promise, rules } of tests.filter((test) => test.subject === subject))
      for (const { rule, tried } of rules)
        rows.set(rule, { tried, promises: new Set([...(rows.get(rule)?.promises ?? []), promise]) });
    return rows;
  };
  return `${[
    "<!-- Generated from the contracts by `npm run update`. -->",
    "# Conformance rules",
    [
      "What the tests of [the conformance kit](write-an-adapter.md#8-the-conformance-run) expect of an adapter, by subject, where the",
      'title of a promise does not say it. A red test prints its rules and its subject. "It" is the kit; names such as `crowd` and',
      "`failures` are members of [the world](../packages/conformance/src/world.ts).",
    ].join("\n"),
    section(
      "every test",
      everyTestRules.map(({ rule, tried }) => [rule, { tried, promises: new Set(["all of them"]) }]),
    ),
    ...subjects.map((subject) => section(subject, ofSubject(subject))),
  ].join("\n\n")}\n`;
}
