import { strict as assert } from "node:assert";
import { setImmediate } from "node:timers/promises";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { answerOf, counting } from "../../worlds/counting.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { ending, endsSoon } from "../pieces/striking.ts";

type Run = (on: Connected, options?: object) => Promise<unknown>;

/** How many calls are made at once. */
const together = 3;

/** What is kept for later calls is asked for once, also where the first calls come at the same time; nor does one call ask twice. */
async function asksOnce(trial: Trial, run: Run): Promise<void> {
  const way = counting(fetchIn(trial.world.settings)!);
  const clock = new InstantClock(trial.world.now());
  let waited: number[] = [];
  const asked = async (on: Connected, calls: number) => {
    waited = [];
    way.begin(() => void waited.push(clock.waited));
    const ends = await Promise.all(Array.from({ length: calls }, () => ending(() => run(on))));
    return ends.some((ended) => failureOf(ended)) ? undefined : way.asked();
  };
  await using alone = await connectedTo(withFetch(trial, way.fetch), [clockOnce(clock)]);
  const [first, second] = [await asked(alone, 1), await asked(alone, 1)];
  // A report that the ATS has to write first is asked for until it is there.
  const again = second?.find((question, nth) => {
    const earlier = second.indexOf(question);
    return earlier < nth && waited[earlier] === waited[nth];
  });
  assert.ok(
    again === undefined,
    `one query asked this twice, without a pause: keep what it answers until the call ends: ${again}`,
  );
  if (!first || !second || second.length >= first.length) return;
  await using fresh = await connectedTo(withFetch(trial, way.fetch));
  const all = await asked(fresh, together);
  const most = first.length + second.length * (together - 1);
  assert.ok(
    !all || all.length <= most,
    `${together} equal calls at once on a new connection sent ${all?.length} requests, and one after the other ${most}: what is kept is asked for once, and the other calls wait for it (\`SharedAnswers\` of @anyats/http): ${all?.join("\n")}`,
  );
}

/** For how long the ATS asks to wait: longer than the one call has, and not as long as the other one. */
const askedSeconds = 60;
/** On a clock without real waits, what is shorter than half a minute is a pause. */
const times = { short: 40_000, long: 600_000 } as const;

/** Which requests of a call are refused until later: what a command shares with others it reads first. */
const refused = { query: [0, 1], command: [0], stream: [] } as const;

/** @returns false where the call sends fewer requests. */
async function waitsForItself(trial: Trial, run: Run, nth: number): Promise<boolean> {
  const way = counting(fetchIn(trial.world.settings)!);
  let isReached = false;
  const refusing = () =>
    way.begin(async (sent) => {
      if (sent !== nth) return undefined;
      isReached = true;
      // The other call comes to where it waits for what the first one reads.
      for (let turn = 0; turn < 8; turn += 1) await setImmediate();
      return answerOf(429, { "retry-after": String(askedSeconds) });
    });
  const endOf = (on: Connected, timeoutMs: number) => ending(() => run(on, { timeoutMs }));
  refusing();
  await using alone = await connectedTo(withFetch(trial, way.fetch));
  // What cannot wait for it alone proves nothing.
  if (failureOf(await endOf(alone, times.long)) || !isReached) return isReached;
  refusing();
  await using fresh = await connectedTo(withFetch(trial, way.fetch));
  const hurried = endOf(fresh, times.short);
  const patient = await endsSoon(endOf(fresh, times.long), "a call beside one that had less time never ends", 6_000);
  const failure = failureOf(patient);
  // Of two people who are entered at once, one may be there already.
  assert.ok(
    !failure || failure.code !== failureOf(await hurried)?.code,
    `the ATS asked to wait ${askedSeconds} s at request ${nth + 1}. A call that had ${times.short / 1_000} s could not, and another one that had ${times.long / 1_000} s ended in ${failure?.code}, too: it reads for itself what the other one had no time for (\`SharedAnswers\` of @anyats/http)`,
  );
  return true;
}

const isShared = ({ capability }: { readonly capability: string }) => capability !== "passthrough.send";

/** What every operation promises of calls that need the same at the same time. */
export const askedTogetherPromises: readonly ContractPromise[] = [
  {
    promise: "asks once for what is kept, also where equal calls come at once",
    rules: [
      {
        rule: "what is kept of answers is asked for once, also where the first calls come at the same time: the others wait for the first (`SharedAnswers` of `@anyats/http`)",
        tried: "it makes three equal queries at once on a new connection, and counts the requests",
      },
      {
        rule: "a query asks nothing twice: what it has read, it does not read again",
        tried: "it compares the requests of one query with each other, but for those after a pause",
      },
    ],
    applies: (cell) => isShared(cell) && cell.kind === "query",
    async run(trial) {
      const run = fetchIn(trial.world.settings) && (await performing(trial));
      if (run) await asksOnce(trial, run);
    },
  },
  {
    promise: "waits as long as it may, also beside a call that has less time",
    rules: [
      {
        rule: "a call that waits for what another one reads has its own deadline: where the other had too little time, it reads for itself (`SharedAnswers` does so)",
        tried: "at a request of a call with 40 seconds, the ATS asks to wait 60, while an equal call has 10 minutes",
      },
    ],
    applies: (cell) => isShared(cell) && cell.kind !== "stream",
    async run(trial) {
      const run = fetchIn(trial.world.settings) && (await performing(trial));
      if (!run) return;
      for (const nth of refused[trial.cell.kind]) if (!(await waitsForItself(trial, run, nth))) break;
    },
  },
];
