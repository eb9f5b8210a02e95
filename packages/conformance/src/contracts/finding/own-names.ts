import { AtsError, InvalidInput } from "@anyats/core";
import { z } from "zod/mini";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { recordNouns } from "../../world.ts";
import { ending } from "../pieces/striking.ts";

/** A text that servers whose lists are separated by commas take for two. */
const two = "one-4976,other-4977";

interface Shaped {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly _zod: { readonly def: { readonly options?: readonly Shaped[] } };
}

/** The names of the fields of an input, also of one that has several forms. */
function* namesOf(schema: Shaped): Generator<string> {
  yield* Object.keys(schema.shape ?? {});
  for (const option of schema._zod.def.options ?? []) yield* namesOf(option);
}

/** What names a record whose other id is looked up: that it cannot be, is said of the id. */
const nouns: ReadonlySet<string> = new Set(Object.values(recordNouns));

/** Inputs of one field each that holds such a text, alone or in a list. */
function* inputsOf({ capability: { input } }: Trial): Generator<Readonly<Record<string, unknown>>> {
  for (const name of new Set(namesOf(input as unknown as Shaped)))
    if (!nouns.has(name)) yield* inputsOfField(input, name);
}

function* inputsOfField(
  input: Trial["capability"]["input"],
  name: string,
): Generator<Readonly<Record<string, unknown>>> {
  for (const value of [two, ["4978", two]]) if (z.safeParse(input, { [name]: value }).success) yield { [name]: value };
}

/** Whether a name is the caller's, or one that everybody understands: the parameter of a server may be called `job_ids`. */
const isMeant = (said: string, name: string) =>
  said.split(/[^a-z]+/i).every((word) => name.toLowerCase().includes(word.toLowerCase()));

/** What reading promises of a filter that it cannot ask for. */
export const ownNamesPromise: ContractPromise = {
  promise: "names a value that it cannot ask for as the caller has named it",
  rules: [
    {
      rule: "an issue names the caller's own field, and not a parameter of the ATS",
      tried: "it gives each filter a value with a comma",
    },
  ],
  applies: ({ kind }) => kind !== "command",
  async run(trial) {
    const { id, kind } = trial.capability;
    for (const input of inputsOf(trial)) {
      const ended = await ending(() =>
        kind === "stream" ? trial.stream(id, input, { pageSize: 20 }).toArray() : trial.call(id, input),
      );
      if (!AtsError.is(ended) || !(ended instanceof InvalidInput)) continue;
      const [name] = Object.keys(input);
      for (const { path } of ended.issues)
        assert.ok(
          isMeant(path.split(/[.[]/)[0]!, name!),
          `the issue is said to be at \`${path}\`, and the input is ${JSON.stringify(input)}: name the caller's own field`,
        );
    }
  },
};
