import { AtsError, type CoverageReport, isOffered } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import { ways } from "../../worlds/sparse.ts";
import { fetchIn, hangingAt, pausing } from "../../worlds/tapped.ts";
import { ofTheConnection } from "../pieces/calling.ts";
import { ending, endsSoon, makes } from "../pieces/striking.ts";

const offeredIn = ({ cells }: CoverageReport) => cells.filter(isOffered).map(({ capability }) => capability);

/** A caller may stop waiting, and no other is disturbed. */
async function canBeCancelled(trial: Trial): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return;
  const way = pausing(fetch);
  await using on = await connectedTo(withFetch(trial, way.fetch));
  const asked = (signal: AbortSignal, refresh: boolean) => ending(() => on.ats.coverage({ signal, refresh }));
  const stop = new AbortController();
  const sent = way.pauseAt(0);
  const impatient = asked(stop.signal, false);
  const patient = on.ats.coverage({ signal: new AbortController().signal });
  await endsSoon(sent, "coverage sent no request");
  stop.abort();
  const codeOf = (ended: unknown) => (AtsError.is(ended) ? ended.code : "it was given");
  const ended = await endsSoon(impatient, "coverage went on although its signal was aborted");
  assert.equal(codeOf(ended), "call.aborted", "how it ended");
  way.goOn();
  const { cells } = (await endsSoon(patient, "coverage for another did not end")) as CoverageReport;
  assert.ok(cells.length > 0, "coverage for another has no cells");
  assert.equal(codeOf(await asked(stop.signal, true)), "call.aborted", "how it ended with an aborted signal");
}

/** A connection that is closed leaves no reading behind. */
async function endsWithItsConnection(trial: Trial): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return;
  const way = hangingAt(fetch, 0);
  const on = await connectedTo(withFetch(trial, way.fetch));
  const asked = ending(() => on.ats.coverage());
  await endsSoon(way.sent, "coverage sent no request");
  await on.ats.close();
  assert.ok(AtsError.is(await endsSoon(asked, "coverage goes on although the connection was closed")), "it was given");
  assert.ok(way.isAborted(), "the request of coverage goes on although the connection was closed");
}

/** A failure is told, and not kept. */
async function failsOnce(trial: Trial, on: Connected, whole: CoverageReport): Promise<void> {
  if (!(await makes(trial, "key-withdrawn"))) return;
  // The second question takes the place of the first.
  const both = [0, 1].map(() => ending(() => on.ats.coverage({ refresh: true })));
  for (const ended of await Promise.all(both))
    if (AtsError.is(ended)) assert.equal(ended.retry, "never", `its \`retry\`, without a key: ${ended.code}`);
    else
      assert.notDeepEqual(
        ended,
        whole,
        "every request of a `refresh` was refused, and coverage gives what it was before",
      );
  await trial.world.trouble("none");
  assert.deepEqual(await on.ats.coverage({ refresh: true }), whole, "coverage after a failure");
}

/** What belongs to the connection itself is there in every state; so is the way to the ATS's own API, which gives its answers. */
const inEveryState = (capability: string) => capability.startsWith("integration.") || capability === "passthrough.send";

/** In each state of a connection, coverage claims nothing that is refused then, and takes nothing else away. */
async function knowsItsState(trial: Trial, whole: CoverageReport): Promise<void> {
  for (const { name } of trial.world.states ?? []) {
    await using fresh = await trial.another();
    const { enter, refuses } = fresh.trial.world.states!.find((each) => each.name === name)!;
    await enter();
    await using on = await connectedTo(fresh.trial);
    const left = new Set(offeredIn(await on.ats.coverage()));
    for (const { capability, kind, lane } of whole.cells.filter(isOffered)) {
      if (inEveryState(capability)) continue;
      const runsInTheAts = kind === "command" || lane === "passthrough";
      if (refuses === "everything" || runsInTheAts)
        assert.ok(!left.has(capability), `${name}: coverage claims ${capability}, which is refused then`);
      // A query that goes to the aggregator may run in the ATS, too.
      else if (kind === "stream") assert.ok(left.has(capability), `${name}: coverage denies ${capability}`);
    }
  }
}

/** What a connection promises whose coverage depends on what the ATS says. */
export const askedCoveragePromise: ContractPromise = {
  promise: "cancels coverage for one caller alone, keeps no failure, and claims no more",
  rules: [
    {
      rule: "a caller who cancels `coverage()` disturbs no other; a failure is not kept; coverage claims no more where the ATS says less",
      tried:
        "one of two callers cancels; then the key is withdrawn, and granted again; then the answers lack what they may lack",
    },
    {
      rule: "`coverage()` that is under way ends when its connection is closed: the signal that `narrow` gets says so",
      tried: "it closes the connection while the request hangs",
    },
    {
      rule: "coverage of a connection knows the states in which it cannot do everything, for operations of every lane",
      tried:
        "it enters each of `states`, such as one whose credentials the ATS refuses: coverage must deny what is refused then, and no stream that still gives what was read before",
    },
  ],
  applies: ofTheConnection,
  async run(trial) {
    const { world } = trial;
    await using on = await connectedTo(trial);
    const before = world.requests();
    const whole = await on.ats.coverage();
    const claimed = new Set(offeredIn(trial.claims));
    const more = (report: CoverageReport) => offeredIn(report).filter((each) => !claimed.has(each));
    assert.deepEqual(more(whole), [], "coverage of the connection claims more than that of the adapter");
    if (world.requests() === before) return; // It is that of the adapter.
    await canBeCancelled(trial);
    await endsWithItsConnection(trial);
    await failsOnce(trial, on, whole);
    await knowsItsState(trial, whole);
    for (const way of ways) {
      await using fresh = await connectedTo(trial);
      if (!(await makes(trial, "sparse-records"))) return;
      const ended = await ending(() => fresh.ats.coverage());
      await world.trouble("none");
      // What an account lacks may be what tells the ATS from another server.
      if (AtsError.is(ended)) continue;
      assert.deepEqual(more(ended as CoverageReport), [], `coverage claims more where the ATS says less (${way})`);
    }
  },
};
