import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { neverShows, sameIds, withoutRequests } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import { allOf } from "../pieces/all-of.ts";
import { filtersMeeting } from "../pieces/filtering.ts";
import { isCanonical } from "../pieces/records.ts";
import { askedBy } from "../pieces/requests.ts";
import { idsOf, kindOf } from "../pieces/small-pages.ts";
import { ending, isDeclared, unlessRefused } from "../pieces/striking.ts";

/**
 * An option that is not given asks as `false` does: what only `true` sends must not be sent without it. An aggregator's ATS
 * may have every filter in a world: then only the request shows it.
 */
async function asksForItOnlyWhenTold(trial: Trial, filter: object, option: string): Promise<void> {
  const sent = async (given: object): Promise<readonly string[]> => {
    const read = () => unlessRefused(() => idsOf(trial, { ...filter, ...given }, { pageSize: 50 }));
    const { asked } = await askedBy(trial, read);
    return asked.flatMap(({ query = {}, body }) => [
      ...Object.entries(query).map(([name, value]) => `${name}=${value}`),
      ...(body === undefined ? [] : [JSON.stringify(body)]),
    ]);
  };
  // In this order: what a connection reads once, such as its fields, makes no difference.
  const [off, on, unsaid] = [await sent({ [option]: false }), await sent({ [option]: true }), await sent({})];
  const onlyOn = on.filter((part) => !off.includes(part));
  const told = unsaid.filter((part) => onlyOn.includes(part));
  assert.deepEqual(told, [], `${option} is not given beside ${Object.keys(filter).join()}, and is sent as if it were`);
}

/** What every stream promises of an empty list of ids. */
export const noIdsPromise: ContractPromise = {
  promise: "asks nothing for an empty list of ids, and gives no records",
  async run(trial) {
    const { requests } = trial.world;
    const found = await withoutRequests(requests.bind(trial.world), () => idsOf(trial, { ids: [] }), "an empty list");
    assert.deepEqual(found, []);
  },
};

/** What a stream promises of what it is asked for: it gives that, and nothing else. */
export const askedForPromises: readonly ContractPromise[] = [
  {
    promise: "gives records in canonical form",
    async run(trial) {
      for (const record of await trial.stream(trial.capability.id).toArray()) isCanonical(trial, record);
    },
  },
  {
    promise: "gives only the records that are asked for",
    rules: [
      {
        rule: "an option that is not given asks as `false` does, whatever filters stand beside it",
        tried: "it compares what is sent with the option, without it, and with `false`",
      },
    ],
    async run(trial) {
      const some = trial.world.ids(kindOf(trial)).filter((_id, index) => index % 5 === 0);
      sameIds(await idsOf(trial, { ids: some }), some, "by ids");
    },
  },
  {
    promise: "keeps the wire record only when asked to",
    async run(trial) {
      const [plain] = await trial.stream(trial.capability.id, {}, {}).toArray();
      const [raw] = (await trial.stream(trial.capability.id, {}, { raw: true }).toArray()) as readonly {
        readonly raw?: unknown;
      }[];
      assert.ok(!("raw" in plain!), "the wire record is there unasked");
      assert.ok(typeof raw?.raw === "object" && raw.raw !== null, "the wire record is missing");
    },
  },
  {
    promise: "keeps the values of its filters out of the checkpoint",
    rules: [{ rule: "no checkpoint holds a name", tried: "it filters by name and looks at the checkpoint" }],
    applies: ({ capability }) => capability === "candidates.stream",
    async run(trial) {
      const records = await trial.world.records(trial.cell.group);
      for (const name of ["firstName", "lastName"] as const) {
        const held = records.map((record) => record[name]).filter((value) => typeof value === "string");
        const value = held.find((each) => each.length > 3 && held.filter((other) => other === each).length > 1);
        if (value === undefined) continue;
        const pages = trial.stream(trial.capability.id, { [name]: value }, { pageSize: 1 }).pages();
        const first = await ending(() => pages[Symbol.asyncIterator]().next());
        if (isDeclared(first)) continue;
        if (AtsError.is(first)) throw first;
        const { value: page } = first as { readonly value?: { readonly checkpoint: unknown } };
        neverShows(page?.checkpoint, value);
      }
    },
  },
];

/** What every stream promises of filters that the ATS lacks. */
export const lackingFiltersPromise: ContractPromise = {
  promise: "skips a filter on a field that the ATS lacks only when that is asked for",
  async run(trial) {
    await using fresh = await connectedTo(trial);
    const { shape } = trial.capability.input as unknown as { readonly shape: Readonly<Record<string, unknown>> };
    if (!Object.hasOwn(shape, "ignoreUnsupportedFilters")) return;
    const all = (await allOf(trial)).map(({ id }) => id);
    const read = async (filter: object) =>
      (await fresh.stream(trial.capability.id, filter).toArray()).map(({ id }) => id);
    sameIds(await read({ ignoreUnsupportedFilters: true }), all, "without another filter");
    // A filter that the ATS has is applied, whatever is said of those that it lacks.
    const [one] = all;
    worldHas(one, "the world has no record to ask for by its id");
    const byId = await unlessRefused(() => read({ ids: [one], ignoreUnsupportedFilters: true }));
    if (byId) sameIds(byId, [one], "by ids");
    for (const filter of [{ updatedAfter: trial.world.now() }, ...(await filtersMeeting(trial, one))])
      await asksForItOnlyWhenTold(trial, filter, "ignoreUnsupportedFilters");
  },
};
