import { strict as assert } from "node:assert";
import type { Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { counting } from "../../worlds/counting.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { type Asked, askedFor, type Filtered, knownValues, questionOf } from "../pieces/filtering.ts";
import { saysWhole } from "../pieces/requests.ts";
import { ending } from "../pieces/striking.ts";

/** Two values of a filter that select other records; of a date the first one, and one that is to come. */
function apart(trial: Trial, given: Filtered, name: string): readonly [Asked, Asked] | undefined {
  const values = askedFor(given, name);
  const asks =
    name === "createdAfter"
      ? [values.toSorted((one, other) => (one < other ? -1 : 1))[0], knownValues[name]]
      : values.toSorted((one, other) => String(one).length - String(other).length);
  const [one, ...others] = asks.flatMap((value) => (value === undefined ? [] : [{ [name]: value }]));
  const selected = (asked: Asked) => questionOf(trial, given, asked).wanted.toSorted().join("\n");
  if (!one) return undefined;
  const first = selected(one);
  const other = others.find((each) => selected(each) !== first);
  return other && [one, other];
}

/**
 * What a filter sends has an effect: two values that select other records, and are asked for in other words, are answered with
 * other records. Else the ATS reads over what is sent, and all its records are read for each question.
 */
export async function isUnderstood(trial: Trial, given: Filtered, name: string): Promise<void> {
  const { world, capability } = trial;
  const fetch = fetchIn(world.settings);
  const pair = apart(trial, given, name);
  if (!fetch || !pair) return;
  const way = counting(fetch);
  await using on = await connectedTo(withFetch(trial, way.fetch));
  const ids = given.living.map(({ id }) => id);
  const read = async (asked: Asked) => {
    way.begin();
    await ending(() => on.stream(capability.id, questionOf(trial, given, asked).filter).toArray());
    return { asked: way.asked().join("\n"), answered: way.answers().join("\n") };
  };
  const idsIn = (text: string) => ids.filter((id) => text.includes(id) && saysWhole(text, id)).join("\n");
  const isAlike = async () => {
    const [one, other] = [await read(pair[0]), await read(pair[1])];
    if (one.asked === other.asked) return undefined;
    const found = idsIn(one.answered);
    return found !== "" && found === idsIn(other.answered) ? one : undefined;
  };
  // What a connection reads once makes requests differ, too.
  if (!(await isAlike())) return;
  const one = await isAlike();
  // A request may differ each time it is sent.
  if (!one || one.asked !== (await read(pair[0])).asked) return;
  assert.fail(
    `${name}: ${JSON.stringify(pair[0])} and ${JSON.stringify(pair[1])} were asked for in other words, and the ATS answered both with the same records: it reads over what is sent`,
  );
}
