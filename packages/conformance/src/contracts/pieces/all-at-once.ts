import { AtsError } from "@anyats/core";
import type { Trial } from "../../contract-test.ts";
import type { Fields } from "../../fields.ts";
import { foundOnce } from "../../kept-samples.ts";
import type { Sample } from "../../sample.ts";
import { connectedTo } from "../../trial.ts";
import { samplesOf } from "./samples.ts";
import { ending } from "./striking.ts";
import { warningsOf } from "./warnings.ts";

/** Which samples of a single optional field are sent without a refusal and without a warning: of several the last, by field. */
const accepted = (trial: Trial): Promise<ReadonlyMap<string, number>> =>
  foundOnce(trial, `accepted by ${trial.capability.id}`, () => readAccepted(trial));

async function readAccepted(trial: Trial): Promise<ReadonlyMap<string, number>> {
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
