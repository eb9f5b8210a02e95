import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { scalarsIn } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { recordNouns, type RemovableKind, type WorldRecord } from "../../world.ts";
import { fetchIn, meanwhileAt } from "../../worlds/tapped.ts";
import { fullestFirst, isDeleted, removableKinds } from "../pieces/records.ts";
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
  const people = await fullestFirst(trial, "candidates");
  return { lastName: people.find((each) => typeof each["lastName"] === "string")?.["lastName"] };
}

/**
 * Of the records that a call reads and does not name by their ids, the one of which the ATS holds the most: of a stream one of its
 * first page, of a search one that it finds, which may be read once more, and one that it does not.
 */
async function victimsOf(trial: Trial, kind: RemovableKind, input: object): Promise<readonly string[]> {
  const all = await fullestFirst(trial, kind);
  if (trial.cell.kind !== "stream") {
    const named = new Set(scalarsIn(input).map(String));
    const isFound = (each: WorldRecord) => scalarsIn(each).some((one) => named.has(String(one)));
    return [all.find(isFound), all.find((each) => !isFound(each))].flatMap((each) => each?.id ?? []);
  }
  const pages = trial.stream(trial.capability.id, {}, { pageSize, lookAhead: false }).pages();
  const { value: first } = await pages[Symbol.asyncIterator]().next();
  const ids: readonly string[] = first?.records.map(({ id }: { readonly id: string }) => id) ?? [];
  return [all.find(({ id }) => ids.includes(id))?.id ?? ids[2]].filter((id) => id !== undefined);
}

/** Reads while a record goes away that the call does not name. */
async function readWhileRemoving(
  trial: Trial,
  kind: RemovableKind,
  victims: readonly string[],
  input: Readonly<Record<string, unknown>>,
  nth: number,
): Promise<boolean> {
  await using other = await trial.another();
  const { trial: on } = other;
  const fetch = fetchIn(on.world.settings);
  if (!fetch) return false;
  const { id } = on.capability;
  const isStream = on.cell.kind === "stream";
  const isOfFiles = kind === "attachments";
  if (isOfFiles && Object.keys(input).length === 0) return false;
  const files = isOfFiles ? await filesListed(on, input) : undefined;
  const gone = files ? files.slice(-1).map((each) => each.id) : victims;
  if (gone.length === 0) return false;
  let isPossible = true;
  const way = meanwhileAt(fetch, async () => {
    for (const victim of gone) isPossible &&= (await on.world.remove(kind, victim)) !== "never";
  });
  way.before(nth);
  await using fresh = await connectedTo(withFetch(on, way.fetch));
  const read = () =>
    isStream ? fresh.stream(id, {}, { pageSize, lookAhead: false }).toArray() : fresh.call(id, input);
  const ended = await ending(read);
  if (!way.reached() || !isPossible || isDeclared(ended)) return false;
  const what = `${gone.join(" and ")} went away just before request ${nth + 1} of a call that names none of them by id`;
  assert.ok(
    !AtsError.is(ended),
    `${what}, and the call failed (${AtsError.is(ended) ? ended.code : ""}): leave out what is gone by the time that it is read`,
  );
  if (files) {
    const left = (ended as readonly { readonly id: string }[]).map((each) => each.id);
    const lost = files.filter(({ id: other }) => !gone.includes(other) && !left.includes(other)).map((each) => each.id);
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

interface Resume {
  readonly attachment: { readonly id: string } | null;
  readonly others: number;
}

/** Somebody who has a résumé and other files. */
async function withSeveralFiles(trial: Trial): Promise<string | undefined> {
  for (const candidate of trial.world.ids("candidates").slice(0, mostRecords)) {
    const usual = await ending(() => trial.call(trial.capability.id, { candidate }));
    if (AtsError.is(usual)) return undefined;
    const { attachment, others } = usual as Resume;
    if (attachment && others > 0) return candidate;
  }
  return undefined;
}

/** Looks for a résumé while it, or another file of the person, goes away. @param nth Before which request, from the last one. @returns Whether it did. */
async function resumeWhileRemoving(
  trial: Trial,
  candidate: string,
  nth: number,
  which: "it" | "another file",
): Promise<boolean> {
  await using other = await trial.another();
  const { trial: on } = other;
  const fetch = fetchIn(on.world.settings);
  if (!fetch) return false;
  let isPossible = true;
  let victim: string | undefined;
  const way = meanwhileAt(fetch, async () => {
    isPossible = (await on.world.remove("attachments", victim!)) !== "never";
  });
  await using fresh = await connectedTo(withFetch(on, way.fetch));
  const read = () => ending(() => fresh.call(on.capability.id, { candidate }));
  // What a connection learns once is asked before.
  const usual = await read();
  const listed = await ending(() => on.call("candidates.listAttachments", { candidate }));
  const resume = AtsError.is(usual) ? undefined : (usual as Resume).attachment;
  if (!resume || AtsError.is(listed)) return false;
  const files = listed as readonly { readonly id: string }[];
  victim = which === "it" ? resume.id : files.find(({ id }) => id !== resume.id)?.id;
  if (victim === undefined) return false;
  const before = on.world.requests();
  await read();
  const last = on.world.requests() - before - 1;
  if (nth > last) return false;
  way.before(last - nth + 1);
  const ended = await read();
  if (!way.reached() || !isPossible || isDeclared(ended)) return false;
  const what = `a résumé was looked for, and ${which} was removed just before request ${last - nth + 2} of ${last + 1}`;
  assert.ok(!AtsError.is(ended), `${what}: it ended in ${AtsError.is(ended) ? ended.code : ""}`);
  const { attachment: found } = ended as Resume;
  if (which === "another file") assert.equal(found?.id, resume.id, `${what}: what is given`);
  return true;
}

/** What reading promises where a record goes away between the answer that names it and the request that reads it. */
export const removedMeanwhilePromise: ContractPromise = {
  promise: "leaves out a record that is removed while it reads, and no other",
  rules: [
    {
      rule: "a record that is gone by the time that it is read, and that the call does not name, is left out: it ends no stream and no query",
      tried:
        "it removes the record of which the ATS holds the most before each of the requests that follow the first; of a search, one that it finds and one that it does not",
    },
    {
      rule: "a file of a list whose address is asked for on its own may be gone by then: where it is not found, read the list again, and leave out what is gone from there alone",
      tried: "it removes one of several files meanwhile, where `remove` of the world does that",
    },
  ],
  applies: ({ kind, group, capability }) =>
    (kind === "stream" && kinds.has(group)) ||
    Object.hasOwn(ofMany, capability) ||
    capability === "candidates.getResume",
  async run(trial) {
    if (trial.capability.id === "candidates.getResume") {
      const somebody = trial.offers("candidates.listAttachments") ? await withSeveralFiles(trial) : undefined;
      if (somebody === undefined) return;
      for (const which of ["it", "another file"] as const)
        for (const nth of moments.slice(0, 2)) if (!(await resumeWhileRemoving(trial, somebody, nth, which))) break;
      return;
    }
    const kind = ofMany[trial.capability.id] ?? (trial.cell.group as RemovableKind);
    const input = trial.cell.kind === "stream" ? {} : await inputFor(trial);
    const victims = kind === "attachments" ? [] : await victimsOf(trial, kind, input);
    for (const nth of moments) if (!(await readWhileRemoving(trial, kind, victims, input, nth))) return;
  },
};
