import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** The fields by which an ATS hides a record from most users, and the commands that make such records. */
const hiding = [
  { group: "notes", field: "private", made: /\.addNote$/ },
  { group: "candidates", field: "confidential", made: /^(applications|candidates)\.create$/ },
] as const;

/** What a command promises that makes records: who works in the ATS finds them. */
export const seenByOthersPromise: ContractPromise = {
  promise: "hides nothing that it writes from the ATS's other users",
  rules: [
    {
      rule: "what is written is seen by those who see other records: a note is not `private` and a person not `confidential` where the ATS has others; a limitation may deny it",
      tried: "it compares what the world holds after the call",
    },
  ],
  applies: ({ capability }) => hiding.some(({ made }) => made.test(capability)),
  async run(trial) {
    const { group, field } = hiding.find(({ made }) => made.test(trial.capability.id))!;
    const [sample] = await samplesOf(trial);
    const before = await trial.world.records(group);
    // An ATS may hide all or none.
    if (!sample || isAbsentOf(trial, group, field) || !before.some((each) => each[field] === false)) return;
    await using fresh = await connectedTo(trial);
    const ended = await ending(() => fresh.call(trial.capability.id, sample.input));
    if (AtsError.is(ended) || warningsOf(ended).length > 0) return;
    const made = (await trial.world.records(group)).filter(({ id }) => !before.some((each) => each.id === id));
    for (const record of made)
      assert.notEqual(
        record[field],
        true,
        `what was written is \`${field}\` in the ATS: others do not see it. Let all see it who see other records, or warn`,
      );
  },
};
