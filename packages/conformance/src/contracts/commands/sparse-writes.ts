import { z } from "zod/mini";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { WorldLacks } from "../../world-lacks.ts";
import { fetchIn, losingTheWrite } from "../../worlds/tapped.ts";
import { failureOf } from "../pieces/calling.ts";
import type { Sample } from "../../sample.ts";
import { entersSomebody, samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared, makes } from "../pieces/striking.ts";

/** How often each command is tried: together its answers are sparse in every way. */
const rounds = 8;

/**
 * Another good input each time, of somebody whom the ATS does not know yet; undefined where the world has no more.
 * @param first Those that the world had before the first round: each enters somebody else.
 */
async function sampleFor(trial: Trial, first: readonly Sample[], round: number): Promise<Sample | undefined> {
  if (round === 0 || (entersSomebody(trial.capability.id) && round < first.length)) return first[round];
  try {
    const all = await samplesOf(trial);
    return all[round % all.length];
  } catch (error) {
    if (error instanceof WorldLacks) return undefined;
    throw error;
  }
}

/** What every command promises of answers that lack what they may lack: of what it reads first, of the write, of what it reads back. */
export const sparseWritesPromise: ContractPromise = {
  promise: "writes, or says why not, where answers lack what they may lack",
  rules: [
    {
      rule: "a command writes, or says why not, whatever its answers lack",
      tried:
        "each answer of the call is sparse: what it reads first, of the write, and what it reads back after a lost answer; in the next round each in the next way",
    },
  ],
  applies: ({ kind, capability }) => kind === "command" && capability !== "passthrough.send",
  async run(trial) {
    const { capability, world } = trial;
    const fetch = fetchIn(world.settings);
    const first = await samplesOf(trial);
    // Each answer of a call is sparse in another way, and in the next round in the way that follows.
    for (let round = 0; round < rounds; round += 1) {
      const sample = await sampleFor(trial, first, round);
      if (!sample) return;
      const isLost = fetch !== undefined && round % 2 === 1;
      // Of several writes the last may be the one that counts.
      const lost = isLost && losingTheWrite(fetch, () => world.writes(), fetch, Math.floor(round / 2) % 2);
      const on = lost ? withFetch(trial, lost) : trial;
      await using fresh = await connectedTo(on);
      if (!(await makes(trial, "sparse-records"))) return;
      const before = world.writes();
      const ended = await ending(() => fresh.call(capability.id, sample.input));
      await world.trouble("none");
      if (isDeclared(ended)) continue;
      const error = failureOf(ended);
      const what = isLost ? "the answer of the write was lost, and the others were sparse" : "the answers were sparse";
      if (error) {
        assert.notEqual(error.fault, "adapter", `${what}: ${error.code} ${error.message}`);
        assert.doesNotMatch(error.code, /unreadable-answer/, `${what}: ${error.code} ${error.message}`);
        if (!isLost && error.retry === "safe")
          assert.equal(
            world.writes(),
            before,
            `${what}: something was written, and ${error.code} says that a repeat is safe`,
          );
        continue;
      }
      const parsed = z.safeParse(capability.output, ended);
      const [issue] = parsed.error?.issues ?? [];
      assert.ok(parsed.success, `${what}: the receipt is not canonical: ${issue?.path.join(".")} ${issue?.message}`);
    }
  },
};
