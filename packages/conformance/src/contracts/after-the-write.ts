import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../contract-test.ts";
import { connectedTo, withFetch } from "../trial.ts";
import { clockOnce, InstantClock } from "../worlds/instant-clock.ts";
import { failingAfterWrites, fetchIn } from "../worlds/tapped.ts";
import { theWrite } from "./statuses.ts";
import { ending, isDeclared } from "./striking.ts";
import { failureOf, performing } from "./troubles.ts";

const answered = (status: number, headers: Record<string, string> = {}) => ({
  what: `HTTP ${status}`,
  answer: () => Response.json({ error: "refused 4799" }, { status, headers }),
});

/** How every request fails that follows the write. */
const failures: readonly { readonly what: string; readonly answer: () => Response }[] = [
  answered(503),
  answered(429, { "retry-after": "2" }),
  answered(403),
  {
    what: "no connection",
    answer: () => {
      const cause = Object.assign(new Error("ECONNREFUSED"), { code: "ECONNREFUSED", syscall: "connect" });
      throw Object.assign(new TypeError("fetch failed"), { cause });
    },
  },
];

async function writesOnce(trial: Trial, usual: number, { what, answer }: (typeof failures)[number]): Promise<void> {
  await using other = await trial.another();
  const { world } = other.trial;
  const run = (await performing(other.trial))!;
  const before = world.writes();
  const way = failingAfterWrites(fetchIn(world.settings)!, () => world.writes(), usual, answer);
  const clock = new InstantClock(world.now());
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
  way.mend();
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
  applies: ({ effect, capability }) => effect === "creates" && capability !== "passthrough.send",
  async run(trial) {
    const usual = await theWrite(trial);
    if (usual) for (const failure of failures) await writesOnce(trial, usual.writes, failure);
  },
};
