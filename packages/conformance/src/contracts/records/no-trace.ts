import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { firstPage } from "../pieces/first-page.ts";
import { samplesOf } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";

const groups = ["jobs", "candidates", "applications", "interviews", "offers", "users"] as const;

/** What somebody could notice of a read. */
async function stateOf({ world }: Trial) {
  const records: Record<string, unknown> = {};
  for (const group of groups) records[group] = await world.records(group);
  const said = { writes: world.writes(), mails: world.mails?.(), unseen: world.unseen?.() };
  return structuredClone({ ...said, records });
}

/** Each way in which a stream asks, or the inputs of a query. */
async function readsOf(trial: Trial): Promise<readonly (() => Promise<unknown>)[]> {
  const { id, kind } = trial.capability;
  if (kind !== "stream")
    return (await samplesOf(trial)).map(
      ({ input }) =>
        () =>
          trial.call(id, input),
    );
  const [first] = await firstPage(trial, id, {});
  const filters = [
    {},
    { updatedAfter: "1999-01-01" },
    { includeDeleted: true },
    ...(first ? [{ ids: [first.id] }] : []),
  ];
  return filters.map((filter) => () => trial.stream(id, filter).toArray());
}

/** What every read promises: an app reads everything again and again, and nobody must notice. */
export const noTracePromise: ContractPromise = {
  promise: "leaves no trace in the ATS: reading changes nothing, and has nobody written to",
  rules: [
    {
      rule: 'reading leaves no trace: no change, no mark such as "viewed", and nobody is written to',
      tried: "it asks in each way, and compares `writes`, `mails`, `unseen` and all records before and after",
    },
  ],
  applies: ({ effect, capability }) => effect === "reads" && !capability.startsWith("passthrough."),
  async run(trial) {
    const before = await stateOf(trial);
    for (const read of await readsOf(trial)) await ending(read);
    const { records, ...said } = await stateOf(trial);
    const { records: held, ...saidBefore } = before;
    assert.deepEqual(
      said,
      saidBefore,
      "a read was noticed in the ATS: how often it wrote, what e-mails were sent, what no capability shows",
    );
    assert.deepEqual(records, held, "a read changed records");
  },
};
