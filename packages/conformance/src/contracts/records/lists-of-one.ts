import { AtsError } from "@anyats/core";
import { z } from "zod/mini";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import { recordNamedIn, samplesOf } from "../pieces/samples.ts";
import { listOrTextPaths } from "../pieces/schema-paths.ts";
import { ending } from "../pieces/striking.ts";

/** How many records of a query are looked through for one that holds a list. */
const mostAsked = 12;

/** What stands as it came is not read. */
const asItCame = new Set(["raw", "native", "provenance", "customFields", "integrationFields"]);

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

const byId = (rows: readonly { readonly id: string }[]) => new Map(rows.map((row) => [row.id, row]));

/** The inputs of a query: its sample for some of the records that it may be asked about. */
async function inputsOf(trial: Trial): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const [sample] = await samplesOf(trial);
  const named = sample && recordNamedIn(trial, sample.input);
  if (!named) return sample ? [sample.input] : [];
  return named.all.slice(0, mostAsked).map((id) => ({ ...sample.input, [named.field]: id }));
}

/** What reading promises of several choices of which one is left: it has the form that several have. */
export const listsOfOnePromise: ContractPromise = {
  promise: "gives one of several choices as a list of one",
  applies: ({ kind, effect }) => kind !== "command" && effect === "reads",
  async run(trial) {
    const { capability, cell } = trial;
    const fetch = fetchIn(trial.world.settings);
    if (!fetch || listOrTextPaths(z.object({ it: capability.output })).length === 0) return;
    const way = rewriting(fetch, (body) =>
      changedWithin(body, (held) => (isChoices(held) ? held.slice(0, 1) : undefined)),
    );
    await using fresh = await connectedTo(withFetch(trial, way));
    if (cell.kind === "stream") {
      const usual = byId(await trial.stream(capability.id).toArray());
      if (![...usual.values()].some((row) => choicesIn(row).length > 0)) return;
      const cut = await ending(() => fresh.stream(capability.id).toArray());
      if (AtsError.is(cut)) return;
      for (const row of cut as readonly { readonly id: string }[]) staysAList(usual.get(row.id), row);
      return;
    }
    for (const input of await inputsOf(trial)) {
      const usual = await ending(() => trial.call(capability.id, input));
      if (AtsError.is(usual) || choicesIn(usual).length === 0) continue;
      const cut = await ending(() => fresh.call(capability.id, input));
      if (!AtsError.is(cut)) staysAList(usual, cut);
      return;
    }
  },
};
