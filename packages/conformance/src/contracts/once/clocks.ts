import { AdapterDefinitionError, AtsError, memoryLedger } from "@anyats/core";
import { strict as assert } from "node:assert";
import { isDeepStrictEqual } from "node:util";
import { comparable } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo, withFetch } from "../../trial.ts";
import type { Kind } from "../../world.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { fetchIn, goneAfterTheWrite } from "../../worlds/tapped.ts";
import { failureOf } from "../pieces/calling.ts";
import { briefly } from "../pieces/first-page.ts";
import { isTold } from "../pieces/records.ts";
import { notingRepeats } from "../pieces/repeats.ts";
import { claimsToFind } from "../pieces/requests.ts";
import { entersSomebody, samplesOf } from "../pieces/samples.ts";
import { ending, endingDuring, isDeclared } from "../pieces/striking.ts";

const minute = 60_000;
const hour = 60 * minute;

/** Somewhat less than what `ReadBack` of @anyats/http allows for between the clocks of an app and of an ATS. */
const apartMs = 4 * minute;

/** A clock on which the test lets time pass, and that it sets back, as a machine's clock may be. */
class MovedClock extends InstantClock {
  #passed = 0;
  #setBack = 0;

  override now(): number {
    return this.steady() - this.#setBack;
  }

  steady(): number {
    return super.now() + this.#passed;
  }

  /** @param milliseconds How much time passes; by how much it is set back where negative. */
  move(milliseconds: number): void {
    if (milliseconds < 0) this.#setBack -= milliseconds;
    else this.#passed += milliseconds;
  }
}

/** Our clock, so far ahead of the ATS's; behind it where negative. */
const clockApart = ({ world }: Pick<Trial, "world">, milliseconds: number) =>
  new MovedClock(new Date(world.now().getTime() + milliseconds));

const sayingHow = (milliseconds: number) =>
  `our clock is ${Math.abs(milliseconds) / minute} minutes ${milliseconds < 0 ? "behind" : "ahead of"} the ATS's`;

const creates = ({ effect, capability }: { readonly effect: string; readonly capability: string }) =>
  effect === "creates" && capability !== "passthrough.send";

/** How much later another process asks after a write, on a clock that is as far away as it may be. */
const laterMs = 40 * 24 * hour - apartMs;

/** Loses the answer of a write and all that follows, and asks after it later under the same key. */
async function settledLater(trial: Trial): Promise<void> {
  const { world } = trial;
  const { id } = trial.capability;
  const fetch = fetchIn(world.settings);
  const [sample] = await samplesOf(trial);
  if (!fetch || !sample) return;
  const clock = clockApart(trial, 0);
  const shared = { ledger: memoryLedger(undefined, clock) };
  const options = { idempotencyKey: "asked-after-later-4813", timeoutMs: 600_000 };
  const noting = notingRepeats(trial, fetch);
  const way = goneAfterTheWrite(noting.fetch, () => world.writes());
  const before = world.writes();
  let first: Connected;
  try {
    first = await connectedTo(withFetch(trial, way), [clockOnce(clock)], shared);
  } catch (error) {
    // The adapter binds no CONNECTION_ID, so core rejects a ledger for its connections.
    if (error instanceof AdapterDefinitionError) return;
    throw error;
  }
  const lost = await ending(() => first.call(id, sample.input, options));
  await first.ats.close();
  // Of several writes, the first one may be there, and not what was asked for.
  if (!AtsError.is(lost) || lost.retry !== "unknown-outcome" || world.writes() - before !== 1) return;
  clock.move(laterMs);
  await using second = await connectedTo(withFetch(trial, noting.fetch), [clockOnce(clock)], shared);
  const ended = await ending(() => second.call(id, sample.input, options));
  const when = `${Math.round(laterMs / (24 * hour))} days after its answer was lost`;
  // An upload that nothing refers to yet may be made again.
  if (entersSomebody(id) && AtsError.is(ended)) return;
  assert.ok(!noting.isRepeated(), `${when}, a write that is there was made again under the same key`);
  if (!claimsToFind(trial)) return;
  if (AtsError.is(ended))
    assert.fail(
      `${when}, the same key asks after a write that is there, \`settledBy\` names ${trial.cell.settledBy!.join(", ")}, and the call ended in ${ended.code}: what is looked for must not depend on when somebody looks; \`call.memory\` says when it was sent`,
    );
}

/** What is asked for must come whatever our own clock says; without addresses, which differ each time. */
const answerOf = async (run: (on: Connected) => Promise<unknown>, on: Connected) => {
  const ended = await ending(() => run(on));
  const error = failureOf(ended);
  return error ? { error: error.code } : comparable(ended);
};

/** A record that changes now, asked for by the time of the ATS, which our clock has not reached or passed long ago. */
async function catchesNow(trial: Trial, clocks: readonly number[]): Promise<void> {
  const { group } = trial.cell;
  if (trial.cell.kind !== "stream" || !isTold(group)) return;
  const kind = group as Kind;
  const [changed] = trial.world.ids(kind);
  const since = new Date(trial.world.now().getTime() + 1);
  await trial.world.touch(kind, changed!);
  for (const apart of clocks) {
    const clock = clockApart(trial, apart);
    await using on = await connectedTo(trial, [clockOnce(clock)]);
    const found = await ending(() =>
      on.stream(trial.capability.id, { updatedAfter: since }, { pageSize: 50 }).toArray(),
    );
    if (isDeclared(found)) return;
    if (AtsError.is(found)) throw found;
    assert.ok(
      (found as readonly { readonly id: string }[]).some(({ id }) => id === changed),
      `${sayingHow(apart)}, and a record that changed since \`updatedAfter\` is missing: pass on the instant as it was given`,
    );
  }
}

/** What every operation promises where our clock and the ATS's disagree, and where time passes. */
export const clockPromises: readonly ContractPromise[] = [
  {
    promise: "finds a lost write by its reads where the clocks are minutes apart",
    rules: [
      {
        rule: "what `settle` looks for does not depend on our own clock: go by `sentAt` of `Alike`, and leave five minutes between the clocks",
        tried: "it loses the answer of a write while our clock is four minutes ahead or behind",
      },
    ],
    applies: creates,
    async run(trial) {
      for (const apart of [apartMs, -apartMs]) {
        await using other = await trial.another();
        const { trial: on } = other;
        const [sample] = await samplesOf(on);
        if (!sample || !claimsToFind(on)) return;
        const clock = clockApart(on, apart);
        await using fresh = await connectedTo(on, [clockOnce(clock)]);
        const ended = await endingDuring(on, "answer-lost", () =>
          fresh.call(on.capability.id, sample.input, { timeoutMs: 600_000 }),
        );
        if (ended === undefined) return;
        if (AtsError.is(ended))
          assert.fail(
            `${sayingHow(apart)}, the answer of a write was lost that is there, and the call ended in ${ended.code}: compare times of the ATS with each other, or leave five minutes between its clock and yours`,
          );
      }
    },
  },
  {
    promise: "finds a lost write also weeks later, under the same key",
    rules: [
      {
        rule: "what `settle` looks for does not depend on when it looks",
        tried: "it loses the answer of a write, and settles it weeks later under the same key",
      },
    ],
    applies: creates,
    run: settledLater,
  },
  {
    promise: "reads the same whatever our own clock says, and after a day has passed",
    rules: [
      {
        rule: "an answer does not depend on our own clock, and `updatedAfter` is passed on as it is",
        tried:
          "it reads with a clock that is behind, a day later on the same connection, and after the clock was set back",
      },
    ],
    applies: ({ kind, capability }) => kind !== "command" && capability !== "passthrough.send",
    async run(trial) {
      const run = await briefly(trial);
      if (!run) return;
      await using plain = await connectedTo(trial);
      const wanted = await answerOf(run, plain);
      const clock = clockApart(trial, -apartMs);
      await using fresh = await connectedTo(trial, [clockOnce(clock)]);
      const moves = [
        [[], sayingHow(-apartMs)],
        // Caches and tokens have expired by then.
        [[26 * hour, -10 * minute], "26 hours later on the same connection, after the machine's clock was set back"],
      ] as const;
      for (const [steps, when] of moves) {
        for (const each of steps) clock.move(each);
        const given = await answerOf(run, fresh);
        if (!isDeepStrictEqual(given, wanted))
          assert.deepEqual(given, wanted, `${when}, the same question has another answer`);
      }
      await catchesNow(trial, [-apartMs, apartMs]);
    },
  },
];
