import { z } from "zod/mini";
import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import type { Sample } from "../../sample.ts";
import { connectedTo } from "../../trial.ts";
import { withValue } from "../pieces/one-field-apart.ts";
import { askedBy, isAsked, isTranslatable, leavesTrace, textOf } from "../pieces/requests.ts";
import { entersSomebody, samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

type Parts = Readonly<Record<string, unknown>>;

/** The parts of the field that a sample tries: of a location, its country, its city and so on. */
function partsOf({ input, tries }: Sample): { readonly path: readonly string[]; readonly parts: Parts } | undefined {
  const path = tries.length === 1 ? tries[0]!.split(".") : [];
  const parts = path.reduce<unknown>((held, name) => (held as Parts | undefined)?.[name], path.length > 0 && input);
  const isStructured = typeof parts === "object" && parts !== null && !Array.isArray(parts);
  return isStructured && path.at(-1) !== "remoteFields" ? { path, parts: parts as Parts } : undefined;
}

/** The field with its required parts alone, and with one of the others each. */
function fewerParts({ capability }: Trial, input: Sample["input"], path: readonly string[], parts: Parts) {
  const names = Object.keys(parts);
  const only = (kept: readonly string[]): Parts => Object.fromEntries(kept.map((name) => [name, parts[name]]));
  const isValid = (kept: readonly string[]) =>
    z.safeParse(capability.input, withValue(input, path, only(kept))).success;
  const required = names.filter((name) => !isValid(names.filter((other) => other !== name)));
  const others = names.filter((name) => !required.includes(name));
  return [required, ...others.map((name) => [...required, name])]
    .filter((kept) => kept.length > 0 && kept.length < names.length && isValid(kept))
    .map(only);
}

/** What a command that enters somebody promises of lists in which nothing is. */
export const emptyListsPromise: ContractPromise = {
  promise: "treats an empty list of an input as nothing given",
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    const empty = (await samplesOf(trial)).flatMap(({ input, tries: [tried] }) => {
      const path = tried?.split(".") ?? [];
      const value = path.reduce<unknown>((held, name) => (held as Parts | undefined)?.[name], path.length > 0 && input);
      const emptied = Array.isArray(value) ? withValue(input, path, []) : undefined;
      return emptied && z.safeParse(trial.capability.input, emptied).success ? [[path.at(-1)!, emptied] as const] : [];
    });
    for (const [name, input] of empty) {
      const ended = await ending(() => trial.call(trial.capability.id, input));
      assert.ok(!AtsError.is(ended) || isDeclared(ended), `${name} was empty, and the call failed: ${String(ended)}`);
      const said = AtsError.is(ended) ? [] : warningsOf(ended).filter(({ message }) => message.includes(name));
      assert.deepEqual(said, [], `${name} was empty, and the receipt warns of it`);
    }
  },
};

/** What every command promises of a field that has parts, each of which may be all that is known. */
export const partsAlonePromise: ContractPromise = {
  promise: "passes on each part of a field also without the others",
  rules: [
    {
      rule: "each part of a field is sent also without the others, such as the country of a location",
      tried: "it gives the required parts alone, and one of the others beside them",
    },
  ],
  applies: ({ effect, capability }) => effect !== "reads" && capability !== "passthrough.send",
  async run(trial) {
    for (const sample of await samplesOf(trial)) {
      const found = partsOf(sample);
      if (!found) continue;
      const { path, parts } = found;
      const texts = new Set(sample.traces);
      for (const fewer of fewerParts(trial, sample.input, path, parts)) {
        await using other = await trial.another();
        const { trial: on } = other;
        await using fresh = await connectedTo(on);
        const input = withValue(sample.input, path, fewer);
        const { asked, given } = await askedBy(on, () => ending(() => fresh.call(on.capability.id, input)));
        if (AtsError.is(given)) continue;
        const said = warningsOf(given).map(({ message }) => message);
        const text = textOf(asked);
        for (const [name, value] of Object.entries(fewer)) {
          // What leaves no trace of its own where all parts are given leaves none here.
          if (typeof value !== "string" || !texts.has(value) || isAsked(on, text, value)) continue;
          if (isTranslatable(trial, value) && !(await leavesTrace(trial, sample.input, value))) continue;
          assert.ok(
            said.some((message) => message.includes(name) || message.includes(path.at(-1)!)),
            `${path.join(".")} with ${Object.keys(fewer).join(" and ")} alone: "${value}" is nowhere in what was asked, and no warning names \`${name}\``,
          );
        }
      }
    }
  },
};
