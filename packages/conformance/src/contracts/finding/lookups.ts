import { z } from "zod/mini";
import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { comparable, refusalOf, sameIds, withoutRequests } from "../../assertions.ts";
import type { ContractPromise, Rule, Trial } from "../../contract-test.ts";
import { isFields, changedWithin } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { worldHas } from "../../world-lacks.ts";
import type { Kind } from "../../world.ts";
import { fetchIn, rewritingAnswers } from "../../worlds/tapped.ts";
import { idsOfOthers } from "../pieces/filtering.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { differenceOf } from "../pieces/records.ts";
import { some } from "../pieces/seeded.ts";
import { ending } from "../pieces/striking.ts";
import { isAskable } from "../pieces/askable.ts";
import { nobody } from "../pieces/targets.ts";

interface Found {
  readonly id: string;
  readonly remoteId: string | null;
}

const canonical = ({ capability }: Trial, answer: unknown) => {
  const parsed = z.safeParse(capability.output, answer);
  assert.ok(
    parsed.success,
    `the answer is not canonical: ${parsed.error?.issues[0]?.path.join(".")} ${parsed.error?.issues[0]?.message}`,
  );
};

/** What finding one record promises. */
const getPromises: readonly ContractPromise[] = [
  {
    promise: "finds the record by its id, and by its id in the ATS",
    async run(trial) {
      const { capability, world, cell } = trial;
      for (const id of world.ids(cell.group as Kind).slice(0, 3)) {
        const found: Found = await trial.call(capability.id, { id });
        canonical(trial, found);
        assert.equal(found.id, id);
        if (found.remoteId !== null)
          assert.equal(((await trial.call(capability.id, { remoteId: found.remoteId })) as Found).id, id);
      }
    },
  },
  {
    promise: "says that there is no such record",
    rules: [{ rule: "an unknown id is `record.not-found`", tried: "it asks for ids that nobody has" }],
    async run(trial) {
      const error = await refusalOf(() => trial.call(trial.capability.id, { id: nobody }), "an unknown id");
      assert.equal(error.code, "record.not-found");
      assert.equal(error.retry, "never");
    },
  },
  {
    promise: "looks for an odd id as it is: none has a record, and none leads elsewhere",
    rules: [
      { rule: "an id is compared as a whole", tried: "it asks for ids that begin like one, and that one begins with" },
    ],
    ofVersions: true,
    async run(trial) {
      const { group } = trial.cell;
      const records = await trial.world.records(group);
      const [some] = trial.world.ids(group as Kind);
      const record = records.find(({ id }) => id === some);
      const leadsNowhere = async (input: object, what: string) => {
        const { code } = await refusalOf(() => trial.call(trial.capability.id, input), what);
        assert.ok(["record.not-found", "record.unusable-id"].includes(code), `${what}: ${code}`);
      };
      // An id is compared as a whole: its beginning, and one that begins with it, are other ids.
      for (const name of ["id", "remoteId"] as const) {
        const own = record?.[name];
        if (typeof own !== "string" || own === "") continue;
        const known = new Set(records.map((each) => each[name]));
        for (const near of [own.slice(0, -1), own.slice(1), `${own}0`, `${own}x`]) {
          if (near !== "" && !known.has(near))
            await leadsNowhere({ [name]: near }, `${name} ${near}, which is nearly one`);
        }
      }
      // An ATS may have one address, or one query, for records of all kinds.
      for (const id of idsOfOthers(trial.world, group)) {
        if (!records.some((each) => each.id === id))
          await leadsNowhere({ id }, `${id}, the id of a record of another kind`);
      }
      const odd = ["../jobs", "a/b", "a\\b", "a?b=c", "a#b", "a b", "%2e%2e", "a\u0000b", "a\u200bb", "x".repeat(300)];
      for (const id of odd) await leadsNowhere({ id }, JSON.stringify(id));
      const empty = () => refusalOf(() => trial.call(trial.capability.id, { id: "" }), "an empty id");
      const error = await withoutRequests(() => trial.world.requests(), empty, "an empty id");
      assert.equal(error.code, "input.invalid");
    },
  },
];

/** How many records of an answer are compared with what the stream gives of them. */
const mostCompared = 16;

const sameEverywhereRule: Rule = {
  rule: "a record is the same wherever it is given whole: in a stream, among those that a search finds, and beside the ATS's own record",
  tried: "it compares records that were found or joined with what the stream gives of them",
};

const enhancedPromises: readonly ContractPromise[] = [
  {
    promise: "joins the unified record with the ATS's own",
    rules: [sameEverywhereRule],
    async run(trial) {
      const all = (await trial.stream(`${trial.cell.group}.stream`).toArray()) as unknown as Found[];
      for (const record of some(all, mostCompared)) {
        const enhanced: { remoteId: string; native: object; job?: Found; candidate?: Found } = await trial.call(
          trial.capability.id,
          { id: record.id },
        );
        canonical(trial, enhanced);
        assert.equal(enhanced.remoteId, record.remoteId);
        const what = `the unified record of ${record.id}, and the same from the stream`;
        assert.deepEqual(comparable(enhanced.job ?? enhanced.candidate), comparable(record), what);
        assert.ok(Object.keys(enhanced.native).length > 0, "the ATS's own record is empty");
      }
    },
  },
  ...getPromises.filter(({ promise }) => !promise.startsWith("finds")),
];

/** @param isBrief Whether only names and an address are looked for. */
async function findsBy(trial: Trial, isBrief: boolean): Promise<void> {
  type Person = Found & {
    firstName: string | null;
    lastName: string | null;
    emailAddresses: { address: string }[];
    phoneNumbers: { number: string }[];
  };
  const all = (await trial.stream("candidates.stream").toArray()) as unknown as Person[];
  const hasNoPhones = isAbsentOf(trial, "candidates", "phoneNumbers");
  const person = all.find(
    ({ firstName, lastName, emailAddresses, phoneNumbers }) =>
      firstName && lastName && isAskable(emailAddresses[0]?.address) && (phoneNumbers[0] || hasNoPhones),
  );
  worldHas(person, "the world has no candidate with a name, an e-mail address and a phone number");
  const [email, phone] = [person.emailAddresses[0]!.address, person.phoneNumbers[0]?.number];
  const { firstName, lastName } = person;
  const find = async (details: object) => {
    const answer: { candidates: Person[]; how: string; phoneMatches: { candidateId: string }[] } = await trial.call(
      trial.capability.id,
      {
        ...details,
        limit: 1000,
      },
    );
    canonical(trial, answer);
    const graded = answer.phoneMatches.map(({ candidateId }) => candidateId);
    assert.deepEqual(graded, "phone" in details ? answer.candidates.map(({ id }) => id) : [], "the grades");
    for (const found of some(answer.candidates, mostCompared)) {
      const what = `${JSON.stringify(details)}: the candidate ${found.id}, and the same from the stream`;
      assert.deepEqual(comparable(found), comparable(all.find(({ id }) => id === found.id)), what);
    }
    return answer.candidates.map(({ id }) => id);
  };
  const where = (matches: (other: Person) => boolean) => all.filter(matches).map(({ id }) => id);
  sameIds(
    await find({ lastName }),
    where((other) => other.lastName === lastName),
    "by last name",
  );
  sameIds(
    await find({ firstName }),
    where((other) => other.firstName === firstName),
    "by first name",
  );
  sameIds(
    await find({ firstName, lastName }),
    where((other) => other.firstName === firstName && other.lastName === lastName),
    "by name",
  );
  sameIds(
    await find({ email }),
    where((other) => other.emailAddresses.some(({ address }) => address === email)),
    "by e-mail",
  );
  if (isBrief) return;
  // Those of whom most is known, among them people of one name.
  const known = all.toSorted((one, other) => JSON.stringify(other).length - JSON.stringify(one).length);
  for (const { emailAddresses } of known.filter((each) => isAskable(each.emailAddresses[0]?.address)).slice(0, 3))
    await find({ email: emailAddresses[0]!.address });
  const names = [...Map.groupBy(all, (each) => each.firstName)].flatMap(([name, of]) => (name ? [{ name, of }] : []));
  const [most] = names.toSorted((one, other) => other.of.length - one.of.length);
  if (most) await find({ firstName: most.name });
  if (phone === undefined) {
    sameIds(await find({ phone: "+47 22 12 34 56" }), [], "by phone, which the ATS does not know");
    return;
  }
  const spaced = phone.replace(/(\d{3})(\d{4})$/, " ($1) $2");
  assert.ok((await find({ phone: spaced })).includes(person.id), "by phone, written otherwise");
  sameIds(await find({ firstName, lastName, email, phone }), [person.id], "by all details");
}

/** @param most How many résumés are enough. */
async function resumesAsHeld(trial: Trial, most = Infinity): Promise<void> {
  let found = 0;
  for (const candidate of trial.world.ids("candidates").slice(0, 20)) {
    const answer: { attachment: { type: string; url: string } | null } = await trial.call(trial.capability.id, {
      candidate,
    });
    canonical(trial, answer);
    if (!answer.attachment) continue;
    found += 1;
    assert.equal(answer.attachment.type, "CV");
    assert.ok(URL.canParse(answer.attachment.url), "the address is none");
    if (found === most) break;
  }
  worldHas(found > 0, "no candidate of this world has a résumé");
}

/** The jobs of all batches, and those that they leave out. @param limits What each batch is asked for, in turn. */
async function inBatchesOf(
  trial: Trial,
  limits: readonly number[],
  { call }: Pick<Trial, "call"> = trial,
): Promise<readonly string[]> {
  const found: string[] = [];
  // A batch comes from the ATS's own API alone.
  const told = await trial.world.records("jobs.getEnhanced");
  const truth = new Map(told.map(({ id: _id, job: _job, ...own }) => [own["remoteId"], own]));
  let cursor: string | null = null;
  for (let batches = 0; batches < 200; batches += 1) {
    const limit = limits[batches % limits.length]!;
    const batch: {
      jobs: { remoteId: string; native: { id?: unknown } }[];
      omitted: { remoteId: string }[];
      cursor: string | null;
    } = await call(trial.capability.id, { limit, ...(cursor !== null && { cursor }) });
    canonical(trial, batch);
    assert.ok(
      batch.jobs.length <= limit,
      `a batch of ${batch.jobs.length} jobs, where at most ${limit} were asked for`,
    );
    for (const job of batch.jobs) {
      assert.equal(String(job.native.id ?? job.remoteId), job.remoteId, "a job has another's record");
      const first = differenceOf(job, truth.get(job.remoteId) ?? {});
      assert.equal(first, undefined, `job ${job.remoteId}: ${first}`);
    }
    found.push(...batch.jobs.map(({ remoteId }) => remoteId), ...batch.omitted.map(({ remoteId }) => remoteId));
    cursor = batch.cursor;
    if (cursor === null) break;
  }
  assert.equal(cursor, null, "the batches do not end");
  return found;
}

/** A body in which the last of a list of these ids, or of records of them, is the first once more. */
function withARepeat(body: unknown, ids: ReadonlySet<string>): unknown {
  const isOne = (each: unknown) => ids.has(String(isFields(each) ? each["id"] : each));
  const isTheirs = (held: unknown): held is unknown[] => Array.isArray(held) && held.length > 2 && held.every(isOne);
  return changedWithin(body, (held) => (isTheirs(held) ? [...held.slice(0, -1), held[0]] : undefined));
}

/** A page that names a job twice is as full as any other: others follow it. */
async function goesOnAfterARepeat(trial: Trial, ids: ReadonlySet<string>): Promise<void> {
  const fetch = fetchIn(trial.world.settings);
  if (!fetch) return;
  let isRepeated = false;
  const repeating = rewritingAnswers(fetch, (answer) => {
    if (isRepeated) return answer;
    const body = withARepeat(answer.body, ids);
    isRepeated = JSON.stringify(body) !== JSON.stringify(answer.body);
    return { ...answer, body };
  });
  await using on = await connectedTo(withFetch(trial, repeating));
  const found = await ending(() => inBatchesOf(trial, [9], { call: on.call as Trial["call"] }));
  if (!isRepeated || AtsError.is(found)) return;
  const missing = [...ids].filter((id) => !(found as readonly string[]).includes(id));
  assert.ok(
    missing.length <= 1,
    `a page named a job twice, and ${missing.length} jobs did not come: a page is as full as what came on it`,
  );
}

/** @returns The ids of all jobs in the ATS. */
async function batchesWith(trial: Trial, ...all: readonly (readonly number[])[]): Promise<readonly string[]> {
  const jobs = (await trial.stream("jobs.stream").toArray()) as unknown as Found[];
  const ids = jobs.map(({ remoteId }) => remoteId!);
  for (const limits of all)
    sameIds(
      await inBatchesOf(trial, limits),
      ids,
      `the batches, each with the limit that comes next of ${limits.join(", ")}`,
    );
  return ids;
}

const batchesOfNine = async (trial: Trial): Promise<void> => void (await batchesWith(trial, [9]));

async function batchesOfAll(trial: Trial): Promise<void> {
  await goesOnAfterARepeat(trial, new Set(await batchesWith(trial, [9], [3, 9, 2, 100])));
}

/** What reading capabilities promise, each by its id. */
export const lookupPromises: Readonly<Record<string, readonly ContractPromise[]>> = {
  "jobs.get": getPromises,
  "candidates.get": getPromises,
  "applications.get": getPromises,
  "jobs.getEnhanced": enhancedPromises,
  "candidates.getEnhanced": enhancedPromises,
  "jobs.fetchEnhancedBatch": [
    {
      promise: "gives every job once, however small the batches, and names what was left out",
      run: batchesOfAll,
      ofCustomers: batchesOfNine,
    },
  ],
  "candidates.find": [
    {
      promise: "finds a candidate by each detail, and by all of them together",
      rules: [sameEverywhereRule],
      run: (trial) => findsBy(trial, false),
      ofCustomers: (trial) => findsBy(trial, true),
    },
    {
      promise: "asks for at least one detail, before any request",
      async run(trial) {
        const refuse = () => refusalOf(() => trial.call(trial.capability.id, {}), "no detail");
        assert.equal((await withoutRequests(() => trial.world.requests(), refuse, "no detail")).code, "input.invalid");
      },
    },
  ],
  "candidates.getResume": [
    {
      promise: "says where a candidate's résumé lies, or that there is none",
      run: (trial) => resumesAsHeld(trial),
      ofCustomers: (trial) => resumesAsHeld(trial, 2),
    },
  ],
  "applications.listStages": [
    {
      promise: "lists the stages of every job, and marks what cannot be a target with the reason",
      async run(trial) {
        const stages: {
          id: string;
          remoteId: string | null;
          jobIds: string[];
          movable: boolean;
          notMovableReason: string | null;
        }[] = await trial.call(trial.capability.id);
        canonical(trial, stages);
        const jobs = (await trial.stream("jobs.stream").toArray()) as unknown as {
          id: string;
          stages: { id: string }[];
        }[];
        for (const job of jobs)
          for (const stage of job.stages)
            assert.ok(stages.find(({ id }) => id === stage.id)?.jobIds.includes(job.id), "a stage of a job is missing");
        const forbidden = trial.adapter.limitations.flatMap(({ effect }) =>
          effect.kind === "forbids-values" && effect.field === "stage.remoteId" ? effect.values : [],
        );
        // A limitation that knows its stages only on the way names no values: then the reason is its own.
        const known = trial.adapter.limitations.filter(
          ({ capabilities, effect }) =>
            effect.kind === "built-into-the-handler" && capabilities.includes("applications.moveToStage"),
        );
        for (const { remoteId, movable, notMovableReason } of stages) {
          const isForbidden = forbidden.includes(remoteId ?? "");
          const isKnown = known.some(({ reason }) => reason === notMovableReason);
          assert.ok(movable ? !isForbidden : isForbidden || isKnown, `${remoteId} is marked wrongly`);
          assert.equal(notMovableReason === null, movable, "the reason is missing, or given for nothing");
        }
      },
    },
  ],
  "applications.listRejectionReasons": [
    {
      promise: "lists every reason that the ATS has",
      async run(trial) {
        const reasons: Found[] = await trial.call(trial.capability.id);
        canonical(trial, reasons);
        sameIds(
          reasons.map(({ id }) => id),
          trial.world.ids("rejectionReasons"),
          "the reasons",
        );
      },
    },
  ],
};
