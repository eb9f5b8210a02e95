import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { performing } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";

/** What a call may ask to be kept beside a record. */
const options = [{}, { raw: true }, { provenance: true }, { raw: true, provenance: true }] as const;

/** Which of it stands beside the records of an answer. */
function keptIn(answer: unknown): readonly string[] {
  const [first = answer] = Array.isArray(answer) ? (answer as readonly unknown[]) : [answer];
  return ["raw", "provenance"].filter((name) => typeof first === "object" && first !== null && name in first);
}

interface Shaped {
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly _zod: { readonly def: { readonly element?: Shaped } };
}

/** Whether anything may stand beside the records of an answer, by its schema. */
const mayKeep = ({ shape = {}, _zod: { def } }: Shaped): boolean =>
  Object.hasOwn(shape, "raw") || Object.hasOwn(shape, "provenance") || (def.element ? mayKeep(def.element) : false);

/** What a query promises of calls of the same that ask for more or less beside the records. */
export const keptAtOncePromise: ContractPromise = {
  promise: "gives each of several calls at once the raw record and provenance it asks for",
  applies: ({ kind }) => kind === "query",
  async run(trial) {
    // To find out where each field of a large answer comes from takes long: not where nobody is told.
    const run = mayKeep(trial.capability.output as unknown as Shaped) && (await performing(trial));
    if (!run) return;
    const alone: (readonly string[])[] = [];
    for (const option of options) {
      await using on = await connectedTo(trial);
      const ended = await ending(() => run(on, option));
      if (AtsError.is(ended)) return;
      alone.push(keptIn(ended));
    }
    await using on = await connectedTo(trial);
    const together = await Promise.all(options.map((option) => run(on, option)));
    assert.deepEqual(together.map(keptIn), alone, "what stands beside the records, of calls at once");
  },
};
