import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { scalarsIn } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { recordNouns, type RemovableKind } from "../../world.ts";
import { fetchIn, meanwhileAt } from "../../worlds/tapped.ts";
import { isDeleted, removableKinds } from "../pieces/records.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

/** Before which requests the record goes away, from 0: the first one may ask for a token, or for a setting. */
const moments = [1, 2, 3, 4] as const;

const kinds: ReadonlySet<string> = new Set(removableKinds);

/** The queries that read records which their input does not name. */
const ofMany: Readonly<Record<string, RemovableKind>> = {
  "applications.listStages": "jobs",
  "candidates.find": "candidates",
  "candidates.listAttachments": "attachments",
  "applications.listAttachments": "attachments",
};

/** How many records are looked at for one with several files. */
const mostRecords = 12;

const pageSize = 5;

/** The files that a query lists; none where it is refused. */
async function filesListed(trial: Trial, input: object): Promise<readonly { readonly id: string }[]> {
  const listed = await ending(() => trial.call(trial.capability.id, input));
  return AtsError.is(listed) ? [] : (listed as readonly { readonly id: string }[]);
}

/** The input of such a query. Of many ATSs a search by name reads everybody. */
async function inputFor(trial: Trial): Promise<Readonly<Record<string, unknown>>> {
  const { world, capability, cell } = trial;
  if (capability.id === "applications.listStages") return {};
  if (ofMany[capability.id] === "attachments") {
    const kind = cell.group as "candidates" | "applications";
    for (const id of world.ids(kind).slice(0, mostRecords)) {
      const input = { [recordNouns[kind]]: id };
      if ((await filesListed(trial, input)).length > 1) return input;
    }
    return {};
  }
  const people = (await world.records("candidates")).filter((each) => !isDeleted(each));
  return { lastName: people.find((each) => typeof each["lastName"] === "string")?.["lastName"] };
}

/** Reads while a record goes away that the call does not name. */
async function readWhileRemoving(trial: Trial, kind: RemovableKind, nth: number): Promise<boolean> {
  await using other = await trial.another();
  const { trial: on } = other;
  const fetch = fetchIn(on.world.settings);
  if (!fetch) return false;
  const { id } = on.capability;
  const isStream = on.cell.kind === "stream";
  const input = isStream ? {} : await inputFor(on);
  const named = new Set(scalarsIn(input).map(String));
  const isOfFiles = kind === "attachments";
  if (isOfFiles && Object.keys(input).length === 0) return false;
  const files = isOfFiles ? await filesListed(on, input) : undefined;
  const usual = isStream
    ? (await on.stream(id, {}, { pageSize, lookAhead: false }).pages()[Symbol.asyncIterator]().next()).value?.records
    : (files ??
      (await on.world.records(kind)).filter(
        (each) => !isDeleted(each) && !scalarsIn(each).some((one) => named.has(String(one))),
      ));
  const victim = files ? files.at(-1)?.id : usual?.[2]?.id;
  if (victim === undefined) return false;
  let isPossible = true;
  const way = meanwhileAt(fetch, async () => {
    isPossible = (await on.world.remove(kind, victim)) !== "never";
  });
  way.before(nth);
  await using fresh = await connectedTo(withFetch(on, way.fetch));
  const read = () =>
    isStream ? fresh.stream(id, {}, { pageSize, lookAhead: false }).toArray() : fresh.call(id, input);
  const ended = await ending(read);
  if (!way.reached() || !isPossible || isDeclared(ended)) return false;
  const what = `${victim} was removed just before request ${nth + 1} of a call that does not name it`;
  assert.ok(
    !AtsError.is(ended),
    `${what}, and the call failed (${AtsError.is(ended) ? ended.code : ""}): leave out what is gone by the time that it is read`,
  );
  if (files) {
    const left = (ended as readonly { readonly id: string }[]).map((each) => each.id);
    const lost = files.filter(({ id: other }) => other !== victim && !left.includes(other)).map((each) => each.id);
    assert.deepEqual(lost, [], `${what}, and others are missing`);
  }
  // Where lists go by place, a deletion moves the records after it.
  if (!isStream || on.adapter.facts.traits?.paging === "by-place") return true;
  const found = new Set((ended as readonly { readonly id: string }[]).map((each) => each.id));
  const lost = (await on.world.records(on.cell.group)).filter((each) => !isDeleted(each) && !found.has(each.id));
  assert.deepEqual(
    lost.map((each) => each.id),
    [],
    `${what}, and others are missing`,
  );
  return true;
}

/** What reading promises where a record goes away between the answer that names it and the request that reads it. */
export const removedMeanwhilePromise: ContractPromise = {
  promise: "leaves out a record that is removed while it reads, and no other",
  applies: ({ kind, group, capability }) =>
    (kind === "stream" && kinds.has(group)) || Object.hasOwn(ofMany, capability),
  async run(trial) {
    const kind = ofMany[trial.capability.id] ?? (trial.cell.group as RemovableKind);
    for (const nth of moments) if (!(await readWhileRemoving(trial, kind, nth))) return;
  },
};
