import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { askedBy, isAsked, isTranslatable, leavesTrace, textOf } from "../pieces/requests.ts";
import type { Sample } from "../../sample.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Which samples of a single optional field are sent without a refusal and without a warning: of several the last, by field. */
async function accepted(trial: Trial): Promise<ReadonlyMap<string, number>> {
  const fields = new Map<string, number>();
  await using other = await trial.another();
  const { trial: on } = other;
  for (const [nth, { input, tries, traces }] of (await samplesOf(on)).entries()) {
    if (tries.length !== 1 || traces.length === 0) continue;
    await using fresh = await connectedTo(on);
    const ended = await ending(() => fresh.call(on.capability.id, input));
    if (!AtsError.is(ended) && warningsOf(ended).length === 0) fields.set(tries[0]!, nth);
  }
  return fields;
}

const at = (input: Fields, path: string): unknown =>
  path.split(".").reduce<unknown>((held, name) => (held as Fields | undefined)?.[name], input);

/** The input with one field more, by its path. */
function withField(input: Fields, path: string, value: unknown): Fields {
  const [name, ...rest] = path.split(".") as [string, ...string[]];
  const inner = rest.length === 0 ? value : withField((input[name] ?? {}) as Fields, rest.join("."), value);
  return { ...input, [name]: inner };
}

/** Fields of the ATS's own, under the adapter's name: where an adapter puts some there itself, both must arrive. */
const own = "REMOTE-FIELD-4769";

function combined(trial: Trial, samples: readonly Sample[], fields: ReadonlyMap<string, number>) {
  let { input } = samples[0]!;
  const traces = new Set<string>();
  for (const [field, nth] of fields) {
    const sample = samples[nth]!;
    input = withField(input, field, at(sample.input, field));
    for (const trace of sample.traces) traces.add(trace);
  }
  if (fields.has("remoteFields")) {
    const given = { ...(input["remoteFields"] as object), [trial.adapter.id]: { marked: own } };
    input = { ...input, remoteFields: given };
    traces.add(own);
  }
  return { input, traces };
}

/** An input with every optional field that is accepted alone; undefined where there are fewer than two. */
export async function allAtOnce(trial: Trial): Promise<{ input: Fields; traces: ReadonlySet<string> } | undefined> {
  const samples = await samplesOf(trial);
  if (samples.filter(({ tries }) => tries.length === 1).length < 2) return undefined;
  return combined(trial, samples, await accepted(trial));
}

/** Whether a word is asked in one of the ATS's own, so that it is nowhere either where its field is given alone. */
async function isTranslated(trial: Trial, word: string): Promise<boolean> {
  if (!isTranslatable(trial, word)) return false;
  const alone = (await samplesOf(trial)).find(({ tries, traces }) => tries.length === 1 && traces.includes(word));
  return alone !== undefined && !(await leavesTrace(trial, alone.input, word));
}

/** What every command promises of optional fields that are given together. */
export const combinedPromise: ContractPromise = {
  promise: "passes on each optional field also where all are given at once",
  applies: ({ effect, capability }) => effect !== "reads" && capability !== "passthrough.send",
  async run(trial) {
    const all = await allAtOnce(trial);
    if (!all) return;
    const { input, traces } = all;
    await using fresh = await connectedTo(trial);
    const { asked, given: ended } = await askedBy(trial, () => ending(() => fresh.call(trial.capability.id, input)));
    if (isDeclared(ended)) return;
    if (AtsError.is(ended)) throw ended;
    const text = textOf(asked);
    for (const trace of traces)
      assert.ok(
        isAsked(trial, text, trace) || (await isTranslated(trial, trace)),
        `"${trace}" is nowhere in what was asked, where all fields are given at once`,
      );
  },
};
