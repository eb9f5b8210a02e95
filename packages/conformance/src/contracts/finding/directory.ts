import { AtsError } from "@anyats/core";
import { z } from "zod/mini";
import { strict as assert } from "node:assert";
import { refusalOf, sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { openedAs } from "../../guarded.ts";
import { connectedTo, withSettings } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import type { StoredFile, WorldRecord } from "../../world.ts";
import { fetchIn } from "../../worlds/tapped.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { atEdges } from "../pieces/at-edges.ts";
import { asStored, fileCalled, storedAs } from "../pieces/files.ts";
import { fromAllOver } from "../pieces/from-all-over.ts";
import { differenceOf, isCanonical, isDeleted } from "../pieces/records.ts";
import { replacesInPlace } from "../pieces/replaced-files.ts";
import { wordsOf } from "../pieces/schema-paths.ts";
import { ending, makes, unlessRefused } from "../pieces/striking.ts";
import { openApplications } from "../pieces/targets.ts";

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

/** What a query gives that the world tells under the query's own name. */
const toldByName: ContractPromise = {
  promise: "gives each field the value that the ATS's own API holds",
  run: asItsOwnApiHolds,
  ofTimes: someAsItsOwnApiHolds,
  ofCustomers: someAsItsOwnApiHolds,
};

/** The same of records from all over the list, by one id each, for promises that read them several times. */
async function someAsItsOwnApiHolds(trial: Trial): Promise<void> {
  const all = await trial.world.records(trial.capability.id);
  for (const [nth, { id, ...truth }] of fromAllOver(all).entries()) {
    const isByOther = nth % 2 === 1 && truth["remoteId"] !== undefined;
    const asked = isByOther ? { remoteId: truth["remoteId"] } : { id };
    const given = (await trial.call(trial.capability.id, asked)) as Row;
    isCanonical(trial, given);
    const first = differenceOf(given, truth as unknown as WorldRecord);
    assert.equal(first, undefined, `record ${id}: ${first}`);
  }
}

async function asItsOwnApiHolds(trial: Trial): Promise<void> {
  for (const { id, ...truth } of await trial.world.records(trial.capability.id)) {
    const byId = (await trial.call(trial.capability.id, { id })) as Row;
    isCanonical(trial, byId);
    const first = differenceOf(byId, truth as unknown as WorldRecord);
    assert.equal(first, undefined, `record ${id}: ${first}`);
    if (truth["remoteId"] === undefined) continue;
    const byRemoteId = (await trial.call(trial.capability.id, { remoteId: truth["remoteId"] })) as Row;
    assert.deepEqual(byRemoteId, byId, "by the id in the ATS");
  }
}

async function connectionAsHeld(trial: Trial): Promise<void> {
  const [truth] = await trial.world.records(trial.capability.id);
  if (!truth) return;
  const given = (await trial.call(trial.capability.id, {})) as Row;
  isCanonical(trial, given);
  const { id, ...others } = truth;
  const first = differenceOf(given, Object.hasOwn(given, "id") ? { id, ...others } : others);
  assert.equal(first, undefined, first ?? "");
}

/** Where the world tells what a connection is. */
const toldOfConnection: ContractPromise = {
  promise: "gives each field the value that the aggregator holds",
  run: connectionAsHeld,
  ofCustomers: connectionAsHeld,
};

const keyChecked: ContractPromise = {
  promise: "ends in `connection.key-refused` when the key is not good",
  ofVersions: "each",
  async run(trial) {
    await using wrong = await connectedTo(withSettings(trial, trial.world.wrong.settings));
    // The call does not go through the trial's client, so the error names the call, too.
    const error = await refusalOf(() => wrong.call(trial.capability.id, {}), "a wrong key");
    assert.equal(error.code, "connection.key-refused");
    assert.equal(error.fault, "configuration");
    // What was found before says nothing of now.
    await using on = await connectedTo(trial);
    const before = await on.call(trial.capability.id, {});
    if (!(await makes(trial, "key-withdrawn"))) return;
    const withdrawn = await ending(() => on.call(trial.capability.id, {}));
    await trial.world.trouble("none");
    const code = AtsError.is(withdrawn) ? withdrawn.code : "a success";
    assert.equal(code, "connection.key-refused", "the key was withdrawn, and checked again on the same connection");
    assert.deepEqual(await on.call(trial.capability.id, {}), before, "the key is good again");
  },
};

/** Ids of nothing: more than an address has room for. */
const strangers = Array.from({ length: 260 }, (_each, nth) => `999${String(nth).padStart(5, "0")}`);

/** What else is asked for beside what changed: nothing, and a record by each of its ids. */
const besideChanges = ({ id, remoteId }: WorldRecord): readonly object[] => [
  {},
  { ids: [id, ...strangers] },
  ...(typeof remoteId === "string" ? [{ remoteIds: [remoteId] }, { ids: [id], remoteIds: [remoteId] }] : []),
];

async function reasonsAsHeld(trial: Trial): Promise<void> {
  const truth = (await trial.world.records("rejectionReasons")).filter((each) => !isDeleted(each));
  if (truth.length === 0) return;
  const read = async (filter: object) => (await trial.call(trial.capability.id, filter)) as readonly Row[];
  const all = await read({});
  sameIds(
    all.map(({ id }) => id),
    truth.map(({ id }) => id),
    "the reasons",
  );
  for (const reason of all) {
    const wanted = truth.find(({ id }) => id === reason.id)!;
    assert.equal(differenceOf(reason, wanted), undefined);
  }
  const [one, other] = truth as [WorldRecord, WorldRecord];
  const byId = new Map(all.map((reason) => [reason.id, reason]));
  const idsOf = async (filter: object) => {
    const found = await read(filter);
    for (const reason of found)
      assert.deepEqual(
        reason,
        byId.get(reason.id),
        `a reason by ${JSON.stringify(filter).slice(0, 200)}, and without a filter`,
      );
    return found.map(({ id }) => id);
  };
  sameIds(await idsOf({ ignoreUnsupportedFilters: true }), [...byId.keys()], "by no filter");
  sameIds(await idsOf({ ids: [one.id] }), [one.id], "by id");
  sameIds(await idsOf({ ids: [] }), [], "by no id");
  if (typeof other?.["remoteId"] === "string") {
    sameIds(await idsOf({ remoteIds: [other["remoteId"]] }), [other.id], "by the id in the ATS");
    sameIds(await idsOf({ ids: [one.id], remoteIds: [other["remoteId"]] }), [], "filters together must all match");
    // More of them than one request takes: it stands where one of them begins, and at the end.
    const [first, later] = [strangers.slice(0, 100), strangers.slice(100)];
    const both = (id: string) => ({ ids: [...first, id, ...later], remoteIds: [...strangers, other["remoteId"]] });
    sameIds(await idsOf(both(one.id)), [], "long lists together must all match");
    sameIds(await idsOf(both(other.id)), [other.id], "by long lists that both name it");
    sameIds(await idsOf({ remoteIds: [] }), [], "by no id in the ATS");
  }
  if (one["changedAt"] === undefined) return; // The ATS does not say when a reason changed.
  const later = new Date(trial.world.now().getTime() + 1);
  // An ATS may show changes late; then a limitation says so, and that some come again.
  if (!trial.cell.limitations.some(({ summary }) => summary.includes("`updatedAfter`")))
    for (const beside of besideChanges(one))
      sameIds(await idsOf({ ...beside, updatedAfter: later }), [], "changed since now");
  sameIds(
    await idsOf({ updatedAfter: "1990-01-01" }),
    truth.map(({ id }) => id),
    "changed since long ago",
  );
}

const reasons: readonly ContractPromise[] = [
  {
    promise: "gives each reason as the ATS holds it, and selects by ids, alone and together",
    run: reasonsAsHeld,
    ofCustomers: reasonsAsHeld,
  },
];

interface Stage extends Row {
  readonly jobIds: readonly string[];
  readonly movable: boolean;
}

/** @param most Of how many jobs that share stages. */
async function stagesAsHeld(trial: Trial, most = 40): Promise<void> {
  const jobs = (await trial.world.records("jobs")).filter((each) => !isDeleted(each));
  const withStages = jobs.filter((each) => ((each["stages"] ?? []) as unknown[]).length > 0);
  const [one, other] = withStages as [WorldRecord, WorldRecord | undefined];
  worldHas(one, "the world has no job with stages");
  const stageIds = (job: WorldRecord) => (job["stages"] as readonly Row[]).map(({ id }) => id);
  // The most jobs that a stage is of: asked for among strangers, they stand in several requests.
  const sharing = withStages.filter((each) => stageIds(each).some((id) => stageIds(one).includes(id)));
  const requestsFor = async (...asked: readonly WorldRecord[]): Promise<number> => {
    const before = trial.world.requests();
    await trial.call(trial.capability.id, { jobIds: asked.map(({ id }) => id) });
    return trial.world.requests() - before;
  };
  // Among a few jobs, too, there are more ids than one request takes, unless each job takes one of its own.
  await requestsFor(one); // It also asks for what the connection keeps.
  const isDear = most < 40 || !other || (await requestsFor(one)) < (await requestsFor(one, other));
  const among = (asked: readonly WorldRecord[]) =>
    [asked, isDear ? 12 : Math.max(12, Math.ceil(210 / asked.length))] as const;
  const cases: readonly (readonly [asked: readonly WorldRecord[], strangers: number])[] = [
    [[one], 0],
    [other ? [one, other] : [one], 0],
    among(sharing.slice(0, most)),
    // Where each job has stages of its own, several jobs stand at the ends of the requests.
    ...(sharing.length < Math.min(8, most) ? [among(withStages.slice(0, 20))] : []),
  ];
  for (const [asked, strangers] of cases) {
    const known = new Set(asked.map(({ id }) => id));
    // The last one stands at the end, in a request that is not the first.
    const ids = atEdges(
      asked.flatMap(({ id }, nth) => {
        const others = strangersAfter(nth, strangers);
        return nth === asked.length - 1 ? [...others, id] : [id, ...others];
      }),
      known,
    );
    const listed = await ending(() => trial.call(trial.capability.id, { jobIds: ids }));
    if (AtsError.is(listed)) {
      if (strangers === 0) throw listed;
      assert.equal(listed.code, "record.not-found", "asked for the stages of jobs among others that nobody has");
      continue;
    }
    // An ATS with the same stages in all jobs may give them to jobs that nobody has.
    const ofKnown = (stage: Stage): Stage => ({ ...stage, jobIds: stage.jobIds.filter((id) => known.has(id)) });
    stagesOfAsked(strangers === 0 ? (listed as readonly Stage[]) : (listed as readonly Stage[]).map(ofKnown), asked);
  }
  assert.deepEqual(await trial.call(trial.capability.id, { jobIds: [] }), [], "of no job");
}

/** Ids that no job has. */
const strangersAfter = (nth: number, count: number): readonly string[] =>
  Array.from({ length: count }, (_each, index) => `999${String(nth * count + index).padStart(5, "0")}`);

function stagesOfAsked(listed: readonly Stage[], asked: readonly WorldRecord[]): void {
  const wanted = asked.flatMap((each) => each["stages"] as readonly WorldRecord[]);
  sameIds(
    listed.map(({ id }) => id),
    [...new Set(wanted.map(({ id }) => id))],
    `the stages of ${asked.length} jobs`,
  );
  for (const stage of listed) {
    const truth = wanted.find(({ id }) => id === stage.id)!;
    assert.equal(differenceOf(stage, truth), undefined, `stage ${stage.id}`);
    const ofJobs = asked.filter((each) => (each["stages"] as Row[]).some(({ id }) => id === stage.id));
    assert.deepEqual(stage.jobIds.toSorted(), ofJobs.map(({ id }) => id).toSorted(), "the jobs of a stage");
  }
}

const stages: readonly ContractPromise[] = [
  {
    promise: "lists the stages of the requested jobs, each once, as those jobs have them",
    rules: [
      {
        rule: "where `jobIds` are asked for, a stage names those of them that have it, and no other job",
        tried: "it asks for the stages of one job and of several that share some, and compares",
      },
    ],
    run: (trial) => stagesAsHeld(trial),
    ofCustomers: (trial) => stagesAsHeld(trial, 3),
  },
];

interface Attachment extends Row {
  readonly fileName: string | null;
  readonly type: string | null;
  readonly url: string;
  readonly candidateId: string | null;
  readonly applicationId: string | null;
  readonly contentType: string | null;
}

/** The files of a record; of a candidate also those of the candidate's applications. */
async function filesOf(trial: Trial, of: "application" | "candidate", id: string): Promise<readonly StoredFile[]> {
  const own = (await trial.world.files(of, id)).map(asStored);
  if (of === "application") return own;
  const applications = (await trial.world.records("applications")).filter(
    (each) => each["candidateId"] === id && !isDeleted(each),
  );
  const names = new Set(own.map(({ name }) => name));
  const others: StoredFile[] = [];
  for (const each of applications) others.push(...(await filesOf(trial, "application", each.id)));
  return [...own, ...others.filter(({ name }) => !names.has(name))];
}

/** An address that holds the file itself, and says what is not a media type. */
const untyped = /^data:(?![\w.+-]+\/[\w.+-]+[;,]|[;,])/;

/** The address of a file, followed without a key, gives the bytes that the ATS holds. */
async function leadToBytes(
  { world }: Trial,
  listed: readonly Attachment[],
  stored: readonly StoredFile[],
): Promise<void> {
  const fetch = fetchIn(world.settings);
  for (const { fileName, url } of fetch ? listed.slice(0, 2) : []) {
    const [held, ...others] = stored.filter(({ name }) => name === fileName);
    if (!held || others.length > 0) continue;
    if (held.link !== undefined) assert.equal(url, held.link, `the address of ${fileName}, which is a link`);
    // An address that holds the file itself leads to no server.
    const follow = url.startsWith("data:") ? globalThis.fetch : fetch!;
    const answer = held.base64 !== undefined ? await follow(url).catch(() => undefined) : undefined;
    if (held.isOpen)
      assert.ok(answer?.ok, `${url} does not lead to ${fileName}, which is open to anyone who has its address`);
    if (!answer?.ok) continue; // It is good for an app alone, or no longer.
    const bytes = Buffer.from(await answer.arrayBuffer()).toString("base64");
    assert.equal(bytes, held.base64, `the address of ${fileName} leads to other bytes`);
  }
}

/** What must be known of files before they are sent, for each command that takes some. */
const restrictions: readonly ContractPromise[] = [
  {
    promise: "says for each command what its files must be like, as the ATS says it",
    async run(trial) {
      for (const { id: command, ...truth } of await trial.world.records(trial.capability.id)) {
        const given = await unlessRefused(() => trial.call(trial.capability.id, { command }));
        if (given === undefined) continue;
        const first = differenceOf(given as Row, truth as unknown as WorldRecord);
        assert.equal(first, undefined, `${command}: ${first}`);
      }
    },
  },
];

/** Two files have one name: both are listed, where the ATS keeps both. */
async function attachesTwice(trial: Trial, of: "application" | "candidate", id: string | undefined): Promise<void> {
  const command = `${of}s.addAttachment`;
  if (id === undefined || !trial.offers(command)) return;
  const file = fileCalled("of-one-name-4905.pdf", "OTHER");
  for (const each of [file, { ...file, base64: fileCalled("another-4906.pdf", "OTHER").base64 }])
    await ending(() => trial.call(command, { [of]: id, file: each }));
}

/** A file is replaced: it came earlier than it was last changed. */
async function replaces(trial: Trial, of: "application" | "candidate", ids: readonly string[]): Promise<void> {
  if (of === "application") return;
  for (const id of ids) {
    const [file] = await trial.world.files(of, id);
    if (file !== undefined) return void (await replacesInPlace(trial, id, asStored(file).name));
  }
}

/** What a world may say of a file besides its name, kind and content. */
const besides = ["candidateId", "applicationId", "createdAt", "updatedAt"] as const;

const toldOf = (file: StoredFile) =>
  Object.fromEntries(besides.flatMap((name) => (file[name] === undefined ? [] : [[name, file[name]]])));

function attachmentLists(of: "application" | "candidate"): readonly ContractPromise[] {
  return [
    {
      promise: "lists the files of the ATS by name and kind, and none where there are none",
      rules: [
        {
          rule: "two files of one name are two: only their ids tell them apart",
          tried: "it attaches two files of one name",
        },
        {
          rule: "a file names its candidate and its application, and the instants at which it came and was last changed, as far as the ATS knows them",
          tried: 'it compares them with what `files()` says of them, or `records("attachments")`',
        },
        {
          rule: "the address of a file leads to its bytes, or holds them as a data URL",
          tried: "it follows the address without a key, and compares the bytes with those of `files()`",
        },
      ],
      async run(trial) {
        const targets =
          of === "candidate" ? trial.world.ids("candidates") : (await openApplications(trial)).map(({ id }) => id);
        await attachesTwice(trial, of, targets[0]);
        await replaces(trial, of, targets.slice(0, 8));
        const known = [
          ...(await trial.world.records(trial.capability.id)),
          ...(await trial.world.records("attachments")),
        ];
        let compared = 0;
        const addresses = new Map<string, string>();
        for (const id of targets.slice(0, 8)) {
          const stored = await filesOf(trial, of, id);
          const listed = (await trial.call(trial.capability.id, { [of]: id })) as readonly Attachment[];
          for (const each of listed) {
            assert.ok(URL.canParse(each.url), "the address of a file is not one");
            assert.ok(
              !untyped.test(each.url),
              `the address of a file holds it, and its type is ${each.url.slice(0, 20)}`,
            );
            const same = addresses.get(each.url) ?? each.id;
            assert.equal(same, each.id, `the files ${same} and ${each.id} have one address, ${each.url}`);
            addresses.set(each.url, each.id);
          }
          assert.deepEqual(
            listed.map(({ fileName }) => fileName).toSorted(),
            stored.map(({ name }) => name).toSorted(),
            "the names of the files",
          );
          for (const file of listed) {
            const whose = file[`${of}Id`];
            assert.ok(whose === null || whose === id, `the file ${file.id} of ${of} ${id} says that it is of ${whose}`);
            const same = stored.filter(({ name }) => name === file.fileName);
            const [{ contentType = null } = {}] = same;
            if (file.contentType !== null && contentType !== null && same.length === 1)
              assert.equal(file.contentType, contentType, `the type of ${file.fileName}`);
            if (file.type !== null && file.type !== "OTHER" && same.length === 1 && same[0]!.type != null)
              assert.equal(file.type, same[0]!.type, "the kind of a file");
          }
          compared += listed.length;
          for (const file of listed) {
            const same = stored.filter(({ name }) => name === file.fileName);
            const truth: Partial<WorldRecord> = {
              ...(same.length === 1 && toldOf(same[0]!)),
              ...known.find((each) => each.id === file.id),
            };
            // A stream says more of a record, such as when it changed.
            const said = Object.fromEntries(Object.entries(truth).filter(([name]) => Object.hasOwn(file, name)));
            assert.equal(differenceOf(file, said), undefined, `the file ${file.id}`);
            for (const name of besides)
              if (same.length === 1 && !Object.hasOwn(truth, name) && !isAbsentOf(trial, "attachments", name))
                openedAs(trial.world)?.lacking.add(`files().${name}`);
          }
          await leadToBytes(trial, listed, stored);
        }
        worldHas(compared > 0, "no record of the world has files");
      },
    },
  ];
}

interface Resume {
  readonly attachment: Attachment | null;
  readonly others: number;
}

/** How many candidates with files are looked at: as many as an ATS may have words for a résumé. */
const mostWords = 6;

/** A résumé is one whatever the ATS calls it. */
async function knowsEachWord(trial: Trial): Promise<void> {
  let seen = 0;
  if (!(await makes(trial, "known-words"))) return;
  for (const candidate of trial.world.ids("candidates")) {
    if (seen === mostWords) break;
    const held = await filesOf(trial, "candidate", candidate);
    if (held.length !== 1) continue;
    const { attachment } = (await trial.call(trial.capability.id, { candidate })) as unknown as Resume;
    if (trial.world.struck?.() === 0) break; // It has one word for a résumé.
    assert.ok(
      attachment,
      `during \`trouble("known-words")\` of the world the ATS calls the only file of candidate ${candidate} a résumé in another word, and none is found: read each word, or let the world's spoil return undefined where it changes nothing`,
    );
    seen += 1;
  }
  await trial.world.trouble("none");
}

const resume: readonly ContractPromise[] = [
  {
    promise: "gives the newest résumé and counts the other files",
    rules: [
      {
        rule: "a résumé is one in each word that the ATS has for it",
        tried: "`known-words` calls files by each, where the world makes that trouble",
      },
      {
        rule: "the newest résumé is the one that was created or updated last: one that is replaced in place is newer than one that came after it",
        tried:
          "it adds two, and replaces the older one with `replaceFile` of the world, which keeps its id and creation time",
      },
    ],
    async run(trial) {
      for (const id of trial.world.ids("candidates").slice(0, 8)) {
        const files = await filesOf(trial, "candidate", id);
        const { length } = files;
        const given = (await trial.call(trial.capability.id, { candidate: id })) as unknown as Resume;
        const [same, ...more] = files.filter(({ name }) => name === given.attachment?.fileName);
        const isOther = more.length === 0 && ["OTHER", "COVER_LETTER"].includes(same?.type ?? "");
        assert.ok(!isOther, `candidate ${id} has ${same?.name}, which the ATS says is not a résumé`);
        assert.equal(given.others, given.attachment ? length - 1 : length, `the other files of candidate ${id}`);
        if (given.attachment) await leadToBytes(trial, [given.attachment], files);
      }
      await knowsEachWord(trial);
      if (!trial.offers("candidates.addAttachment")) return;
      const [candidate] = trial.world.ids("candidates") as [string];
      const [older, newer] = [fileCalled("older-4752.pdf", "CV"), fileCalled("newer-4753.pdf", "CV")];
      for (const file of [older, newer]) {
        const written = await trial
          .call("candidates.addAttachment", { candidate, file })
          .catch((error: unknown) => error);
        if (AtsError.is(written)) return;
        await trial.world.touch("jobs", trial.world.ids("jobs")[0]!); // Time goes on.
      }
      const stored = await filesOf(trial, "candidate", candidate);
      const found = (await trial.call(trial.capability.id, { candidate })) as unknown as Resume;
      const [newest] = storedAs(trial, stored, newer);
      assert.equal(found.attachment?.fileName, newest?.name, "the résumé is not the newest");
      assert.equal(found.others, stored.length - 1, "the number of the other files");
      const [replaced] = storedAs(trial, stored, older);
      if (!replaced || !(await replacesInPlace(trial, candidate, replaced.name))) return;
      const after = (await trial.call(trial.capability.id, { candidate })) as unknown as Resume;
      assert.equal(after.attachment?.fileName, replaced.name, "the résumé is not the one that was replaced last");
    },
  },
];

const sync: readonly ContractPromise[] = [
  {
    promise: "starts one sync of a type at a time, and says so",
    async run(trial) {
      const call = (type?: string): Promise<{ syncId: string; type: string; alreadyQueued: boolean }> =>
        trial.call(trial.capability.id, type === undefined ? {} : { type });
      const first = await call();
      assert.deepEqual([first.alreadyQueued, first.type], [false, "FULL"]);
      const again = await call("FULL");
      assert.deepEqual([again.alreadyQueued, again.syncId], [true, first.syncId], "the second one");
      const { shape } = trial.capability.input as unknown as { readonly shape: { readonly type: z.core.$ZodType } };
      for (const type of [...wordsOf(z.object({ type: shape.type })).values()].flat()) {
        const asked = await call(type);
        assert.equal(asked.type, type, "the type that was asked for");
        assert.equal(asked.alreadyQueued, type === first.type, `one of type ${type}, beside one of type ${first.type}`);
        assert.equal(asked.syncId === first.syncId, type === first.type, "a sync of each type is one of its own");
      }
    },
  },
];

/** What queries promise of what the ATS holds, by id. */
export const directoryPromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "jobs.getEnhanced": [toldByName],
  "candidates.getEnhanced": [toldByName],
  "integration.get": [toldOfConnection],
  "integration.checkKey": [keyChecked, toldOfConnection],
  "applications.getAttachmentRestrictions": restrictions,
  "integration.forceSync": sync,
  "applications.listRejectionReasons": reasons,
  "applications.listStages": stages,
  "applications.listAttachments": attachmentLists("application"),
  "candidates.listAttachments": attachmentLists("candidate"),
  "candidates.getResume": resume,
};
