import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import type { Trial } from "../../contract-test.ts";
import type { Sample } from "../../sample.ts";
import { connectedTo } from "../../trial.ts";
import { askedBy, isAsked, isTranslatable, textOf } from "./requests.ts";
import { ending, hasApplied, isDeclared } from "./striking.ts";
import { leavesOut } from "./warnings.ts";

/** Whether a body contains a value unchanged, as the value of some field. */
function holdsWhole(body: unknown, wanted: object): boolean {
  if (typeof body !== "object" || body === null) return false;
  return Object.values(body).some((held) => isDeepStrictEqual(held, wanted) || holdsWhole(held, wanted));
}

/** An id may be made of several parts, such as a list's name and an entry's number: the numbers are sent, one by one or together. */
function isSentInParts(input: Sample["input"], text: string, trace: string): boolean {
  const isId = Object.entries(input).some(([name, value]) => name.endsWith("Id") && value === trace);
  const wordsOf = (said: string) => said.split(/[^\w.-]+/).filter((word) => word !== "");
  const [parts, words] = [wordsOf(trace), new Set(wordsOf(text))];
  const numbers = parts.filter((part) => /\d/.test(part));
  return isId && parts.length > 1 && numbers.length > 0 && numbers.every((part) => words.has(part));
}

/** A sample of which a warning says that it was not sent, or not all of it. */
export interface Excused {
  readonly sample: Sample;
  readonly messages: readonly string[];
  /** The traces that are nowhere in what was asked. */
  readonly missing: readonly string[];
}

/**
 * Each trace of a sample is found in what was asked, or the receipt says that it was not sent.
 * @returns Those of which the receipt says so.
 */
export async function passesOn(trial: Trial, samples: readonly Sample[]): Promise<readonly Excused[]> {
  const excused: Excused[] = [];
  // What went before on a connection must not stand in for what is given now.
  await using lasting = await connectedTo(trial);
  for (const sample of samples) {
    const { input, tries, traces } = sample;
    if (traces.length === 0 && tries.length > 0) continue;
    const { asked, given: said } = await askedBy(trial, () => ending(() => lasting.call(trial.capability.id, input)));
    if (tries.length > 0 && AtsError.is(said))
      assert.equal(said.concerns, "call", `${tries.join(", ")} is refused: what ${said.code} concerns`);
    if (isDeclared(said) || hasApplied(said)) continue;
    if (AtsError.is(said)) throw said;
    const { warnings = [], settledBy = "answer" } = (said ?? {}) as {
      readonly warnings?: readonly { readonly code: string | null; readonly message: string }[];
      readonly settledBy?: string;
    };
    assert.equal(settledBy, "answer", "nothing was lost: how it is known that the command ran");
    if (tries.length === 0)
      assert.deepEqual(
        warnings.filter(({ code }) => code === null),
        [],
        "nothing went wrong, and the receipt warns of what no limitation says",
      );
    if (tries.length > 0 && warnings.length > 0) {
      // A warning excuses the field that it names; of another only parts may be missing.
      const names = tries.map((path) => path.split(".").at(-1)!);
      const messages = warnings.map(({ message }) => message);
      const isNamed = messages.some((message) => names.some((name) => leavesOut(message, name)));
      const isNamedInPart = !isNamed && messages.some((message) => names.some((name) => message.includes(name)));
      const whole = textOf(asked);
      if (isNamed || (traces.length === 1 && !isNamedInPart)) {
        excused.push({ sample, messages, missing: traces.filter((trace) => !isAsked(trial, whole, trace)) });
        continue;
      }
      assert.ok(
        traces.some((trace) => isAsked(trial, whole, trace)),
        `${tries.join(", ")}: nothing of it was sent, and no warning names it`,
      );
      continue;
    }
    const { remoteFields } = input as { readonly remoteFields?: object };
    if (remoteFields)
      assert.ok(
        asked.some(({ body }) => holdsWhole(body, remoteFields)),
        "`remoteFields` were not sent as one value under a name of their own",
      );
    const text = textOf(asked);
    for (const trace of traces)
      assert.ok(
        isAsked(trial, text, trace) || isTranslatable(trial, trace) || isSentInParts(input, text, trace),
        `${tries.join(", ") || "the input"}: "${trace}" is nowhere in what was asked`,
      );
  }
  return excused;
}
