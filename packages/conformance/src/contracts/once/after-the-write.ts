import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { failingAfterWrites, fetchIn, rewriting } from "../../worlds/tapped.ts";
import { failureOf, performing } from "../pieces/calling.ts";
import { ofNothing } from "../pieces/empty-pages.ts";
import { broken, type Failure, status } from "../pieces/failures.ts";
import { theWrite } from "../pieces/requests.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** How every request fails that follows the write. */
const failures: readonly Failure[] = [
  status(503, { passes: true }),
  status(429, { passes: true }, { "retry-after": "2" }),
  status(403, { passes: false }),
  // The state of a task that runs may not be to be had: that says nothing of what became of it.
  status(404, { passes: false }),
  broken("ECONNREFUSED", "connect"),
];

/** An ATS may list what was written a while after it has answered. */
const notYetListed = { what: "every list is empty", answer: undefined };

async function writesOnce(trial: Trial, usual: number, { what, answer }: Failure | typeof notYetListed): Promise<void> {
  await using other = await trial.another();
  const { world } = other.trial;
  const run = (await performing(other.trial))!;
  const before = world.writes();
  const clock = new InstantClock(world.now());
  const fetch = fetchIn(world.settings)!;
  const emptied = rewriting(fetch, ofNothing);
  const way = failingAfterWrites(
    fetch,
    () => world.writes(),
    usual,
    (...request) => answer?.(clock.now()) ?? emptied(...request),
  );
  await using on = await connectedTo(withFetch(other.trial, way.fetch), [clockOnce(clock)]);
  const call = () => ending(() => run(on, { timeoutMs: 600_000, idempotencyKey: "after the write" }));
  const ended = await call();
  if (isDeclared(ended) || world.writes() - before < usual) return;
  const error = failureOf(ended);
  if (error)
    assert.ok(
      error.retry === "never" || error.retry === "unknown-outcome",
      `the write succeeded, what was asked after it failed (${what}), and ${error.code} says that a repeat is safe: let nothing that follows a write decide about it`,
    );
  way.stopFailing();
  await call();
  assert.equal(
    world.writes() - before,
    usual,
    `${what} after the write, and the same call again: how often it was written`,
  );
}

/** What a creating command promises where its write succeeds, and whatever it asks afterwards fails. */
export const afterTheWritePromise: ContractPromise = {
  promise: "does not offer to repeat a write that succeeded, whatever fails after it",
  rules: [
    {
      rule: "what follows a creating write decides nothing about it, also that its task is not found: read in `afterWriting` of `@anyats/http`, or warn",
      tried:
        "everything fails after the write, with a 404 too: the error offers no repeat, and the same call again writes nothing more",
    },
  ],
  applies: ({ effect, capability }) => effect === "creates" && capability !== "passthrough.send",
  async run(trial) {
    const usual = await theWrite(trial);
    if (usual) for (const failure of [...failures, notYetListed]) await writesOnce(trial, usual.writes, failure);
  },
};
