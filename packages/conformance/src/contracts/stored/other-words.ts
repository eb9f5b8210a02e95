import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { leavesOf, nameOf, type Path, withValue, wordsIn } from "../pieces/one-field-apart.ts";
import { askedBy, textOf } from "../pieces/requests.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** An input that says one thing by a word, or by yes or no. */
interface Saying {
  readonly path: Path;
  /** Undefined: nothing is said. */
  readonly word: string | boolean | undefined;
  /** Which sample it comes of. */
  readonly nth: number;
}

/** What is asked for an input in a fresh world; undefined where it is refused, or where a warning says what was not sent. */
async function askedIn(trial: Trial, { path, word, nth }: Saying): Promise<string | undefined> {
  await using other = await trial.another();
  const { trial: on } = other;
  const { input } = (await samplesOf(on))[nth]!;
  await using fresh = await connectedTo(on);
  const said = withValue(input, path, word);
  const { asked, given } = await askedBy(on, () => ending(() => fresh.call(on.capability.id, said)));
  if (AtsError.is(given) || warningsOf(given).length > 0) return undefined;
  // The kit gives each person an address of their own, and an adapter may give each write a reference.
  return textOf(asked).replaceAll(/\+work\d+|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi, "");
}

/** Every word of each vocabulary in the samples of a command; yes, no, and that nothing is said. */
async function sayingsOf(trial: Trial): Promise<readonly (readonly Saying[])[]> {
  const found = new Map<string, readonly Saying[]>();
  for (const [nth, { input, traces }] of (await samplesOf(trial)).entries()) {
    // What leaves no trace is a decision of the adapter's own, such as to send it anyway.
    if (traces.length === 0) continue;
    for (const [path, value] of leavesOf(input)) {
      const words = typeof value === "boolean" ? [true, false, undefined] : wordsIn(trial.capability).get(nameOf(path));
      if (words && !found.has(nameOf(path)))
        found.set(
          nameOf(path),
          words.map((word) => ({ path, word, nth })),
        );
    }
  }
  return [...found.values()];
}

/** How often a text says a word of the catalogue, as it stands or in small letters. */
const timesIn = (text: string, word: string): number =>
  [...text.matchAll(new RegExp(String.raw`(?<![\w+.@-])${word}(?![\w+.@-])`, "gi"))].length;

/** Whether what is asked for a word says another one of its vocabulary, which what is asked for that one does not say as often. */
function swappedIn(asked: ReadonlyMap<string, Saying["word"]>): string | undefined {
  const words = [...asked].flatMap(([text, word]) => (typeof word === "string" ? [{ text, word }] : []));
  for (const { text, word } of words)
    for (const other of words)
      if (other.word !== word && timesIn(text, other.word) > timesIn(other.text, other.word))
        return `"${word}" was sent as "${other.word}"`;
  return undefined;
}

/** What every command promises of words that mean different things. */
export const otherWordsPromise: ContractPromise = {
  promise: "sends each word of a vocabulary as itself, or says that it does not",
  rules: [
    {
      rule: 'two words of a vocabulary are sent as two, each as itself, and "no" is not the same as nothing; what the ATS has no word for gets a warning or a limitation',
      tried: "it calls with each word, with yes, with no, and without the field, and compares what was asked",
    },
  ],
  applies: ({ effect, capability }) => effect !== "reads" && capability !== "passthrough.send",
  async run(trial) {
    for (const sayings of await sayingsOf(trial)) {
      const asked = new Map<string, Saying["word"]>();
      for (const saying of sayings) {
        const text = await askedIn(trial, saying);
        if (text === undefined) continue;
        const both = `"${saying.word}" and "${asked.get(text)}"`;
        assert.ok(!asked.has(text), `${nameOf(saying.path)}: ${both} were sent as the same`);
        asked.set(text, saying.word);
      }
      const swapped = swappedIn(asked);
      assert.equal(swapped, undefined, `${nameOf(sayings[0]!.path)}: ${swapped}`);
    }
  },
};
