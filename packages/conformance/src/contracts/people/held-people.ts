import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { changedWithin } from "../../fields.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, rewriting } from "../../worlds/tapped.ts";
import type { WorldRecord } from "../../world.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { askedBy, textOf } from "../pieces/requests.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending, hasApplied } from "../pieces/striking.ts";
import { isAskable } from "../pieces/askable.ts";
import { openJob, openJobs } from "../pieces/targets.ts";
import { leavesOut } from "../pieces/warnings.ts";

interface Entered {
  readonly applicationId: string | null;
  readonly candidateId: string | null;
  readonly warnings: readonly { readonly message: string }[];
}

type Held = Readonly<Record<string, unknown>>;
type List = readonly Held[];

/** What a person says that an ATS keeps: no dates, and nothing that an application changes. */
const ofPersons = ["firstName", "lastName", "company", "title", "source", "location"] as const;
const lists = ["emailAddresses", "phoneNumbers", "socialProfiles", "tags"] as const;

const listOf = (record: Held, name: string): List => (record[name] ?? []) as List;

/** What tells one entry of a list from another, whatever kind it is said to be of. */
const entry = ({ address, number, url, id }: Held): string => String(address ?? number ?? url ?? id).toLowerCase();

/** What the ATS held of a person and holds no more, or otherwise. @param given What may be written over what was there. */
function lostOf(before: Held, after: Held, given: Held): readonly string[] {
  const values = ofPersons.filter(
    (name) => !Object.hasOwn(given, name) && JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const entries = lists.flatMap((name) => {
    const kept = new Set(listOf(after, name).map(entry));
    return listOf(before, name).filter((each) => !kept.has(entry(each)));
  });
  return [...values, ...entries.map((each) => JSON.stringify(each))];
}

interface Further {
  readonly given: unknown;
  /** The field of the record that shows it. */
  readonly shownIn: string;
  /** What stands there then; of a number, its last digits. */
  readonly trace: string;
}

/** What else a form may say of somebody who is known. */
const furtherOfKnown: Readonly<Record<string, Further>> = {
  additionalEmails: {
    given: [{ type: "WORK", address: "further-4754@example.com" }],
    shownIn: "emailAddresses",
    trace: "further-4754@example.com",
  },
  phone: { given: "+1 206 555 4755", shownIn: "phoneNumbers", trace: "5554755" },
  additionalPhones: {
    given: [{ type: "PERSONAL", number: "+1 206 555 4756" }],
    shownIn: "phoneNumbers",
    trace: "5554756",
  },
  company: { given: "Another company 4755", shownIn: "company", trace: "Another company 4755" },
  title: { given: "Another title 4757", shownIn: "title", trace: "Another title 4757" },
  socialLinks: { given: ["https://www.linkedin.com/in/asa-4758"], shownIn: "socialProfiles", trace: "asa-4758" },
};

const amountOf = (record: Held): number => lists.reduce((sum, name) => sum + listOf(record, name).length, 0);

const peopleOf = async ({ world }: Trial): Promise<readonly WorldRecord[]> =>
  (await world.records("candidates")).filter(
    ({ deletedAt, firstName, lastName, emailAddresses }) =>
      deletedAt == null && firstName && lastName && isAskable((emailAddresses as List | undefined)?.[0]?.["address"]),
  );

/** Somebody of whom the ATS holds much, and a job to which this person has not applied. */
async function knownPerson(trial: Trial): Promise<{ readonly person: WorldRecord; readonly job: string } | undefined> {
  const applications = await trial.world.records("applications");
  const people = (await peopleOf(trial)).toSorted((one, other) => amountOf(other) - amountOf(one));
  const jobs = await openJobs(trial);
  for (const person of people) {
    const applied = new Set(
      applications.filter(({ candidateId }) => candidateId === person.id).map(({ jobId }) => jobId),
    );
    const job = jobs.find(({ id }) => !applied.has(id));
    if (job) return { person, job: job.id };
  }
  return undefined;
}

const nameOf = ({ firstName, lastName, emailAddresses }: WorldRecord) => ({
  firstName,
  lastName,
  email: (emailAddresses as List)[0]!["address"],
});

/** Enters a person whom the ATS knows with a form that holds less than the ATS, and something else. */
async function knownApplies(trial: Trial) {
  const known = await knownPerson(trial);
  if (!known) return undefined;
  const { person, job } = known;
  const further = Object.entries(furtherOfKnown).filter(([, { shownIn }]) => !isAbsentOf(trial, "candidates", shownIn));
  const candidate = { ...nameOf(person), ...Object.fromEntries(further.map(([name, { given }]) => [name, given])) };
  await using fresh = await connectedTo(trial);
  const call = () => ending(() => fresh.call(trial.capability.id, { job, candidate }, { timeoutMs: 600_000 }));
  const { asked, given: ended } = await askedBy(trial, call);
  const after = (await trial.world.records("candidates")).find(({ id }) => id === person.id);
  assert.ok(after, "somebody who was known applied, and is not there any more");
  return { person, candidate, further, ended, asked: textOf(asked), after };
}

/** Fields of the form that a text does not say, and no warning names. */
function unsaid(
  text: string,
  { candidate, further, ended, person }: NonNullable<Awaited<ReturnType<typeof knownApplies>>>,
) {
  if (AtsError.is(ended)) return [];
  const { candidateId, warnings } = ended as Entered;
  if (candidateId !== person.id) return [];
  const names = Object.keys(candidate);
  // A warning that names no field may mean any.
  if (warnings.some(({ message }) => !names.some((name) => message.includes(name)))) return [];
  const digits = text.replaceAll(/\D/g, "");
  return further
    .filter(([, { trace, shownIn }]) => !(shownIn === "phoneNumbers" ? digits : text).includes(trace))
    .map(([name]) => name)
    .filter((name) => !warnings.some(({ message }) => leavesOut(message, name)));
}

/** A body of an answer in which ids of a record cannot be read: in whatever says the address of the person whose they are. */
function withoutIds(body: unknown, email: string, ids: ReadonlySet<string>): unknown {
  const isId = (held: unknown) => (typeof held === "string" || typeof held === "number") && ids.has(String(held));
  const ofThem = JSON.stringify(body).includes(email);
  return ofThem ? changedWithin(body, (held) => (isId(held) ? {} : undefined)) : body;
}

/** A body of an answer in which no list has a record that says an address. */
const withoutPerson = (body: unknown, email: string): unknown =>
  changedWithin(body, (held) =>
    Array.isArray(held) ? held.filter((each) => !JSON.stringify(each).includes(email)) : undefined,
  );

/** What a command promises that enters people, of somebody whom the ATS knows. */
export const heldPeoplePromises: readonly ContractPromise[] = [
  {
    promise: "leaves what the ATS holds of a known person, and says what it did not write",
    rules: [
      {
        rule: "a known person keeps what the ATS holds: a list gets more, and what the form does not say stays; what is not written of the form is in a warning",
        tried:
          "it enters somebody of the world with further addresses, numbers and links, another employer and title, and looks for each in what the ATS then holds",
      },
    ],
    ofVersions: true,
    applies: ({ capability }) => entersSomebody(capability),
    async run(trial) {
      const applied = await knownApplies(trial);
      if (!applied) return;
      const { person, candidate, after, asked } = applied;
      assert.deepEqual(
        lostOf(person, after, candidate),
        [],
        "somebody who was known applied with a form that says less: what the ATS held of this person and holds no more, or otherwise. Add to lists, and leave what the form does not say",
      );
      assert.deepEqual(
        unsaid(asked, applied),
        [],
        "somebody who was known applied, and this was given and was not sent, and no warning names it",
      );
    },
  },
  {
    promise: "warns of what the ATS did not store of a known person",
    rules: [
      {
        rule: "an ATS may keep a person whom it knows as the person is: a warning names each field of the form that the ATS then does not hold. Look for the person before you write, or read the person afterwards; where nothing says what an aggregator stored, a limitation says so in `denies`",
        tried:
          "it enters somebody of the world with further addresses, numbers and links, another employer and title, and looks for each in the world's record of the person",
      },
    ],
    ofVersions: true,
    applies: ({ capability }) => entersSomebody(capability),
    async run(trial) {
      const applied = await knownApplies(trial);
      if (!applied) return;
      assert.deepEqual(
        unsaid(JSON.stringify(applied.after), applied),
        [],
        "somebody who was known applied, this was given and is not what the ATS holds then, and no warning names it",
      );
    },
  },
  {
    promise: "enters somebody again who was removed",
    rules: [
      {
        rule: "a person who was removed is not known any more",
        tried: "it removes a person, and enters the person again",
      },
    ],
    applies: ({ capability }) => entersSomebody(capability),
    async run(trial) {
      const { world, capability } = trial;
      const known = await knownPerson(trial);
      if (!known || (await world.remove("candidates", known.person.id)) === "never") return;
      const { person, job } = known;
      await using fresh = await connectedTo(trial);
      const input = { job, candidate: nameOf(person) };
      const ended = await ending(() => fresh.call(capability.id, input, { timeoutMs: 600_000 }));
      assert.ok(
        !AtsError.is(ended) || ended.code === "limitation.refused",
        `somebody was removed in the ATS and applies again, and this fails (${String((ended as AtsError).code)}): who is in the bin is not known any more`,
      );
      if (AtsError.is(ended)) return;
      const { applicationId } = ended as Entered;
      const made = (await world.records("applications")).find(({ id }) => id === applicationId);
      const of = (await world.records("candidates")).find(({ id }) => id === made?.["candidateId"]);
      assert.equal(of?.deletedAt ?? null, null, "the application went to somebody who was removed");
    },
  },
  {
    promise: "takes an application again whose first one was removed",
    rules: [
      {
        rule: "a person whose application was removed has not applied any more",
        tried: "it removes an application, and enters the person again",
      },
    ],
    applies: ({ capability }) => entersSomebody(capability),
    async run(trial) {
      const { world, capability } = trial;
      const input = { job: await openJob(trial), candidate: somebody() };
      const apply = async () => {
        await using fresh = await connectedTo(trial);
        return await ending(() => fresh.call(capability.id, input, { timeoutMs: 600_000 }));
      };
      const first = (await apply()) as Entered | AtsError;
      if (AtsError.is(first) || first.applicationId === null) return;
      if ((await world.remove("applications", first.applicationId)) === "never") return;
      const before = world.writes();
      const again = await apply();
      assert.ok(
        !hasApplied(again) || world.writes() > before,
        "an application was removed in the ATS, and the adapter took it for an open one",
      );
    },
  },
  {
    promise: "enters nobody a second time whose record cannot be read",
    rules: [
      {
        rule: "a person whom the answer names unreadably may be the one who applies, and is not entered: the call fails",
        tried: "it enters somebody who has applied, and hides the ids in every answer about this person",
      },
    ],
    applies: ({ capability }) => entersSomebody(capability),
    async run(trial) {
      const { world, capability } = trial;
      const fetch = fetchIn(world.settings);
      if (!fetch || isTriedByTheOther(trial)) return;
      const candidate = somebody();
      const input = { job: await openJob(trial), candidate };
      const apply = async (by = fetch) => {
        await using on = await connectedTo(withFetch(trial, by));
        return await ending(() => on.call(capability.id, input, { timeoutMs: 600_000 }));
      };
      const first = (await apply()) as Entered | AtsError;
      // An ATS may take a second application of the same person.
      if (AtsError.is(first) || !hasApplied(await apply())) return;
      const ofPerson = async () =>
        (await world.records("candidates")).filter((each) => JSON.stringify(each).includes(candidate.email));
      const made = async () => {
        const people = new Set((await ofPerson()).map(({ id }) => id));
        const applications = (await world.records("applications")).filter(({ candidateId }) =>
          people.has(String(candidateId)),
        );
        return [people.size, applications.length];
      };
      const before = await made();
      const named = [...(await ofPerson()), { id: first.applicationId, remoteId: first.candidateId }];
      const ids = new Set(named.flatMap(({ id, remoteId }) => [String(id), String(remoteId)]));
      await apply(rewriting(fetch, (body) => withoutIds(body, candidate.email, ids)));
      assert.deepEqual(
        await made(),
        before,
        "somebody has applied, the ids in the answers about this person could not be read, and the person was entered again (people, applications): who cannot be read may be this person",
      );
    },
  },
  {
    promise: "finds the open application of a person whom the ATS holds twice",
    rules: [
      {
        rule: "a person may be in the ATS twice: an application counts as open whichever of the records it belongs to",
        tried: "it enters somebody twice, with the first record hidden, and then for both jobs again",
      },
    ],
    applies: ({ capability }) => entersSomebody(capability),
    async run(trial) {
      const { world, capability } = trial;
      const fetch = fetchIn(world.settings);
      if (!fetch || isTriedByTheOther(trial)) return;
      const [one, other] = await openJobs(trial);
      const candidate = somebody();
      const apply = async (job: string, by = fetch) => {
        await using on = await connectedTo(withFetch(trial, by));
        return await ending(() => on.call(capability.id, { job, candidate }, { timeoutMs: 600_000 }));
      };
      const first = (await apply(one.id)) as Entered | AtsError;
      if (!other || AtsError.is(first) || !hasApplied(await apply(one.id))) return;
      // As another app does that looks for nobody.
      const second = (await apply(
        other.id,
        rewriting(fetch, (body) => withoutPerson(body, candidate.email)),
      )) as Entered | AtsError;
      if (AtsError.is(second) || second.candidateId === null || second.candidateId === first.candidateId) return;
      for (const [nth, job] of [one.id, other.id].entries()) {
        const again = await apply(job);
        assert.ok(
          AtsError.is(again),
          `a person is in the ATS twice, with an open application of each record, and may apply again to the job of the ${["first", "second"][nth]!} record: look at each record of the person`,
        );
      }
    },
  },
  {
    promise: "adds nothing to a known person that the person has already",
    rules: [
      {
        rule: "what a known person already has is not added again",
        tried: "it enters a person twice with the same form, and compares what the ATS holds",
      },
    ],
    applies: ({ capability }) => entersSomebody(capability),
    async run(trial) {
      const { world, capability } = trial;
      const [one, other] = await openJobs(trial);
      if (!other || isTriedByTheOther(trial)) return;
      const candidate = {
        ...somebody(),
        phone: "+1 206 555 4918",
        additionalEmails: [{ type: "WORK", address: "asa.4918@example.com" }],
        additionalPhones: [{ type: "PERSONAL", number: "+1 206 555 4919" }],
        socialLinks: ["https://www.linkedin.com/in/asa-4918"],
      };
      const entries: (readonly string[])[] = [];
      const people = new Set<unknown>();
      let asked = "";
      for (const job of [one.id, other.id]) {
        await using fresh = await connectedTo(trial);
        const call = () => ending(() => fresh.call(capability.id, { job, candidate }, { timeoutMs: 600_000 }));
        const { asked: calls, given: ended } = await askedBy(trial, call);
        asked = textOf(calls);
        if (AtsError.is(ended)) return;
        const { applicationId } = ended as Entered;
        const made = (await world.records("applications")).find(({ id }) => id === applicationId);
        const person = (await world.records("candidates")).find(({ id }) => id === made?.["candidateId"]);
        if (!person) return;
        people.add(person["remoteId"] ?? person.id);
        entries.push(lists.flatMap((name) => listOf(person, name).map(entry)).toSorted());
      }
      // Where the ATS itself finds the person, it decides what becomes of the form.
      if (people.size > 1 || ![...people].some((id) => asked.includes(String(id)))) return;
      assert.deepEqual(
        entries[1],
        entries[0],
        "somebody who was known applied with the same form, and this is what the ATS holds of the person: leave out what is there",
      );
    },
  },
];
