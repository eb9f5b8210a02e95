import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { requestOf } from "../../worlds/request-of.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

type Fetch = typeof globalThis.fetch;

/** A word of a fixed list, such as `pending`. */
const isWord = (value: unknown): boolean => typeof value === "string" && /^[a-z][a-z_-]{1,30}$/i.test(value);

/** Whether a word at the same place of two answers differs, outside of lists: what was asked about has another state. */
function changesState(one: unknown, other: unknown): boolean {
  if (isWord(one) && isWord(other)) return one !== other;
  if (!isFields(one) || !isFields(other)) return false;
  return Object.keys(one).some((name) => changesState(one[name], other[name]));
}

function saidIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The way to an ATS on which what is asked again after a write is answered as it was the first time: no task there ends. */
function endless(fetch: Fetch, writes: () => number) {
  const before = writes();
  const first = new Map<string, { readonly answer: Response; readonly text: string }>();
  let isTask = false;
  const way: Fetch = async (input, init) => {
    const request = requestOf(input, init);
    if (writes() === before || request.method !== "GET") return fetch(request);
    const known = first.get(request.url);
    const answer = await fetch(request);
    const text = await answer.clone().text();
    if (!known) {
      first.set(request.url, { answer: answer.clone(), text });
      return answer;
    }
    if (changesState(saidIn(known.text), saidIn(text))) isTask = true;
    return known.answer.clone();
  };
  return { fetch: way, isTask: () => isTask };
}

/** What commands promise where the ATS does what was asked later, and somebody has to ask whether it has. */
export const endlessTaskPromise: ContractPromise = {
  promise: "gives no receipt while a task of the ATS still waits",
  rules: [
    {
      rule: "a task that still waits is not done, however often it was asked for: wait until the deadline of the call, then throw",
      tried: "it answers each look at a task as the first",
    },
  ],
  applies: ({ kind, capability }) => kind === "command" && capability !== "passthrough.send",
  async run(trial) {
    const { world } = trial;
    const [fetch, run] = [fetchIn(world.settings), await performing(trial)];
    if (!fetch || !run) return;
    const way = endless(fetch, () => world.writes());
    await using on = await connectedTo(withFetch(trial, way.fetch), [clockOnce(new InstantClock(world.now()))]);
    const ended = await ending(() => run(on, { timeoutMs: 60_000 }));
    if (!way.isTask() || isDeclared(ended) || warningsOf(ended).length > 0) return;
    const error = failureOf(ended);
    assert.ok(
      error,
      "the task still waits in the ATS, and the receipt says that it is done: wait until the deadline of the call, then throw",
    );
    const wanted = trial.cell.effect === "creates" ? ["unknown-outcome"] : ["unknown-outcome", "safe"];
    assert.ok(
      wanted.includes(String(error.retry)),
      `the task still waits in the ATS, and ${error.code} has retry "${JSON.stringify(error.retry)}", not ${wanted.join(" or ")}`,
    );
  },
};
