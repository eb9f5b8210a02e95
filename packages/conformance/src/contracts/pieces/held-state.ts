import type { Trial } from "../../contract-test.ts";
import { withParts } from "../../worlds/request-of.ts";
import { type Input, leavesOf } from "./one-field-apart.ts";

/** The times of changes in a record as JSON. */
const ofChange = /"(?:updated|changed|created|rejected|deleted)At":(?:"[^"]*"|null),?/g;

/** What the ATS holds, by what it is; ids that came since are all called the same. */
export async function stateOf(
  trial: Trial,
  known: ReadonlySet<string>,
  inputs: readonly Input[],
): Promise<Map<string, string>> {
  const { world } = trial;
  const state = new Map<string, string>();
  const fresh = new Set<string>();
  const records: (readonly [group: string, record: { readonly id: string }])[] = [];
  for (const group of ["candidates", "applications", "interviews", "jobs"] as const)
    for (const record of await world.records(group)) {
      records.push([group, record]);
      for (const id of [record.id, record["remoteId"]]) if (typeof id === "string" && !known.has(id)) fresh.add(id);
    }
  // An address of a record has its id in it, as one of its parts: a short one may stand anywhere else by chance.
  const long = [...fresh].filter((id) => id.length > 7);
  const written = [...fresh].map((id) => JSON.stringify(id).slice(1, -1));
  const withoutIds = (address: string) => withParts(address, (part) => (fresh.has(part) ? "new" : part));
  const withoutFresh = (_name: string, each: unknown) => {
    if (typeof each !== "string") return each;
    return fresh.has(each) ? "new" : each.includes("://") ? withoutIds(each) : each;
  };
  const shown = (value: unknown) => {
    const whole = JSON.stringify(value);
    // Most of what is there names nothing that came since.
    const isOld = written.every((id) => !whole.includes(id));
    const text = (isOld ? whole : JSON.stringify(value, withoutFresh)).replace(ofChange, "");
    return isOld ? text : long.reduce((changed, id) => changed.replaceAll(id, "new"), text);
  };
  const made: string[] = [];
  for (const [group, record] of records) {
    if (fresh.has(record.id)) made.push(`${group} ${shown(record)}`);
    else state.set(`${group} ${record.id}`, shown(record));
  }
  for (const [nth, text] of made.toSorted().entries()) state.set(`new record ${nth + 1}`, text);
  const named = new Set(inputs.flatMap((input) => leavesOf(input).map(([, value]) => value)));
  for (const [group, of] of [
    ["applications", "application"],
    ["candidates", "candidate"],
    ["jobs", undefined],
  ] as const)
    for (const id of world.ids(group).filter((each) => named.has(each))) {
      if (of && trial.offers(`${group}.addNote`))
        state.set(`notes of ${of} ${id}`, shown((await world.notes(of, id)).toSorted()));
      if (of && trial.offers(`${group}.addAttachment`))
        state.set(
          `files of ${of} ${id}`,
          shown((await world.files(of, id)).map((file) => JSON.stringify(file)).toSorted()),
        );
      if (trial.offers(`${group}.updateCustomFields`) && world.customFieldValues)
        state.set(`custom fields of ${group} ${id}`, shown(await world.customFieldValues(group, id)));
    }
  return state;
}
