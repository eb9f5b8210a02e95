import { AtsError, isOffered } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { type Answered, fetchIn, notingWrites, rewritingAnswers, isIdName } from "../../worlds/tapped.ts";
import { besideRecords } from "../pieces/beside-records.ts";
import { changedAt } from "../pieces/changed-at.ts";
import { changedWithin, type Fields, isFields, scalarsIn, valueAt } from "../../fields.ts";
import { briefly } from "../pieces/first-page.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";

/** How deep in an answer a fact may stand. */
const deepest = 3;

/** How many facts are taken away from the reads of an adapter together: where they are few, each has more of them. */
const ofAllReads = 72;

/** How many facts of one call are taken away: a command takes a world each time. */
function mostFacts({ claims: { cells } }: Trial, isWrite: boolean): number {
  if (isWrite) return 2;
  const reads = cells.filter((cell) => cell.effect === "reads" && isOffered(cell)).length;
  return Math.min(6, Math.max(3, Math.floor(ofAllReads / reads)));
}

/** Which cell of the matrix it is: operations share the answers beside their records, so each begins elsewhere in them. */
const placeOf = ({ claims, cell }: Trial): number =>
  claims.cells.findIndex(({ capability }) => capability === cell.capability);

/** Some of them, beginning at a place that differs from cell to cell. */
function some<T>(facts: readonly T[], most: number, place: number): readonly T[] {
  const from = facts.length === 0 ? 0 : (place * most) % facts.length;
  return [...facts.slice(from), ...facts.slice(0, from)].slice(0, most);
}

/** The texts, numbers and flags of an answer that stand in no list. */
function factsOf(body: unknown, depth = 1): readonly (readonly string[])[] {
  if (!isFields(body) || depth > deepest) return [];
  return Object.entries(body).flatMap(([name, held]) =>
    isFields(held)
      ? factsOf(held, depth + 1).map((path) => [name, ...path])
      : held === null || held === "" || Array.isArray(held)
        ? []
        : [[name]],
  );
}

/** A word that nobody knows; where it is only passed on, it arrives as it is. */
const unknown = "A word that nobody knows 4741";

/** What becomes of a fact: null or missing, which take turns, and a word. Only a text can be an unknown word. */
const waysOf = (turn: number, isWord: boolean): readonly (readonly [is: string, value: unknown])[] => [
  turn % 2 === 0 ? ["null", null] : ["missing", undefined],
  ...(isWord ? [[`"${unknown}"`, unknown] as const] : []),
];

/** An answer with something else in the place of a fact. */
function replaced(body: unknown, [name, ...rest]: readonly string[], value: unknown): unknown {
  if (!isFields(body)) return body;
  const { [name!]: held, ...others } = body as Fields;
  if (rest.length > 0) return { ...others, [name!]: replaced(held, rest, value) };
  return value === undefined ? others : { ...others, [name!]: value };
}

/** An answer of ours with nothing where the unknown word was passed on. */
const withoutUnknown = (value: unknown): unknown =>
  changedWithin(value, (held) => (typeof held === "string" && held.includes(unknown) ? null : undefined));

/** How a write is known to have run changes no value: where its answer lacks what a handler needs, it is read back. */
const withoutSettling = (value: unknown): unknown => {
  if (!isFields(value) || !("settledBy" in value)) return value;
  const { settledBy: _how, ...rest } = value;
  return rest;
};

const isText = (value: unknown): boolean => typeof value === "string" || typeof value === "number";

/** The ids in something; of an answer of the ATS, without those in its lists. */
function idsOf(value: unknown, inLists = true): readonly string[] {
  if (typeof value !== "object" || value === null || (Array.isArray(value) && !inLists)) return [];
  return Object.entries(value).flatMap(([name, held]) =>
    isText(held) ? (isIdName(name) || name.endsWith("Id") ? [String(held)] : []) : idsOf(held, inLists),
  );
}

/** An id and the ids in it: what stands inside a record may be named by both. */
const withParts = (id: string): readonly string[] => [id, ...id.split(/[^\w-]+/)];

/** What two calls of the same agree on, with null in the place of all else, such as an id that was made by chance. */
function agreed(value: unknown, one: unknown, another: unknown): unknown {
  if (Array.isArray(value)) {
    if (!Array.isArray(one) || !Array.isArray(another)) return value;
    return value.map((each, at) => agreed(each, one[at], another[at]));
  }
  if (isFields(value) && isFields(one) && isFields(another))
    return Object.fromEntries(
      Object.entries(value).map(([name, held]) => [name, agreed(held, one[name], another[name])]),
    );
  return isDeepStrictEqual(one, another) ? value : null;
}

/** A receipt, however it is known that the command ran: what an answer does not say may be looked up. */
const settled = (ended: unknown): unknown => {
  if (!isFields(ended)) return ended;
  const { settledBy: _how, ...others } = ended;
  return others;
};

/** How a call ended, and what it wrote. */
interface Done {
  readonly ended: unknown;
  readonly written: readonly string[];
}

/** Whether a call failed, or one of those that a batch makes: its outcome then says why. */
function hasFailed(ended: unknown): boolean {
  const outcomes = isFields(ended) ? ended["outcomes"] : undefined;
  const isError = (outcome: unknown) => isFields(outcome) && isFields(outcome["error"]);
  return AtsError.is(ended) || (Array.isArray(outcomes) && outcomes.some(isError));
}

/** Calls in a world where nothing was written yet. @param rewritten Changes an answer of the ATS. */
async function done(trial: Trial, rewritten: (answer: Answered) => Answered): Promise<Done | undefined> {
  if (trial.cell.effect === "reads") return doneIn(trial, rewritten);
  await using other = await trial.another();
  return await doneIn(other.trial, rewritten);
}

async function doneIn(trial: Trial, rewritten: (answer: Answered) => Answered): Promise<Done | undefined> {
  const [run, fetch] = [await briefly(trial), fetchIn(trial.world.settings)];
  if (!run || !fetch) return undefined;
  const way = notingWrites(rewritingAnswers(fetch, rewritten), trial.world.writes);
  await using on = await connectedTo(withFetch(trial, way.fetch));
  const ended = await ending(() => run(on));
  return { ended: AtsError.is(ended) ? ended : withoutSettling(comparable(ended)), written: way.written };
}

/**
 * What every operation promises of what it must know besides the records, such as the time zone of an account: where the ATS
 * does not say it, nobody knows it. A default in its place would make other values of all that depends on it.
 */
export const missingFactPromise: ContractPromise = {
  promise: "makes up no value where an answer beside the records lacks a field",
  rules: [
    {
      rule: "what a call must know besides the records, such as the time zone of an account, has no default: where the ATS does not say it, or says a word that nobody knows, what depends on it is null or the call fails",
      tried:
        "it takes each field away that stands beside the records of an answer, and puts an unknown word there; then no value may be another, and nothing else be written",
    },
  ],
  // Whose key it is, an ATS may say in several places.
  applies: ({ capability, group }) => capability !== "passthrough.send" && group !== "integration",
  async run(trial) {
    const answers: Answered[] = [];
    const usual = await done(trial, (answer) => {
      answers.push(answer);
      return answer;
    });
    if (!usual || AtsError.is(usual.ended)) return;
    const [sample] = trial.cell.kind === "stream" ? [] : await samplesOf(trial);
    const ids = new Set([...idsOf(usual.ended), ...scalarsIn(sample?.input).map(String)].flatMap(withParts));
    // What an answer of one record lacks is null, as other promises say.
    const ofEach = answers.filter(({ address }, nth) => answers.findIndex((each) => each.address === address) === nth);
    const beside = ofEach.filter(({ body }) => !idsOf(body, false).some((each) => ids.has(each)));
    // What another answer says, such as the last page of a list, may be meant.
    const asTheyCame = new Set(answers.map(({ body }) => besideRecords(body)));
    const facts = beside.flatMap(({ address, body }) =>
      factsOf(body)
        .filter((path) => !asTheyCame.has(besideRecords(replaced(body, path, undefined))))
        .map((path) => ({ address, path, isWord: typeof valueAt(body, path) === "string" })),
    );
    // A write may carry a reference that is made by chance, and an answer the id that was made of it.
    const again = usual.written.length > 0 && facts.length > 0 ? await done(trial, (answer) => answer) : usual;
    const isRepeatable = isDeepStrictEqual(again?.written, usual.written);
    const place = placeOf(trial);
    const chosen = some(facts, mostFacts(trial, usual.written.length > 0), place);
    for (const [nth, { address, path, isWord }] of chosen.entries())
      for (const [is, value] of waysOf(place + nth, isWord)) {
        const other = await done(trial, (answer) =>
          answer.address === address ? { ...answer, body: replaced(answer.body, path, value) } : answer,
        );
        if (!other || hasFailed(other.ended)) continue;
        const what = `\`${path.join(".")}\` of ${new URL(address).pathname} was ${is}`;
        const expected = settled(agreed(usual.ended, usual.ended, again?.ended));
        const shown = settled(agreed(withoutUnknown(other.ended), usual.ended, again?.ended));
        const changed = changedAt(expected, shown, "the answer");
        assert.equal(changed, undefined, `${what}, and ${changed} has another value: give null, or let the call fail`);
        const isPassedOn = other.written.some((each) => each.includes(unknown));
        assert.ok(
          !isRepeatable || isPassedOn || isDeepStrictEqual(other.written, usual.written),
          `${what}, and something else was written: let the call fail`,
        );
      }
  },
};
