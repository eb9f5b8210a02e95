import { strict as assert } from "node:assert";
import { getEventListeners } from "node:events";
import { setImmediate, setTimeout } from "node:timers/promises";
import type { ContractPromise } from "../../contract-test.ts";
import { notingWaits, waitsByItsClock } from "../../real-time.ts";
import { connectedTo } from "../../trial.ts";
import { performing } from "../pieces/calling.ts";

import { ending } from "../pieces/striking.ts";

/** What keeps a process alive: timers, and the sockets of every kind. */
const kept = (): number => process.getActiveResourcesInfo().filter((name) => /^Timeout|TCP|Pipe|TLS/.test(name)).length;

/** What a connection leaves behind. */
export const endingPromise: ContractPromise = {
  promise: "leaves no timer, no socket and no listener on the app's signal when it is closed",
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
  },
};
