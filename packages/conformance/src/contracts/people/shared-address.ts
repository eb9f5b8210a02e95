import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending, endingDuring, hasApplied } from "../pieces/striking.ts";
import { isAskable } from "../pieces/askable.ts";
import { openApplications, openJob, openJobs } from "../pieces/targets.ts";

interface Entered {
  readonly applicationId: string | null;
  readonly candidateId: string | null;
}

/** What a command promises that enters people, of whom several may share an address, as couples do. */
export const sharedAddressPromise: ContractPromise = {
  promise: "names the person who was entered, where another has the same address",
  rules: [
    {
      rule: "the candidate of a receipt is the one who was entered, also where two people share an address",
      tried: "it enters a couple, once with the second answer lost",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    for (const trouble of ["none", "answer-lost"] as const) {
      await using other = await trial.another();
      const { trial: on } = other;
      const job = await openJob(on);
      const candidate = { ...somebody(), firstName: "Ida" };
      await using fresh = await connectedTo(on);
      const enter = (firstName: string) =>
        ending(() =>
          fresh.call(on.capability.id, { job, candidate: { ...candidate, firstName } }, { timeoutMs: 600_000 }),
        );
      if (AtsError.is(await enter("Ida"))) return;
      const ended = await (trouble === "none" ? enter("Ole") : endingDuring(on, trouble, () => enter("Ole")));
      // An ATS may treat an address as a person.
      if (ended === undefined || AtsError.is(ended)) continue;
      const { applicationId, candidateId } = ended as Entered;
      const record = (await on.world.records("applications")).find(({ id }) => id === applicationId);
      if (record?.["candidateId"] === undefined || candidateId === null) continue;
      assert.equal(
        candidateId,
        record["candidateId"],
        `${trouble === "none" ? "" : `${trouble}: `}two people share an address, and the receipt names another candidate than the new application has`,
      );
    }
  },
};

type Person = ReturnType<typeof somebody>;

/** People of one address whose names are nearly the same, as those of parents and their children are. */
const nearlyNamesakes: readonly (readonly [first: string, last: string, otherFirst: string, otherLast: string])[] = [
  ["José", "Vega", "Jose", "Vega"],
  ["Ann", "Vega", "Anna", "Vega"],
  ["Ann", "Vega", "Ann", "Vegara"],
  ["Jordan", "Taylor", "Taylor", "Jordan"],
  ["Ida", "Vega", "Ida", "Vega Jr."],
];

/** A person whose name is nearly the same is another person, where one of another name is. */
export const nearlyNamesakesPromise: ContractPromise = {
  promise: "treats people of one address as two whose names are nearly the same",
  rules: [
    {
      rule: "an adapter that refuses a second application treats a person with a known address and another name as another person",
      tried:
        "it enters somebody with another first name; then people whose names differ in an accent, in the end or in their order",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    await using other = await trial.another();
    const { trial: on } = other;
    const job = await openJob(on);
    await using fresh = await connectedTo(on);
    const enter = async (firstName: string, lastName: string, email: string) => {
      const input = { job, candidate: { firstName, lastName, email } };
      const ended = await ending(() => fresh.call(on.capability.id, input, { timeoutMs: 600_000 }));
      return AtsError.is(ended) ? ended : (ended as Entered).candidateId;
    };
    for (const [nth, [first, last, otherFirst, otherLast]] of [
      ["Ida", "Vega", "Ole", "Lund"] as const,
      ...nearlyNamesakes,
    ].entries()) {
      const email = `shared.address.${4860 + nth}@example.com`;
      const [one, two] = [await enter(first, last, email), await enter(otherFirst, otherLast, email)];
      // To an ATS, an address may be a person.
      const isTwo = typeof one === "string" && typeof two === "string" && one !== two;
      if (nth === 0 && !isTwo) return;
      if (typeof one !== "string") continue;
      const names = `${first} ${last} and ${otherFirst} ${otherLast}`;
      assert.ok(
        isTwo || (AtsError.is(two) && !hasApplied(two)),
        `${names} share an address, and the second was treated as the first: compare names as they are written, but for case and blanks`,
      );
    }
  },
};

/** In what the second of two calls that enter one person differs from the first. */
interface Difference {
  readonly command?: string;
  readonly candidate?: (person: Person) => Person;
  /** Of each of the two calls. */
  readonly options?: readonly [object, object];
}

const single: Readonly<Record<string, Difference>> = {
  "a key of its own": { options: [{ idempotencyKey: "first-4852" }, { idempotencyKey: "second-4852" }] },
  "another priority": { options: [{ priority: "interactive" }, { priority: "bulk" }] },
  "the address in capitals": { candidate: (person) => ({ ...person, email: person.email.toUpperCase() }) },
  "another command": { command: "candidates.create" },
};

/** All differences at once: a lock that looks at one of them does not hold the other call back. */
const every: Difference = {
  options: [
    { idempotencyKey: "first-4852", priority: "interactive" },
    { idempotencyKey: "second-4852", priority: "bulk" },
  ],
  ...single["the address in capitals"],
  ...single["another command"],
};

/** How many candidates there are of a new person who applies to two jobs; undefined where one of the calls fails. */
async function candidatesOf(trial: Trial, difference: Difference, isAtOnce: boolean): Promise<number | undefined> {
  await using world = await trial.another();
  const { trial: on } = world;
  const [first, second] = await openJobs(on);
  if (!second) return undefined;
  const { id } = on.capability;
  const { command = id, candidate = (person) => person, options = [{}, {}] } = difference;
  if (!on.offers(command)) return undefined;
  const anybody = somebody();
  // In the language of some machines, an i and its capital are two letters: see `inAnotherLocale`.
  const person = { ...anybody, email: anybody.email.replace("@", ".i@") };
  await using fresh = await connectedTo(on);
  const enter = (called: string, input: object, given: object) =>
    ending(() => fresh.call(called, input, { timeoutMs: 600_000, ...given }));
  const one = () => enter(id, { job: first.id, candidate: person }, options[0]);
  const other = () => enter(command, { job: second.id, candidate: candidate(person) }, options[1]);
  const ended = isAtOnce ? await Promise.all([one(), other()]) : [await one(), await other()];
  if (ended.some((each) => each === undefined || AtsError.is(each))) return undefined;
  const ids = new Set(ended.map((each) => (each as Entered).applicationId));
  const made = (await on.world.records("applications")).filter(({ id }) => ids.has(id));
  return new Set(made.map(({ candidateId }) => candidateId)).size;
}

/** Where a person who is known is not entered again, one who is being entered is not, either. */
export const samePersonPromise: ContractPromise = {
  promise: "enters a new person once, who applies to two jobs at the same time",
  rules: [
    {
      rule: "where a known person is not entered again, a new one who applies to two jobs at the same time is entered once, whatever the two calls differ in (`InTurn` of `@anyats/http`, by the address in small letters)",
      tried:
        "it enters somebody for two jobs, in turn and at once: with keys, with other priorities, with the address in capitals, and by both commands",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    // An ATS may have a person for each application.
    const alone: Difference = {};
    if ((await candidatesOf(trial, alone, false)) !== 1) return;
    const isEvery = (await candidatesOf(trial, every, false)) === 1;
    // To an ATS, an address in capitals may be another one.
    const others = isEvery ? { "a key, a priority, an address in capitals and a command of its own": every } : single;
    for (const [name, difference] of Object.entries({ "another job alone": alone, ...others })) {
      const isTried = difference === alone || difference === every;
      if (!isTried && (await candidatesOf(trial, difference, false)) !== 1) continue;
      assert.equal(
        (await candidatesOf(trial, difference, true)) ?? 1,
        1,
        `one person applied to two jobs at the same time, and the second call has ${name}: how many candidates there are. Let all calls for one e-mail address wait for each other (\`InTurn\` of @anyats/http)`,
      );
    }
  },
};

/** How many applications there are of a new person who applies twice to one job, and whether the second one was refused. */
async function applyingTwice(trial: Trial, isAtOnce: boolean) {
  await using world = await trial.another();
  const { trial: on } = world;
  const [job, candidate] = [await openJob(on), somebody()];
  await using fresh = await connectedTo(on);
  const before = on.world.ids("applications").length;
  const apply = () => ending(() => fresh.call(on.capability.id, { job, candidate }, { timeoutMs: 600_000 }));
  const ended = isAtOnce ? await Promise.all([apply(), apply()]) : [await apply(), await apply()];
  return { made: on.world.ids("applications").length - before, isRefused: ended.some(hasApplied) };
}

/** Where a second application to a job is refused, one that is sent at the same time is, too: people press a button twice. */
export const pressedTwicePromise: ContractPromise = {
  promise: "takes one of two applications of a person to a job that come at the same time",
  rules: [
    {
      rule: "of two applications of a person to a job that come at the same time one is taken, where the second is refused",
      tried: "it sends both at once",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial) || !(await applyingTwice(trial, false)).isRefused) return;
    assert.ok(
      (await applyingTwice(trial, true)).made < 2,
      "a person applied twice to one job at the same time, and both were taken; one after the other, the second is refused. Let all calls for one e-mail address wait for each other (`InTurn` of @anyats/http)",
    );
  },
};

interface Known {
  readonly id: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly emailAddresses?: readonly { readonly address: string }[];
}

/** Whom a search of the ATS finds by an address, a command that enters people knows by it. */
export const eachAddressPromise: ContractPromise = {
  promise: "knows a person by each e-mail address by which the ATS finds the person",
  rules: [
    {
      rule: "a person whose address has a domain in another script is known again by either form of it, whichever the ATS keeps (`addressForms` of `@anyats/http` gives both)",
      tried:
        "it enters somebody of your world by both forms: let somebody have an address like `ida@bücher.example`, where your ATS keeps such",
    },
    {
      rule: "an adapter that refuses a second open application knows a person by each e-mail address by which the ATS's own search finds the person",
      tried: "it enters a person by the first and the last address",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    if (!trial.offers("candidates.find") || !trial.offers("applications.stream")) return;
    const people = (await trial.world.records("candidates")) as unknown as readonly Known[];
    // Somebody with an address in another script, and somebody else.
    const isForeign = (id: string) =>
      people.some((each) => each.id === id && each.emailAddresses?.some(({ address }) => /[^\0-\x7f]/.test(address)));
    const open = await openApplications(trial);
    let left = 2;
    for (const { jobId: job, candidateId } of open.toSorted(
      (one, other) => Number(isForeign(other.candidateId)) - Number(isForeign(one.candidateId)),
    )) {
      const person = people.find(({ id, emailAddresses = [] }) => id === candidateId && emailAddresses.length > 1);
      if (!person?.firstName || !person.lastName) continue;
      const { firstName, lastName, emailAddresses = [] } = person;
      if (!emailAddresses.every(({ address }) => isAskable(address))) continue;
      const refused = async (email: string) => {
        const before = trial.world.writes();
        const ended = await ending(() =>
          trial.call(trial.capability.id, { job, candidate: { firstName, lastName, email } }),
        );
        // What the ATS refuses itself is its own decision.
        return hasApplied(ended) && trial.world.writes() === before;
      };
      const [first, last] = [emailAddresses[0]!.address, emailAddresses.at(-1)!.address];
      const found = (await trial.call("candidates.find", { email: last })) as unknown as {
        readonly candidates: readonly Known[];
        readonly how: string;
      };
      const isFound = found.how === "filtered-by-the-server" && found.candidates.some(({ id }) => id === candidateId);
      if (!isFound || !(await refused(first))) continue;
      assert.ok(
        await refused(last),
        `the person has an open application to the job, and is found by ${last}: by that address the person was entered again`,
      );
      left -= 1;
      if (left === 0) return;
    }
  },
};
