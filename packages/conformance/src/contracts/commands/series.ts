import { isOffered } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin } from "../../fields.ts";
import { connectedTo, onCell } from "../../trial.ts";
import { failureOf } from "../pieces/calling.ts";
import { stateOf } from "../pieces/held-state.ts";
import { heldBy, idsIn, type Input, sameLines, variedInputs } from "../pieces/one-field-apart.ts";
import { recordNamedIn, samplesOf } from "../pieces/samples.ts";
import { ending, makes } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** One call of a series. */
interface Step {
  readonly id: string;
  readonly input: Input;
  /** The ATS refuses its first request. */
  readonly isRefused?: true;
  /** What the ATS holds then is compared. */
  readonly isLookedAfter?: true;
}

/** How many other inputs of the command, and how many other commands are among the calls of a series. */
const mostVaried = 2;
const mostOthers = 2;

/** What cannot be taken back ends a series. */
const isFinal = (id: string) => id === "candidates.erase";

/** The plain inputs of the other commands that the adapter offers for the same kind of record. */
async function othersOf(trial: Trial): Promise<readonly Step[]> {
  const { claims, cell } = trial;
  const steps: Step[] = [];
  // Each command begins with the one that follows it in the matrix, so that all of them together are tried in turn.
  const place = claims.cells.indexOf(cell);
  for (const other of [...claims.cells.slice(place), ...claims.cells.slice(0, place)]) {
    if (steps.length === mostOthers) break;
    const { capability: id, kind, group } = other;
    if (kind !== "command" || group !== cell.group || id === cell.capability || isFinal(id) || !isOffered(other))
      continue;
    const [sample] = await samplesOf(onCell(trial, other));
    if (sample) steps.push({ id, input: sample.input });
  }
  return steps;
}

/** The same input with more in each sentence and name than some ATS keep; undefined where it has none. */
function lengthened(input: Input): Input | undefined {
  const longer = changedWithin(input, (held) =>
    typeof held === "string" && /\w \w/.test(held) ? "A longer text. ".repeat(20) + held : undefined,
  );
  return longer === input ? undefined : (longer as Input);
}

/** There and back, the same again, after a refusal, and after each other command. */
async function stepsOf(trial: Trial): Promise<readonly Step[]> {
  const { id } = trial.capability;
  const samples = await samplesOf(trial);
  const [sample] = samples;
  if (!sample) return [];
  const step = (input: Input): Step => ({ id, input });
  const plain = step(sample.input);
  if (isFinal(id)) return [{ ...plain, isRefused: true }, plain, { ...plain, isLookedAfter: true }];
  const varied = (await variedInputs(trial, samples)).slice(0, mostVaried).map(step);
  const named = recordNamedIn(trial, sample.input);
  const other = named?.all.find((each) => each !== named.id);
  const ofAnother = named && other !== undefined ? { [named.field]: other } : {};
  const long = samples.map(({ input }) => lengthened(input)).find((each) => each !== undefined);
  const whole = Object.assign({}, ...samples.map(({ input }) => input)) as Input;
  const telling = [whole, ...(long ? [long] : [])].map(step);
  const all: readonly Step[] = [
    // What was refused, of another record too, must not be carried out by the call that follows.
    { ...step({ ...(varied[0] ?? plain).input, ...ofAnother }), isRefused: true },
    { ...plain, isLookedAfter: true },
    plain,
    ...varied.flatMap((other) => [other, plain]),
    { ...plain, isRefused: true },
    plain,
    ...(await othersOf(trial)).flatMap((other) => [other, plain]),
    // What it warns of, it warns of each time.
    ...telling,
    plain,
    ...telling,
  ];
  return all.map((each, nth) => (nth === all.length - 1 ? { ...each, isLookedAfter: true } : each));
}

interface Carried {
  readonly hasFailed: boolean;
  readonly warnings: number;
  readonly writes: number;
  readonly mails: number;
  readonly state?: ReadonlyMap<string, string>;
}

/** Carries out a series in a fresh world: on one connection, or each call on a connection of its own. */
async function carriedOut(trial: Trial, known: ReadonlySet<string>, steps: readonly Step[], isOnOne: boolean) {
  await using other = await trial.another();
  const { trial: on } = other;
  await using lasting = await connectedTo(on);
  const inputs = steps.map(({ input }) => input);
  const ends: Carried[] = [];
  for (const { id, input, isRefused, isLookedAfter } of steps) {
    await using fresh = isOnOne ? undefined : await connectedTo(on);
    const [writes, mails] = [on.world.writes(), on.world.mails?.() ?? 0];
    if (isRefused) await makes(on, "refused-quoting");
    const ended = await ending(() => (fresh ?? lasting).call(id, input, { timeoutMs: 600_000 }));
    if (isRefused) await on.world.trouble("none");
    ends.push({
      hasFailed: failureOf(ended) !== undefined,
      warnings: warningsOf(ended).length,
      writes: on.world.writes() - writes,
      mails: (on.world.mails?.() ?? 0) - mails,
      ...(isLookedAfter && { state: await stateOf(on, known, inputs) }),
    });
  }
  return { ends, unseen: on.world.unseen?.() };
}

const told = ({ id, input, isRefused }: Step) =>
  `${id} ${JSON.stringify(input).slice(0, 200)}${isRefused ? " (refused)" : ""}`;

/** What every command promises of those that were carried out before it on the same connection. */
export const seriesPromise: ContractPromise = {
  promise: "does the same in a series of commands on one connection as on one for each",
  rules: [
    {
      rule: "a call leaves nothing behind that changes what a later one does: no value that was refused, no state that has come back, no warning that was given before",
      tried:
        "it carries out a series on one connection (a refused call, the same again, there and back, after other commands, all details at once and long texts twice) and in another world each call on a connection of its own, and compares what the ATS holds, the writes and the e-mails",
    },
  ],
  applies: ({ kind, capability }) =>
    kind === "command" && /^(applications|candidates|jobs|interviews)\./.test(capability),
  async run(trial) {
    const steps = await stepsOf(trial);
    if (steps.length === 0) return;
    const known = idsIn(await heldBy(trial));
    const apart = await carriedOut(trial, known, steps, false);
    const series = await carriedOut(trial, known, steps, true);
    for (const [nth, step] of steps.entries()) {
      const [found, wanted] = [series.ends[nth]!, apart.ends[nth]!];
      const before = nth === 0 ? "at the beginning" : `after ${told(steps[nth - 1]!)}`;
      const what = `${told(step)}, ${before}, on one connection for all calls, and on another for each`;
      assert.equal(found.hasFailed, wanted.hasFailed, `${what}: whether it failed`);
      if (wanted.state) sameLines(found.state!, [wanted.state], `what the ATS holds after ${what}`);
      if (found.hasFailed) continue;
      assert.equal(found.warnings, wanted.warnings, `${what}: how many warnings it gave`);
      assert.ok(found.writes >= wanted.writes, `${what}: ${found.writes} of ${wanted.writes} writes were sent`);
      assert.equal(found.mails, wanted.mails, `${what}: how many e-mails were sent`);
    }
    assert.deepEqual(series.unseen, apart.unseen, "what no capability shows, after the series");
  },
};
