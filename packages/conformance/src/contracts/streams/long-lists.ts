import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import { connectedTo } from "../../trial.ts";
import type { SeenCall } from "../../world.ts";
import { isDeleted } from "../pieces/records.ts";
import { askedBy } from "../pieces/requests.ts";
import { ending } from "../pieces/striking.ts";

const kinds = ["jobs", "applications", "candidates"] as const;

/** How many more there are than a list gives. */
const beyond = 30;

/** Which of some ids are not among others. */
const missing = (wanted: readonly string[], found: readonly { readonly id: string }[]): readonly string[] => {
  const ids = new Set(found.map(({ id }) => id));
  return wanted.filter((id) => !ids.has(id));
};

/** The last candidate of a long list is found by name. */
async function findsTheLast(trial: Trial): Promise<void> {
  const people = (await trial.world.records("candidates")).filter((each) => !isDeleted(each));
  const byChange = people.toSorted((one, other) => String(one["changedAt"]).localeCompare(String(other["changedAt"])));
  for (const person of [byChange.at(0), byChange.at(-1)]) {
    const { id, firstName, lastName } = person as unknown as Readonly<Record<string, string | null>>;
    if (!firstName || !lastName) continue;
    const { candidates, complete } = (await trial.call("candidates.find", { firstName, lastName, limit: 1_000 })) as {
      readonly candidates: readonly { readonly id: string }[];
      readonly complete: boolean;
    };
    assert.ok(
      !complete || candidates.some((each) => each.id === id),
      `there are more candidates than a list of the ATS gives, and ${id} is not found by name: the search says that it is complete`,
    );
  }
}

/** What reading promises of an account in which there are more records than a list of its ATS gives or counts. */
export const longListPromise: ContractPromise = {
  promise: "reads every record of more than a list of the ATS gives or counts",
  rules: [
    {
      rule: "a list is read to its end, also where the ATS gives or counts no more than so many records of it: ask for those that changed since the last one, and do not trust a count that has reached that number",
      tried: "`crowd` imports more than `limits.listed`, and it reads them all",
    },
  ],
  applies: ({ capability }) =>
    capability === "candidates.find" || kinds.some((kind) => capability === `${kind}.stream`),
  async run(trial) {
    const { world } = trial;
    const most = world.limits?.listed;
    if (most === undefined) return;
    worldHas(
      world.crowd,
      "a list of this ATS ends somewhere, and the world imports no records: write WorldSession.crowd",
    );
    const kind = kinds.find((each) => trial.cell.group === each)!;
    await world.crowd(kind, most + beyond);
    const wanted = world.ids(kind);
    worldHas(wanted.length > most, `the world has ${wanted.length} ${kind}, and a list gives ${most}`);
    if (trial.cell.kind === "query") return findsTheLast(trial);
    await using fresh = await connectedTo(trial);
    for (const filter of [{}, { updatedAfter: "2000-01-01" }]) {
      const found = await fresh.stream(trial.capability.id, filter).toArray();
      const lost = missing(wanted, found);
      assert.equal(
        lost.length,
        0,
        `there are ${wanted.length} ${kind}, a list of the ATS gives or counts ${most} at most, and ${lost.length} did not arrive, such as ${lost[0]}`,
      );
    }
    return undefined;
  },
};

/** How many records an import brings, and how many of them a page has. */
const [imported, ofAPage] = [25, 10];

/** How many it brings at most, where an ATS gives larger pages than it is asked for. */
const mostImported = 150;

interface Dated {
  readonly id: string;
  readonly changedAt: string;
}

/** How many records came in the largest page: an ATS may have pages of one size alone. */
async function largestPage(trial: Trial): Promise<number> {
  let largest = 0;
  for await (const { records } of trial.stream(trial.capability.id, {}, { pageSize: ofAPage }).pages())
    largest = Math.max(largest, records.length);
  return largest;
}

/** The first order of a list that is by a time, as an address or a body asks for it; undefined where none is. */
function orderByTime(calls: readonly SeenCall[]): string | undefined {
  const orders = calls.flatMap(({ query, body }) =>
    Object.entries({ ...query, ...(body as object | null) }).flatMap(([name, value]) =>
      /sort|order/i.test(name) && typeof value === "string" ? [value] : [],
    ),
  );
  // With an id after it, no two records have the same place.
  return orders.find((order) => /creat|updat|chang|modif|date|time/i.test(order) && !/\bids?\b/i.test(order));
}

/** What a stream promises of records that came to be at the same instant. */
export const sameInstantsPromise: ContractPromise = {
  promise: "gives each record once where many have the same times",
  rules: [
    {
      rule: "a list is asked for in an order in which each record has one place: a time alone is not one",
      tried:
        "`crowd` imports records of one instant, and it reads them in small pages; without `crowd`, it looks at the order that is asked for",
    },
    {
      rule: "of records that changed at the same instant, `updatedAfter` of that instant gives all, however many pages they fill",
      tried: "`crowd` imports more than a page holds, and it asks for what changed since then",
    },
  ],
  applies: ({ capability }) => kinds.some((kind) => capability === `${kind}.stream`),
  async run(trial) {
    const { world } = trial;
    const kind = kinds.find((each) => trial.cell.group === each)!;
    if (!world.crowd) {
      const pages = trial.stream(trial.capability.id, {}, { pageSize: ofAPage }).pages();
      const { asked } = await askedBy(trial, () => pages[Symbol.asyncIterator]().next());
      const order = orderByTime(asked);
      worldHas(
        order === undefined,
        `the list is asked for in the order "${order}", in which records of an import have one place: ask by id, too, or write WorldSession.crowd and let such records come in any order`,
      );
      return;
    }
    const before = new Set(world.ids(kind));
    const count = Math.min(mostImported, Math.max(imported, (await largestPage(trial)) + 5));
    await world.crowd(kind, count);
    const wanted = world.ids(kind);
    await using fresh = await connectedTo(trial);
    const found = await fresh.stream(trial.capability.id, {}, { pageSize: ofAPage }).toArray();
    assert.deepEqual(
      [missing(wanted, found).length, found.length],
      [0, wanted.length],
      `${count} ${kind} came at the same instant, and the list was read in pages of ${ofAPage} (how many are missing, how many arrived): ask for a list in an order in which each record has one place, such as by id`,
    );
    const came = found.filter(({ id }) => !before.has(id)) as unknown as readonly Dated[];
    const since = came.map(({ changedAt }) => changedAt).toSorted()[0];
    const read = await ending(() =>
      fresh.stream(trial.capability.id, { updatedAfter: since }, { pageSize: ofAPage }).toArray(),
    );
    if (since === undefined || AtsError.is(read)) return;
    const ids = came.map(({ id }) => id);
    assert.equal(
      missing(ids, read as readonly Dated[]).length,
      0,
      `${count} ${kind} came at the same instant, and so many of them are missing among those that changed since then, at or after it`,
    );
  },
};
