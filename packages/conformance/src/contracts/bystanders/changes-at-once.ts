import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { addsTag, type Change, type Making, moves, removesTag, setsFields } from "../pieces/changes.ts";
import { openOnes } from "../pieces/states.ts";
import { ending } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

const kinds = ["candidates", "applications", "jobs"] as const;

/** What changes of one application, its candidate and its job: two tags are taken away, and two are added. */
const changes: readonly (readonly [mark: string, make: Making])[] = [
  ["4855", removesTag],
  ["4858", removesTag],
  ["4853", addsTag],
  ["4854", addsTag],
  ...kinds.flatMap((kind) => [["4856", setsFields(kind, 0)] as const, ["4857", setsFields(kind, 1)] as const]),
  ["4859", moves],
];

async function changesOf(trial: Trial): Promise<readonly Change[]> {
  const [applied] = await openOnes(trial);
  const found: Change[] = [];
  for (const [mark, make] of applied ? changes : []) {
    const change = await make(trial, applied!, mark);
    if (change) found.push(change);
  }
  return found;
}

type Order = "one after the other" | "at once" | "at once, the last first";

/** The changes that ended well, and which of them the ATS does not hold. */
async function lostIn(trial: Trial, order: Order): Promise<readonly Change[]> {
  await using other = await trial.another();
  const { trial: on } = other;
  const changes = await changesOf(on);
  const given = order === "at once, the last first" ? changes.toReversed() : changes;
  await using fresh = await connectedTo(on);
  const call = ({ id, input }: Change) => ending(() => fresh.call(id, input, { timeoutMs: 600_000 }));
  const ends = new Map<Change, unknown>();
  if (order === "one after the other") for (const change of given) ends.set(change, await call(change));
  else await Promise.all(given.map(async (change) => ends.set(change, await call(change))));
  const lost: Change[] = [];
  for (const [change, ended] of ends)
    if (!AtsError.is(ended) && warningsOf(ended).length === 0 && !(await change.isHeld())) lost.push(change);
  return lost;
}

/** The commands of which the first that an adapter offers is asked: the changes are the same for each. */
const commands = ["candidates.addTag", ...kinds.map((kind) => `${kind}.updateCustomFields`)];

/** What commands promise that change parts of one record. */
export const changesAtOncePromise: ContractPromise = {
  promise: "loses no change of a record where several parts of it change at the same time",
  rules: [
    {
      rule: "no change of a record is lost where several parts of it change at the same time: what reads a part and writes all of it again waits for every other call that changes the part",
      tried:
        "it adds two tags, removes two, sets custom fields with two calls for each record, and moves the application, all at the same time",
    },
  ],
  applies: ({ capability }) => commands.includes(capability),
  async run(trial) {
    if (commands.find((id) => trial.offers(id)) !== trial.capability.id) return;
    // What an ATS holds otherwise than it was given is so in any order.
    const usual = new Set((await lostIn(trial, "one after the other")).map(({ input }) => JSON.stringify(input)));
    for (const order of ["at once", "at once, the last first"] as const) {
      const lost = (await lostIn(trial, order)).filter(({ input }) => !usual.has(JSON.stringify(input)));
      assert.deepEqual(
        lost.map(({ id, input }) => `${id} ${JSON.stringify(input)}`),
        [],
        `${order}, each call gave a receipt, and the ATS does not hold it: where a command reads a part of a record and writes all of it again, let each that changes this part wait for the others (\`InTurn\` of @anyats/http)`,
      );
    }
  },
};
