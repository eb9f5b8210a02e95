import { strict as assert } from "node:assert";
import { getEventListeners } from "node:events";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { notingWaits, waitsByItsClock } from "../../real-time.ts";
import { notingWhatIsMade, stillThere, withoutNote } from "../../freed.ts";
import { connectedTo, withWire } from "../../trial.ts";
import { ofTheConnection, performing } from "../pieces/calling.ts";
import { ending } from "../pieces/striking.ts";

type Run = NonNullable<Awaited<ReturnType<typeof performing>>>;

/** What keeps a process alive: timers, and the sockets of every kind. */
const kept = (): number => process.getActiveResourcesInfo().filter((name) => /^Timeout|TCP|Pipe|TLS/.test(name)).length;

/** How often something is called: what one call needed must be gone after some further ones. */
const further = 2;

/**
 * Nothing that a call needed stays in the process: no request, no answer, no signal. A list of them that only grows ends the
 * process some day, and holds what people wrote.
 */
async function freesWhatCallsNeed(trial: Trial, run: Run): Promise<void> {
  // The world may keep what it has seen, and what it gave: the adapter gets others.
  const apart = withWire(trial, (fetch) => async (input, init) => {
    const request = new Request(input, init);
    const { body, status, statusText, headers } = await withoutNote(() => fetch(request));
    return new Response(body, { status, statusText, headers });
  });
  await using on = await connectedTo(apart);
  await ending(() => run(on));
  const made = await notingWhatIsMade(() => ending(() => run(on)));
  for (let nth = 0; nth < further; nth += 1) await ending(() => run(on));
  const kept = await stillThere(made);
  assert.equal(
    kept,
    0,
    `a call has ended, and ${kept} requests, answers or signals that it needed are kept: let go of them`,
  );
}

/** What a connection leaves behind. */
export const endingPromise: ContractPromise = {
  promise: "leaves no timer, no socket and no listener on the app's signal when it is closed",
  rules: [
    {
      rule: "a closed connection leaves no timer, no socket and no listener",
      tried: "it counts them before and after",
    },
    {
      rule: "nothing that a call needed stays in the process: no request, no answer, no signal",
      tried: "it collects garbage after some calls, and looks at what is left",
    },
  ],
  async run(trial) {
    const run = await performing(trial);
    if (!run) return;
    await setImmediate();
    const before = kept();
    const { signal } = new AbortController();
    const fresh = await connectedTo(trial);
    const { waits } = await notingWaits(() => ending(() => run(fresh, { signal })));
    waitsByItsClock(trial, waits);
    await fresh.ats.close();
    // What runs beside this test may hold a timer for a moment.
    for (let tries = 0; tries < 20 && kept() > before; tries += 1) await setTimeout(5);
    assert.ok(kept() <= before, "a timer or a socket is left: end it when the connection is closed");
    assert.equal(getEventListeners(signal, "abort").length, 0, "a listener is left on the signal of the call");
    if (ofTheConnection(trial.cell)) await freesWhatCallsNeed(trial, run);
  },
};
