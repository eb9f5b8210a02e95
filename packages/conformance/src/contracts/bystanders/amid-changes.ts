import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { failureOf } from "../pieces/calling.ts";
import { deeds, idIn, openOnes } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

type Input = Readonly<Record<string, unknown>>;

/** What somebody else writes to the same record by the same command: a tag or a value of another name each time. */
function rivalOf(input: Input, turn: number): Input | undefined {
  const { tag, updates } = input;
  if (tag !== undefined) return { ...input, tag: `Of somebody else ${turn}` };
  if (updates === undefined) return undefined;
  return { ...input, updates: Object.fromEntries(Object.keys(updates as Input).map((id) => [id, `Of ${turn}`])) };
}

/** What a command promises where the record changes between each two of its requests: an ATS may refuse what is stale. */
export const amidChangesPromise: ContractPromise = {
  promise: "claims no success that it had not, where somebody changes the record meanwhile",
  rules: [
    {
      rule: "a command that reads before it writes, and tries again when the record changed meanwhile, ends in an error when its repeats are used up",
      tried: "somebody changes the record before each request",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(deeds, capability),
  async run(trial) {
    const { world } = trial;
    const { id } = trial.capability;
    const { input: inputOf, of, watch } = deeds[id]!;
    const fetch = fetchIn(world.settings);
    const [applied] = await openOnes(trial);
    const input = applied && (await inputOf(trial, applied));
    if (!fetch || !input) return;
    // Who takes a tag away has one to take, and somebody else gives others.
    const theirs = id === "candidates.removeTag" && trial.offers("candidates.addTag") ? "candidates.addTag" : id;
    if (theirs !== id) await ending(() => trial.call(theirs, input));
    const effects = await watch(trial, applied, input);
    await using other = await connectedTo(trial);
    let turn = 0;
    const changing: typeof fetch = async (...request) => {
      for (const kind of of) await world.touch(kind, idIn(kind, applied));
      const rival = rivalOf(input, (turn += 1));
      if (rival) await ending(() => other.call(theirs, rival));
      return fetch(...request);
    };
    await using amid = await connectedTo(withFetch(trial, changing));
    const ended = await ending(() => amid.call(id, input, { timeoutMs: 600_000 }));
    if (isDeclared(ended)) return;
    const isDone = (await effects(ended)) === 1;
    const error = failureOf(ended);
    if (error && (await effects(undefined)) === 1 && trial.cell.effect === "creates")
      assert.equal(error.retry, "unknown-outcome", `it ended in ${error.code}, and the ATS holds what was asked for`);
    assert.ok(
      error !== undefined || warningsOf(ended).length > 0 || isDone,
      "the record was changed before each request, and the call gave a receipt although the ATS holds nothing of it: when repeats are used up, end in an error",
    );
  },
};
