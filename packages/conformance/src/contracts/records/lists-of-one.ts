import { z } from "zod/mini";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { asItCame, readBothWays } from "../pieces/read-both-ways.ts";
import { listOrTextPaths } from "../pieces/schema-paths.ts";

const isChoices = (held: unknown): held is readonly string[] =>
  Array.isArray(held) && held.length > 1 && held.every((each) => typeof each === "string");

/** The lists of several texts in an answer, by their places. */
function choicesIn(value: unknown, at = ""): readonly (readonly [place: string, choices: readonly string[]])[] {
  if (isChoices(value)) return [[at, value]];
  if (Array.isArray(value)) return value.flatMap((each, index) => choicesIn(each, `${at}.${index}`));
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([name, held]) => (asItCame.has(name) ? [] : choicesIn(held, `${at}.${name}`)));
}

const heldAt = (value: unknown, place: string): unknown =>
  place
    .split(".")
    .slice(1)
    .reduce<unknown>((held, name) => (held as Readonly<Record<string, unknown>> | null | undefined)?.[name], value);

/** Fails unless each list of several choices is a list where one of them is left. */
function staysAList(usual: unknown, cut: unknown): void {
  for (const [place, choices] of choicesIn(usual)) {
    const held = heldAt(cut, place);
    if (held === null || held === undefined) continue;
    assert.ok(
      Array.isArray(held) && held.every((each) => choices.includes(each as string)),
      `${place.slice(1)} is a list of several choices in one answer, and ${JSON.stringify(held)} where one choice is left: give a list of one`,
    );
  }
}

/** What reading promises of several choices of which one is left: it has the form that several have. */
export const listsOfOnePromise: ContractPromise = {
  promise: "gives one of several choices as a list of one",
  rules: [
    {
      rule: "one of several choices is a list of one, as several are a list of several",
      tried: "it leaves one text of each list of texts in the answers",
    },
  ],
  applies: ({ kind, effect }) => kind !== "command" && effect === "reads",
  async run(trial) {
    const fetch = fetchIn(trial.world.settings);
    if (!fetch || listOrTextPaths(z.object({ it: trial.capability.output })).length === 0) return;
    const way = rewriting(fetch, (body) =>
      changedWithin(body, (held) => (isChoices(held) ? held.slice(0, 1) : undefined)),
    );
    await readBothWays(trial, way, (usual) => choicesIn(usual).length > 0, staysAList);
  },
};
