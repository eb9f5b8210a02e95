import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { allOf } from "../pieces/all-of.ts";

interface Span {
  readonly at: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Whatever begins and ends in a record, at any depth. */
function spansIn(held: unknown, at: string): readonly Span[] {
  if (typeof held !== "object" || held === null) return [];
  const { startsAt, endsAt } = held as { readonly startsAt?: unknown; readonly endsAt?: unknown };
  const own = typeof startsAt === "string" && typeof endsAt === "string" ? [{ at, startsAt, endsAt }] : [];
  return [...own, ...Object.entries(held).flatMap(([name, value]) => spansIn(value, `${at}.${name}`))];
}

/** What every stream promises of what begins and ends. */
export const endsLaterPromise: ContractPromise = {
  promise: "gives nothing that ends when or before it begins",
  rules: [
    {
      rule: "whole days end with the last of them, at the midnight after it",
      tried: "it looks for what ends when or before it begins",
    },
  ],
  applies: ({ kind, group }) => kind === "stream" && ["applications", "interviews"].includes(group),
  async run(trial) {
    for (const row of await allOf(trial))
      for (const { at, startsAt, endsAt } of spansIn(row, row.id))
        assert.ok(
          Date.parse(endsAt) > Date.parse(startsAt),
          `${at} begins at ${startsAt} and ends at ${endsAt}: of whole days, the last one is a part of it`,
        );
  },
};
