import { z } from "zod/mini";
import { AtsError, type Limitation } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { misnamedIn } from "../../named.ts";
import { filterExamples } from "../pieces/filtering.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { nobody } from "../pieces/targets.ts";

/** What a cell promises of its limitations: it shows those that there are, and no others. */
export const limitationPromise: ContractPromise = {
  promise: "shows every enforced limitation, and enforces or explains every shown one",
  rules: [
    {
      rule: "what an advice names is there: an operation that the adapter offers, a detail of the error (`details.reconcile`), a setting, a field",
      tried: "it looks each name up that stands in backticks, and each operation",
    },
  ],
  async run({ adapter, capability, cell }) {
    const declared = adapter.limitations.filter(({ capabilities }) => capabilities.includes(capability.id));
    assert.deepEqual(
      cell.limitations.filter(({ derived }) => !derived).map(({ id }) => id),
      declared.map(({ id }) => id),
      "the matrix and the adapter differ",
    );
    assert.equal(
      cell.status,
      cell.limitations.length > 0 ? "limited" : "supported",
      "the status and the limitations differ",
    );
    for (const { effect, reason, advice, summary } of declared) {
      assert.ok(
        [reason, advice, summary].every((text) => text.length > 5),
        "a limitation does not explain itself",
      );
      assert.equal(misnamedIn(adapter, advice), undefined, `what an advice names that is not there: "${advice}"`);
      if (effect.kind === "told-only") assert.ok(effect.because.length > 5, "nobody says why it is only told");
    }
  },
};

type Input = Readonly<Record<string, unknown>>;

const looksAtInput = (effect: string) => effect === "checks-input" || effect === "forbids-values";

/** What one limitation does with a call. */
type Outcome = "refuses" | "warns" | "passes";

async function outcomeOf(on: Trial, limitation: Limitation, input: Input): Promise<Outcome> {
  const { id } = limitation;
  await using fresh = await on.another();
  const { trial } = fresh;
  const before = trial.world.requests();
  const ended = await ending(() =>
    trial.cell.kind === "stream"
      ? trial.stream(trial.capability.id, input, { pageSize: 20 }).toArray()
      : trial.call(trial.capability.id, input),
  );
  if (AtsError.is(ended)) {
    // A call that fails afterwards loses its warnings.
    if (ended.code !== "limitation.refused" || ended.details?.["limitation"] !== id)
      return warnsBefore(trial, limitation, input);
    assert.equal(trial.world.requests() - before, 0, `${id} refuses, and a request was sent`);
    return "refuses";
  }
  const { warnings = [], outcomes = [] } = (ended ?? {}) as {
    readonly warnings?: readonly { readonly code: string | null }[];
    readonly outcomes?: readonly { readonly warnings?: readonly { readonly code: string | null }[] }[];
  };
  const all = [...warnings, ...outcomes.flatMap((each) => each.warnings ?? [])];
  return all.some(({ code }) => code === id) ? "warns" : "passes";
}

function warnsBefore({ capability }: Trial, { effect }: Limitation, input: Input): Outcome {
  if (effect.kind !== "checks-input") return "passes";
  const get = () => assert.fail("the check needs a connection");
  const verdict = effect.check(z.parse(capability.input, input), { get });
  return verdict && "warn" in verdict ? "warns" : "passes";
}

/** The value at a path of an input: `stage.remoteId` becomes `{ stage: { id, remoteId } }`. */
function withValue(input: Input, field: string, value: string): Input {
  const [first, rest] = field.split(".", 2) as [string, string | undefined];
  return { ...input, [first]: rest === undefined ? value : { id: nobody, [rest]: value } };
}

/** Inputs to try a limitation with: the kit's own for the capability, and the limitation's example. */
async function inputsFor(trial: Trial, { effect }: Limitation): Promise<readonly Input[]> {
  const good: readonly Input[] =
    trial.cell.kind === "stream" ? [{}, ...filterExamples(trial)] : (await samplesOf(trial)).map(({ input }) => input);
  const [first = {}] = good;
  if (effect.kind === "forbids-values")
    return [first, ...effect.values.map((value) => withValue(first, effect.field, value))];
  const named = effect.kind === "checks-input" ? effect.example : undefined;
  if (!named) return good;
  const { shape = {} } = trial.capability.input as unknown as { readonly shape?: object };
  const known = Object.entries(named).filter(([name]) => Object.hasOwn(shape, name));
  return [first, { ...first, ...Object.fromEntries(known) }];
}

/** The input with its remote fields under each key that the aggregator has for the same ATS. */
function underEachKey({ adapter }: Trial, input: Input): readonly Input[] {
  const { tools = [] } = adapter.facts;
  const fields = (input["remoteFields"] ?? {}) as Input;
  const given = tools.find((tool) => Object.hasOwn(fields, tool));
  return given === undefined ? [input] : tools.map((tool) => ({ ...input, remoteFields: { [tool]: fields[given] } }));
}

/** The input with the same fields under the name of a connector that no adapter is for; undefined where it has none for this ATS. */
function underAnother({ adapter }: Trial, input: Input): Input | undefined {
  const fields = (input["remoteFields"] ?? {}) as Input;
  const given = [adapter.id, ...(adapter.facts.tools ?? [])].find((name) => Object.hasOwn(fields, name));
  return given === undefined ? undefined : { ...input, remoteFields: { "another-ats-4892": fields[given] } };
}

/** A limitation that looks at the input applies to one input, and not to another. */
export const triedLimitationPromise: ContractPromise = {
  promise: "each input limitation rejects or warns of one input, and lets another pass",
  rules: [
    {
      rule: "a limitation that looks at the input meets one input and lets another pass; name one in its `example` where the kit has none",
      tried: "it calls with both",
    },
  ],
  applies: ({ limitations }) => limitations.some(({ effect }) => looksAtInput(effect)),
  async run(trial) {
    const { adapter, capability } = trial;
    for (const limitation of adapter.limitations) {
      if (!limitation.capabilities.includes(capability.id) || !looksAtInput(limitation.effect.kind)) continue;
      const { id, effect } = limitation;
      const seen = new Set<Outcome>();
      for (const input of await inputsFor(trial, limitation)) {
        const outcomes = new Set<Outcome>();
        for (const each of underEachKey(trial, input)) outcomes.add(await outcomeOf(trial, limitation, each));
        const [outcome = "passes"] = outcomes;
        assert.equal(
          outcomes.size,
          1,
          `${id}: it holds under one key of \`remoteFields\`, and under another it does not`,
        );
        const ofAnother =
          effect.kind === "checks-input" && outcome !== "passes" ? underAnother(trial, input) : undefined;
        if (ofAnother && effect.kind === "checks-input" && effect.meets !== "every-input")
          assert.equal(
            await outcomeOf(trial, limitation, ofAnother),
            "passes",
            `${id}: it looks at \`remoteFields\` that are given for another ATS`,
          );
        seen.add(outcome);
        if (seen.size > 1) break;
      }
      if (effect.kind === "checks-input" && effect.meets === "every-input") {
        assert.deepEqual([...seen], ["warns"], `${id}: it says that it warns of every input`);
        continue;
      }
      assert.ok(seen.has("passes"), `${id}: the kit has no input that it lets pass`);
      assert.ok(seen.size > 1, `${id}: it meets no input of the kit: name one in its \`example\``);
    }
  },
};
