import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { failureOf } from "../pieces/calling.ts";
import { blames } from "../pieces/none-written.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { nobody } from "../pieces/targets.ts";

/** The field of each command that names one of the ATS's own list, and nobody else's. */
const choices: Readonly<Record<string, string>> = {
  "applications.reject": "reasonId",
  "applications.rejectMany": "reasonId",
  "applications.moveToStage": "stage",
};

/** What commands that may be repeated promise of a wrong input where there is nothing left to do. */
export const carriedOutBeforePromise: ContractPromise = {
  promise: "refuses an unknown reason or stage also where it was carried out before",
  rules: [
    {
      rule: "an unknown stage or reason is refused also where nothing is left to do",
      tried: "it repeats a command with an id that nobody has",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(choices, capability),
  async run(trial: Trial) {
    const { id } = trial.capability;
    const field = choices[id]!;
    const [sample] = await samplesOf(trial);
    if (!sample) return;
    const done = await ending(() => trial.call(id, sample.input));
    if (isDeclared(done)) return;
    if (AtsError.is(done)) throw done;
    await using fresh = await connectedTo(trial);
    const before = trial.world.writes();
    const ended = await ending(() => fresh.call(id, { ...sample.input, [field]: nobody }));
    const error = failureOf(ended);
    assert.ok(
      error,
      `\`${field}\` names nothing that the ATS has, and the call claims a success: check the input before you look whether anything is left to do`,
    );
    blames(error, field, "an unknown id");
    assert.equal(trial.world.writes() - before, 0, `an unknown \`${field}\`, and something was written`);
  },
};
