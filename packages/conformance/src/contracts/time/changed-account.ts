import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { comparable } from "../../assertions.ts";
import { type Connected, connectedTo } from "../../trial.ts";
import { clockOnce, InstantClock } from "../../worlds/instant-clock.ts";
import { timeField } from "../pieces/custom-field-values.ts";
import { listsKeptFor } from "../pieces/lasting.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

const advice =
  "a connection may live for weeks: ask for the settings of the account again, or say in the trait `listsKeptMinutes` how long they are kept";

/** What an operation answers: of a stream its first page, of a query each sample. */
async function answersOf(trial: Trial, on: Connected): Promise<readonly unknown[]> {
  const { id } = trial.capability;
  if (trial.cell.kind === "stream") {
    const pages = on.stream(id, {}, { pageSize: 50, lookAhead: false }).pages();
    return ((await pages[Symbol.asyncIterator]().next()).value?.records ?? []).map(comparable);
  }
  const answers: unknown[] = [];
  for (const { input } of (await samplesOf(trial)).slice(0, 3)) {
    const ended = await ending(() => on.call(id, input));
    answers.push(AtsError.is(ended) ? ended.code : comparable(ended));
  }
  return answers;
}

const times = ["2027-01-14T10:20:00.000Z", "2027-01-15T11:40:00.000Z"] as const;

/** What operations promise where the settings of the account change while a connection lives. */
export const changedAccountPromise: ContractPromise = {
  promise: "goes by the account's settings as they are now, not as they were",
  rules: [
    {
      rule: "a setting of the account by which answers are read or written, such as its time zone, is kept no longer than the lists (`listsKeptMinutes`)",
      tried: "`resettle()` changes it while a connection lives",
    },
  ],
  applies: ({ effect, capability }) =>
    (effect === "reads" && capability !== "passthrough.send") || capability.endsWith(".updateCustomFields"),
  async run(trial) {
    const { world } = trial;
    if (!world.resettle) return;
    const clock = new InstantClock(world.now());
    await using on = await connectedTo(trial, [clockOnce(clock)]);
    const later = async () => {
      const isChanged = (await world.resettle!()) !== "never";
      clock.advance(listsKeptFor(trial) + 1);
      return isChanged;
    };
    if (trial.cell.effect !== "reads") {
      const field = await timeField(trial);
      const isSet = field && !AtsError.is(await field.set(on, times[0])) && (await field.held()) === times[0];
      if (!isSet || !(await later())) return;
      await field.set(on, times[1]);
      assert.equal(await field.held(), times[1], `the account's settings changed, and then a time was set: ${advice}`);
      return;
    }
    if (isDeclared(await ending(() => answersOf(trial, on))) || !(await later())) return;
    const answers = await answersOf(trial, on);
    await using fresh = await connectedTo(trial);
    assert.deepEqual(
      answers,
      await answersOf(trial, fresh),
      `the account's settings changed, and a connection that has read before answers otherwise than a new one: ${advice}`,
    );
  },
};
