import { AtsError, catalogue, type CoverageCell, isCapabilityId } from "@anyats/core";
import { strict as assert } from "node:assert";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { worldHas } from "../../world-lacks.ts";
import type { ReferenceList, WorldRecord } from "../../world.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { failureOf } from "../pieces/calling.ts";
import { type Lasting, lastingConnection, listsKeptFor } from "../pieces/lasting.ts";
import { allLists, entryInUse, nouns, readBy, renamedTo } from "../pieces/lists-in-use.ts";
import { isDeleted, streamsAsHeld } from "../pieces/records.ts";
import { somebody } from "../pieces/samples.ts";
import { fieldPaths } from "../pieces/schema-paths.ts";
import { tagsOf } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { notesAbout, openApplications } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

const readOn =
  "a connection may live for weeks: read the list again, or say in the trait `listsKeptMinutes` how long it is kept";

/** The lists that an app can read, and that this world can change. */
function listsOf(trial: Trial): readonly ReferenceList[] {
  const lists = allLists.filter((list) => trial.offers(readBy[list]));
  if (lists.length > 0)
    worldHas(
      trial.world.administer,
      `the world cannot change ${lists.map((list) => `${nouns[list]}s`).join(", ")}: write WorldSession.administer`,
    );
  return lists;
}

/** Adds an entry. @returns its id; undefined where nobody can do that in this ATS. */
async function added({ world }: Trial, list: ReferenceList, name: string): Promise<string | undefined> {
  const id = await world.administer!({ list, add: name });
  return id === "never" ? undefined : id;
}

const addedName = (list: ReferenceList) => `Added ${nouns[list]} 4810`;
const passingName = (list: ReferenceList) => `Passing ${nouns[list]} 4812`;

const nameOf = ({ name, lastName }: WorldRecord): string => String(name ?? lastName);

/**
 * Another entry gets the name of one: two of one name are two, as those of two workflows are.
 * @returns whether there are two now. An ATS may name its entries by their names, or allow each name once; tags are named so.
 */
async function hasNamesake(
  { world }: Trial,
  list: ReferenceList,
  one: WorldRecord,
  other: WorldRecord,
): Promise<boolean> {
  const isNamedByName = [one, other].some((each) => nameOf(each).toLowerCase() === each.id.toLowerCase());
  if (list === "tags" || isNamedByName) return false;
  try {
    return (await world.administer!({ list, rename: other.id, to: nameOf(one) })) === other.id;
  } catch {
    return false;
  }
}

/** Two entries swap their names, so that no name is new and none is gone. */
async function swapNames({ world }: Trial, list: ReferenceList, one: WorldRecord, other: WorldRecord): Promise<void> {
  const rename = (id: string, to: string) => world.administer!({ list, rename: id, to });
  await rename(one.id, `Between ${nouns[list]} 4814`);
  await rename(other.id, nameOf(one));
  await rename(one.id, nameOf(other));
}

/** The living entries of a list: stages are known by the jobs that have them. */
async function entriesOf({ world }: Trial, list: ReferenceList): Promise<readonly WorldRecord[]> {
  if (list !== "stages") return (await world.records(list)).filter((each) => !isDeleted(each));
  const jobs = (await world.records("jobs")).filter((each) => !isDeleted(each));
  const stages = jobs.flatMap((job) => (job["stages"] ?? []) as readonly WorldRecord[]);
  return [...new Map(stages.map((each) => [each.id, each])).values()];
}

/** How many more entries there are than the world has. */
const others = 104;

/** Adds so many entries that a list is longer than a page of it. */
async function lengthened(trial: Trial, list: ReferenceList): Promise<void> {
  for (let nth = 0; nth < others; nth += 1) await added(trial, list, `Another of the kit ${4830 + nth}`);
}

/** There are more stages than a page of them, and an application is in the last one. */
async function standsInTheLast(trial: Trial): Promise<void> {
  await lengthened(trial, "stages");
  const last = await added(trial, "stages", "The last of the kit 4904");
  const [application] = await openApplications(trial);
  if (last !== undefined && application)
    await trial.world.become?.(application.id, { kind: "applications", field: "stageId", value: last });
}

/** Reads on a connection that has read before, while somebody adds, renames and removes entries of each list. */
async function follows(
  trial: Trial,
  lists: readonly ReferenceList[],
  aheadMs: number,
  asHeld: (trial: Trial) => Promise<void>,
): Promise<void> {
  if (lists.length === 0) return;
  await using lasting = await lastingConnection(trial, aheadMs);
  const passing: (readonly [ReferenceList, string])[] = [];
  for (const list of lists) {
    const isStageOfJobs = list === "stages" && trial.capability.id === "jobs.stream";
    if (trial.capability.id === readBy[list] || isStageOfJobs) await lengthened(trial, list);
    // The stage of an application is the last of a list that is longer than a page of it.
    if (list === "stages" && trial.capability.id === "applications.stream") await standsInTheLast(trial);
    const id = await added(trial, list, passingName(list));
    if (id !== undefined) passing.push([list, id]);
  }
  await asHeld(lasting.trial);
  const inUse = new Map<ReferenceList, string | undefined>();
  for (const list of lists) {
    await added(trial, list, addedName(list));
    const used = await entryInUse(trial, list);
    inUse.set(list, used);
    if (used !== undefined) await trial.world.administer!({ list, rename: used, to: renamedTo(list) });
  }
  for (const [list, remove] of passing) await trial.world.administer!({ list, remove });
  const isAsHeld = async (what: string) => {
    lasting.later(listsKeptFor(trial));
    try {
      await asHeld(lasting.trial);
    } catch (error) {
      const all = lists.map((list) => nouns[list]).join(", a ");
      if (error instanceof Error) error.message = `after a ${all} was ${what}: ${error.message}; ${readOn}`;
      throw error;
    }
  };
  await isAsHeld("added, another renamed and another removed");
  if (aheadMs !== 0) return;
  for (const list of lists) {
    const [used, entries] = [inUse.get(list), await entriesOf(trial, list)];
    const again = entries.find(({ name, lastName }) => [name, lastName].includes(addedName(list)));
    const [one, other] = [
      entries.find(({ id }) => id === used),
      entries.find(({ id }) => id !== used && id !== again?.id),
    ];
    if (one && other) await swapNames(trial, list, one, other);
    const third = entries.find(({ id }) => ![used, other?.id, again?.id].includes(id));
    // The name that the other one had is that of the one in use now.
    if (one && other && third) await hasNamesake(trial, list, other, third);
    if (!again || (await trial.world.administer!({ list, remove: again.id })) === "never") continue;
    await added(trial, list, addedName(list));
  }
  await isAsHeld(
    "removed and another of its name added, two others swapped their names, and a third got the name of one of them",
  );
}

/** The records of a stream as the world holds them, and of a list each of its entries. */
async function streamed(trial: Trial): Promise<void> {
  await streamsAsHeld(trial);
  const { group } = trial.cell;
  if (group !== "tags" && group !== "users") return;
  const living = (await trial.world.records(group)).filter((each) => !isDeleted(each));
  const found = await trial.stream(trial.capability.id).toArray();
  sameIds(
    found.map(({ id }) => id),
    living.map(({ id }) => id),
    `the ${group}`,
  );
}

/** What compares an answer of a capability with what the world holds, among all that the capability promises. */
export const comparisonsOf = (
  { kind }: CoverageCell,
  promises: readonly ContractPromise[],
): readonly ((trial: Trial) => Promise<void>)[] =>
  kind === "stream" ? [streamed] : promises.flatMap(({ ofCustomers }) => ofCustomers ?? []);

/** What of a record stands in a list, or names an entry of one. */
const entries = /(^|\.|\[\]\.)(stages?|stageId|tags|rejectionReasonName|hiringTeam|interviewers|author|organizer)\b/;

/** Reads the lists themselves, or records that refer to them; what is asked for in other ways is mapped by the same code. */
const refersToLists = ({ capability: id }: CoverageCell): boolean => {
  if (Object.values(readBy).includes(id)) return true;
  const known = isCapabilityId(id) && /\.(stream|get)$/.test(id) ? catalogue[id] : undefined;
  return known !== undefined && fieldPaths(known.output).some((path) => entries.test(path));
};

const listsChangeRule: Rule = {
  rule: "stages, rejection reasons, tags and users change while a connection lives: a new one is listed, mapped and accepted, a removed one is refused. Where the adapter keeps a list for a while, the trait `listsKeptMinutes` says so",
  tried: "`administer` adds, renames and removes entries between two calls of one connection",
};

/**
 * What a capability that reads promises of lists that a customer changes.
 * @param promises What the cell promises: those that compare an answer with what the world holds are tried again.
 */
export function changedListsPromise(
  cell: CoverageCell,
  promises: readonly ContractPromise[],
): readonly ContractPromise[] {
  if (!refersToLists(cell)) return [];
  const comparisons = comparisonsOf(cell, promises);
  return [
    {
      promise: "follows lists that change while it is connected: stages, reasons, tags, users",
      rules: [
        listsChangeRule,
        {
          rule: "two stages, reasons or users of one name are two when they are read: go by the id",
          tried: "it gives one the name of another, and reads both",
        },
        {
          rule: "a list that is read beside records, such as stages, users and departments, is read to its end, also within a stream",
          tried:
            "it gives two records at a time where a request says how many, and adds a hundred stages, reasons, tags and users",
        },
      ],
      async run(trial) {
        const read = async (on: Trial) => {
          for (const compare of comparisons) await compare(on);
        };
        const lists = listsOf(trial);
        await follows(trial, lists, 0, read);
        if (lists.length === 0) return;
        // Our clock is not the ATS's: both together do not tell what changed since it was read. One list, as each takes its time.
        await using other = await trial.another();
        await follows(other.trial, lists.slice(0, 1), 5 * 60_000, read);
      },
    },
  ];
}

type Pending = Awaited<ReturnType<typeof openApplications>>[number];

/** A command that names an entry of a list. */
interface Choosing {
  readonly list: ReferenceList;
  /** @param name What the entry is called, for commands that name it so. */
  readonly input: (application: Pending, id: string) => Readonly<Record<string, unknown>>;
  /** Whether the ATS holds what was asked for. */
  readonly isDone: (trial: Trial, application: Pending, id: string, ended: unknown) => Promise<boolean>;
}

async function isRejected(trial: Trial, { id }: Pending, reasonId: string): Promise<boolean> {
  if (!(await trial.world.application(id)).rejected) return false;
  if (isAbsentOf(trial, "applications", "rejectionReasonName")) return true;
  const [reasons, rows] = [await trial.world.records("rejectionReasons"), await trial.world.records("applications")];
  const name = reasons.find((each) => each.id === reasonId)?.["name"];
  return rows.find((each) => each.id === id)?.["rejectionReasonName"] === name;
}

const create: Choosing = {
  list: "stages",
  input: ({ jobId }, stage) => ({ job: jobId, candidate: somebody(), stage }),
  async isDone({ world }, _application, stage, ended) {
    const { applicationId } = (ended ?? {}) as { readonly applicationId?: string | null };
    return applicationId != null && (await world.application(applicationId)).stageId === stage;
  },
};

const choosing: Readonly<Record<string, Choosing>> = {
  "applications.moveToStage": {
    list: "stages",
    input: ({ id }, stage) => ({ application: id, stage }),
    isDone: async ({ world }, { id }, stage) => (await world.application(id)).stageId === stage,
  },
  "applications.reject": {
    list: "rejectionReasons",
    input: ({ id }, reasonId) => ({ application: id, reasonId }),
    isDone: isRejected,
  },
  "applications.rejectMany": {
    list: "rejectionReasons",
    input: ({ id }, reasonId) => ({ applications: [id], reasonId }),
    isDone: isRejected,
  },
  "applications.create": create,
  "candidates.create": create,
};

interface Entry {
  readonly id: string;
  readonly movable?: boolean;
}

/** An entry of the list that is another one than the application has; of stages one of its job. */
async function anotherFor(
  { world }: Trial,
  list: ReferenceList,
  entries: readonly Entry[],
  { jobId, stageId }: Pending,
): Promise<string | undefined> {
  const others = entries.filter(({ movable = true, id }) => movable && id !== stageId);
  if (list !== "stages") return others[0]?.id;
  const job = (await world.records("jobs")).find(({ id }) => id === jobId);
  const own = new Set(((job?.["stages"] ?? []) as readonly Entry[]).map(({ id }) => id));
  return others.find(({ id }) => own.has(id))?.id;
}

/** Lets the connection read the list, and use an entry of it, so that it has kept whatever it keeps. @returns the list */
async function warmed({ trial }: Lasting, { list, input }: Choosing, application: Pending): Promise<readonly Entry[]> {
  const read = (await trial.call(readBy[list])) as readonly Entry[];
  const known = read.find(({ movable = true, id }) => movable && id !== application.stageId);
  if (known) await ending(() => trial.call(trial.capability.id, input(application, known.id)));
  return read;
}

/** The applications to jobs that have a stage: jobs may have workflows of their own. */
async function thatCanMoveTo({ world }: Trial, open: readonly Pending[], stage: string): Promise<readonly Pending[]> {
  const jobs = (await world.records("jobs")) as readonly (WorldRecord & { readonly stages: readonly WorldRecord[] })[];
  const having = new Set(jobs.filter(({ stages }) => stages.some(({ id }) => id === stage)).map(({ id }) => id));
  return open.filter(({ jobId }) => having.has(jobId));
}

/**
 * The first application for which the ATS accepts the added entry. Where it accepts no earlier entry either, as for a
 * shelved job, the job is skipped: that says nothing about the list.
 * @returns undefined where the adapter declares that it refuses.
 */
async function firstTaken(
  trial: Trial,
  usable: readonly Pending[],
  {
    list,
    before,
    newer,
    perform,
  }: {
    readonly list: ReferenceList;
    readonly before: readonly Entry[];
    readonly newer: string;
    readonly perform: (application: Pending, id: string) => Promise<unknown>;
  },
): Promise<{ readonly application: Pending; readonly taken: unknown } | undefined> {
  const passedOver = new Map<string, string>();
  for (const application of usable) {
    if (passedOver.has(application.jobId)) continue;
    const taken = await perform(application, newer);
    if (isDeclared(taken)) return undefined;
    const refused = failureOf(taken);
    if (!refused) return { application, taken };
    const earlier = await anotherFor(trial, list, before, application);
    if (earlier === undefined || !failureOf(await perform(application, earlier)))
      assert.fail(
        `a ${nouns[list]} was added while connected, and naming it ended in ${refused.code} (${refused.message}); ${readOn}`,
      );
    passedOver.set(application.jobId, refused.code);
  }
  return assert.fail(
    `of no open application the ATS takes another ${nouns[list]}, not even one that was there before: ${[...new Set(passedOver.values())].join(", ")}`,
  );
}

async function choosesAmong(trial: Trial): Promise<void> {
  const chosen = choosing[trial.capability.id]!;
  const { list, input, isDone } = chosen;
  if (!listsOf(trial).includes(list)) return;
  const noun = nouns[list];
  const open = await openApplications(trial);
  await using lasting = await lastingConnection(trial);
  const perform = (application: Pending, id: string) =>
    ending(() => lasting.trial.call(trial.capability.id, input(application, id)));
  const before = await warmed(lasting, chosen, open[0]!);
  if (list === "rejectionReasons") await lengthened(trial, list);
  const [newer, passing] = [await added(trial, list, addedName(list)), await added(trial, list, passingName(list))];
  if (newer === undefined || passing === undefined) return;
  const usable = list === "stages" ? await thatCanMoveTo(trial, open.slice(1), newer) : open.slice(1);
  worldHas(usable.length > 1, `the world has too few open applications to jobs with the added ${noun}`);
  lasting.later(listsKeptFor(trial));
  const chosenOne = await firstTaken(trial, usable, { list, before, newer, perform });
  if (!chosenOne) return;
  const { application: second, taken } = chosenOne;
  // Of the same job where there is one: an ATS may refuse whatever belongs to another.
  const rest = usable.filter(({ id }) => id !== second.id);
  const third = rest.find(({ jobId }) => jobId === second.jobId) ?? rest.at(-1)!;
  assert.ok(
    warningsOf(taken).length > 0 || (await isDone(trial, second, newer, taken)),
    `a ${noun} was added while connected, and naming it gave a receipt, but the ATS shows nothing of it`,
  );
  await lasting.trial.call(readBy[list]); // So the other one is known, too.
  await trial.world.administer!({ list, remove: passing });
  lasting.later(listsKeptFor(trial));
  const ended = await perform(third, passing);
  const error = failureOf(ended);
  assert.ok(
    error ?? warningsOf(ended).length > 0,
    `a ${noun} was removed while connected, and naming it gave a receipt without a warning`,
  );
  if (AtsError.is(error))
    assert.notEqual(error.retry, "unknown-outcome", `naming a removed ${noun} ended in ${error.code}`);
  assert.ok(!(await isDone(trial, third, passing, ended)), `a removed ${noun} was written`);
  // Where it was rejected even so, another reason may come too late.
  if (!error && list === "rejectionReasons") return;
  const again = await added(trial, list, passingName(list));
  // An ATS may name its entries by their names.
  if (again === undefined || again === passing) return;
  await lasting.trial.call(readBy[list]);
  const entries = await entriesOf(trial, list);
  const [one, other] = [entries.find((each) => each.id === again), entries.find((each) => each.id === newer)];
  if (one && other) await swapNames(trial, list, one, other);
  lasting.later(listsKeptFor(trial));
  // For its job, the stage was good before; a rejection is for good.
  const application = list === "stages" ? second : third;
  const last = await perform(application, again);
  const what = `a ${noun} was removed, another of its name was added and swapped names with a third, and naming it`;
  assert.equal(failureOf(last)?.code, undefined, `${what} failed; ${readOn}`);
  assert.ok(
    warningsOf(last).length > 0 || (await isDone(trial, application, again, last)),
    `${what} gave a receipt, but the ATS shows nothing of it; ${readOn}`,
  );
  if (list !== "stages" || !one || !other) return;
  // The stage where it is has the name that the other one had: both have one name then.
  if (!(await hasNamesake(trial, list, other, other))) return;
  lasting.later(listsKeptFor(trial));
  const apart = await perform(application, newer);
  assert.ok(
    failureOf(apart) !== undefined || warningsOf(apart).length > 0 || (await isDone(trial, application, newer, apart)),
    `two ${noun}s of a job have one name, and naming the second by its id gave a receipt, but the ATS shows nothing of it: go by the id`,
  );
}

/** Tags are named by their names: after somebody has renamed one, the new name is the one that counts. */
async function namesTags(trial: Trial): Promise<void> {
  const { id } = trial.capability;
  if (!trial.offers("candidates.addTag") || !trial.world.administer) return;
  if (isAbsentOf(trial, "candidates", "tags")) return;
  const candidate = (await openApplications(trial))[0]!.candidateId;
  await using lasting = await lastingConnection(trial);
  const name = "Tag of the kit 4813";
  const perform = (capability: string, tag: string) => ending(() => lasting.trial.call(capability, { candidate, tag }));
  if (AtsError.is(await perform("candidates.addTag", name))) return;
  const made = (await tagsOf(trial, candidate)).find((each) => each.name === name);
  assert.ok(made, `the tag "${name}" was added, and the ATS does not show it`);
  if ((await trial.world.administer({ list: "tags", rename: made.id, to: renamedTo("tags") })) === "never") return;
  lasting.later(listsKeptFor(trial));
  const under = async (wanted: string) =>
    (await tagsOf(trial, candidate)).filter((each) => each.name === wanted).length;
  /** The tag is removed, and there is another of its name. @returns the id of the other one. */
  const replaced = async () => {
    const old = (await tagsOf(trial, candidate)).find((each) => each.name === name);
    if (old) await trial.world.administer!({ list: "tags", remove: old.id });
    const other = await added(trial, "tags", name);
    lasting.later(listsKeptFor(trial));
    return other;
  };
  const has = async (tag: string | undefined) => (await tagsOf(trial, candidate)).some((each) => each.id === tag);
  const again = "a tag was removed while connected, and another of its name was added";
  if (id === "candidates.removeTag") {
    await perform(id, renamedTo("tags"));
    assert.equal(
      await under(renamedTo("tags")),
      0,
      `a tag was renamed while connected, and was not taken away; ${readOn}`,
    );
    await perform("candidates.addTag", name);
    const other = await replaced();
    await ending(() => trial.call("candidates.addTag", { candidate, tag: name }));
    await perform(id, name);
    assert.ok(!(await has(other)), `${again}, and the other was not taken away; ${readOn}`);
    return;
  }
  await perform(id, renamedTo("tags"));
  assert.equal(await under(renamedTo("tags")), 1, `a tag was renamed while connected, and was given again; ${readOn}`);
  await perform(id, name);
  assert.equal(await under(name), 1, `a tag was renamed, and another of its old name was not made; ${readOn}`);
  const other = await replaced();
  await perform(id, name);
  assert.ok(other === undefined || (await has(other)), `${again}, and was not given; ${readOn}`);
}

/** Rejects an application for one reason, and then for another, as a recruiter does who chose the wrong one. */
async function rejectsAgain(trial: Trial): Promise<void> {
  const { input, isDone } = choosing[trial.capability.id]!;
  const [application] = await openApplications(trial);
  const held = await trial.world.records("rejectionReasons");
  const reasons = held.filter((each) => !isDeleted(each)).slice(0, 2);
  if (!application || reasons.length < 2) return;
  for (const [nth, { id }] of reasons.entries()) {
    const ended = await ending(() => trial.call(trial.capability.id, input(application, id)));
    if (failureOf(ended) || warningsOf(ended).length > 0) return;
    assert.ok(
      await isDone(trial, application, id, ended),
      nth === 0
        ? "a receipt without a warning, and the ATS does not show the rejection with its reason"
        : "it was rejected already, another reason was given, and the receipt has no warning, but the ATS holds the first reason: write the other one, refuse it, or warn",
    );
  }
}

/** Rejects an application with a remark, and then for another reason without one: the remark stays. */
async function keepsTheRemark(trial: Trial): Promise<void> {
  const { input } = choosing[trial.capability.id]!;
  const application = (await openApplications(trial)).at(-1)!;
  const [first, second] = (await trial.world.records("rejectionReasons")).filter((each) => !isDeleted(each));
  if (!first || !second) return;
  const note = "A remark 4821";
  const isHeld = async () => (await notesAbout(trial, application)).some((text) => text.includes(note));
  const reject = (more: object) => ending(() => trial.call(trial.capability.id, more));
  await reject({ ...input(application, first.id), note });
  if (!(await isHeld())) return;
  const ended = await reject(input(application, second.id));
  if (failureOf(ended) || warningsOf(ended).length > 0) return;
  assert.ok(
    await isHeld(),
    "it was rejected with a remark, and then for another reason without one: the remark is gone, and the receipt has no warning; leave out what was not given",
  );
}

/** What a command that names an entry of a list promises where the list changes. */
export const chosenFromListsPromises: readonly ContractPromise[] = [
  {
    promise: "accepts a stage or reason added while it is connected, and refuses a removed one",
    rules: [
      listsChangeRule,
      {
        rule: "two stages or reasons of one name are two when they are given: go by the id",
        tried: "it gives one the name of another, and moves an application from one to the other",
      },
    ],
    applies: ({ capability }) => Object.hasOwn(choosing, capability),
    run: choosesAmong,
  },
  {
    promise: "rejects again for another reason, or says that it does not",
    rules: [
      {
        rule: "an application that is rejected already is rejected again for another reason, or the call refuses or warns; a remark of the first time stays",
        tried: "it rejects twice, for two reasons, and once with a remark and then without",
      },
    ],
    applies: ({ capability }) => /^applications\.reject(Many)?$/.test(capability),
    async run(trial) {
      await rejectsAgain(trial);
      await keepsTheRemark(trial);
    },
  },
  {
    promise: "goes by the name that a tag has now, also after it was renamed",
    rules: [listsChangeRule],
    applies: ({ capability }) => /^candidates\.(add|remove)Tag$/.test(capability),
    run: namesTags,
  },
];
