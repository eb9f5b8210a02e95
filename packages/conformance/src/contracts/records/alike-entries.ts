import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin, type Fields, isFields } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, idNameOf, rewriting } from "../../worlds/tapped.ts";
import { firstPage } from "../pieces/first-page.ts";
import { ending } from "../pieces/striking.ts";

type Row = Fields & { readonly id: string };

/** A list within a record, and the ids of its entries. */
interface Held {
  readonly record: string;
  readonly field: string;
  readonly ids: readonly string[];
}

/** How many lists of each field are looked at. */
const mostOfAField = 2;

/** The lists within records whose entries have ids. */
function listsOf(rows: readonly Row[]): readonly Held[] {
  const found = rows.flatMap((row) =>
    Object.entries(row).flatMap(([field, held]): Held[] => {
      if (!Array.isArray(held) || held.length < 2) return [];
      const ids = held.map((each: unknown) => (isFields(each) ? each["id"] : undefined));
      return ids.every((id) => typeof id === "string") ? [{ record: row.id, field, ids }] : [];
    }),
  );
  return [...Map.groupBy(found, ({ field }) => field).values()].flatMap((of) => of.slice(0, mostOfAField));
}

const idOf = (entry: Fields): string | undefined => {
  const name = idNameOf(entry);
  return name === undefined ? undefined : String(entry[name]);
};

/** One entry as the other, but for what names it: its id, and what is made of that. */
function likeFirst(first: Fields, entry: Fields): Fields {
  const own = [first, entry].map((each) => idOf(each)!);
  const names = (value: unknown) => own.some((id) => JSON.stringify(value)?.includes(id));
  const isOwn = (name: string) => name === idNameOf(entry) || names(entry[name]) || names(first[name]);
  return {
    ...entry,
    ...Object.fromEntries(Object.entries(first).filter(([name]) => Object.hasOwn(entry, name) && !isOwn(name))),
  };
}

/** An answer in which all entries of a list say what its first says. @param met Called where the answer has the list. */
function withAlikeOnes(body: unknown, { ids }: Held, met: () => void): unknown {
  return changedWithin(body, (held) => {
    if (!Array.isArray(held)) return undefined;
    const first = held.find((each) => isFields(each) && idOf(each) === ids[0]) as Fields | undefined;
    const others = new Set(ids.slice(1));
    const isOther = (each: unknown): each is Fields => isFields(each) && others.has(idOf(each) ?? "");
    if (!first || held.filter(isOther).length !== others.size) return undefined;
    met();
    return held.map((each: unknown) => (isOther(each) ? likeFirst(first, each) : each));
  });
}

/** Reads records of which the entries of a list are alike. */
async function keepsAlikeOnes(trial: Trial): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return;
  const { id } = trial.capability;
  const rows = (await firstPage(trial, id, {})) as readonly Row[];
  for (const held of listsOf(rows)) {
    let isThere = false;
    const way = rewriting(fetch, (body) => withAlikeOnes(body, held, () => (isThere = true)));
    await using fresh = await connectedTo(withFetch(trial, way));
    const ended = await ending(() => firstPage(fresh, id, {}));
    if (!isThere) continue;
    const what = `all ${held.field} of record ${held.record} say the same, but for their ids`;
    if (AtsError.is(ended)) assert.fail(`${what}, and it failed: ${ended.code}`);
    const given = (ended as readonly Row[]).find((each) => each.id === held.record);
    if (!given) continue;
    const found = (given[held.field] as readonly Row[]).map((each) => each.id);
    assert.deepEqual(found.toSorted(), held.ids.toSorted(), `${what}: those that came`);
  }
}

/** What streams promise of lists within records, such as the applications of a person, of whom two may be for one job. */
export const alikeEntriesPromise: ContractPromise = {
  promise: "gives every entry of a list in a record, also where only ids tell them apart",
  rules: [
    {
      rule: "every entry of a list in a record is given, also where only its id tells it from another: a person may apply to a job twice",
      tried: "it lets all entries of a list say what the first says, but for their ids",
    },
  ],
  applies: ({ kind }) => kind === "stream",
  run: keepsAlikeOnes,
};
