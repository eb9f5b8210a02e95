import { AtsError, CandidateInput } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo } from "../../trial.ts";
import type { Sample } from "../../sample.ts";
import { passesOn } from "../pieces/passing-on.ts";
import { entersSomebody, isTriedByTheOther, samplesOf, somebody } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { openJobs } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** What is asked about the person beside what makes the person known. */
const isOfPerson = ({ tries, traces }: Sample) =>
  tries.length === 1 &&
  traces.length > 0 &&
  tries[0]!.startsWith("candidate.") &&
  !/\.(firstName|lastName|email)$/.test(tries[0]!);

const atPlace = (job: unknown, person: object, location: object, trace: string): Sample => ({
  input: { job, candidate: { ...person, location } },
  tries: ["candidate.location"],
  traces: [trace],
});

/** Somebody of whom the ATS holds a name and an address alone gives a field of the form. */
async function saysMore(trial: Trial, on: Connected, jobs: readonly string[]): Promise<readonly Sample[]> {
  const samples = (await samplesOf(trial)).filter(isOfPerson);
  const known: Sample[] = [];
  for (const sample of [...samples, atPlace(samples[0]?.input["job"], somebody(), { country: "NO" }, "NO")]) {
    const { job, candidate } = sample.input as { readonly job: string; readonly candidate: object };
    const { firstName, lastName, email } = candidate as ReturnType<typeof somebody>;
    const earlier = { job: jobs.find((id) => id !== job), candidate: { firstName, lastName, email } };
    if (earlier.job === undefined || AtsError.is(await ending(() => on.call(trial.capability.id, earlier)))) break;
    known.push(sample);
  }
  return known;
}

const place = { country: "NO", city: "Ålesund 4960", state: "Møre 4960" } as const;
const otherParts = { country: "IS", city: "Vik 4960", state: "Agder 4960" } as const;

/** Somebody has moved: one part of the place is another one than the ATS holds. */
async function hasMoved(trial: Trial, on: Connected, jobs: readonly string[]): Promise<readonly Sample[]> {
  const [first, ...others] = jobs;
  const person = somebody();
  const earlier = { job: first, candidate: { ...person, location: place } };
  if (AtsError.is(await ending(() => on.call(trial.capability.id, earlier)))) return [];
  return Object.entries(otherParts).flatMap(([part, word], nth) =>
    others[nth] === undefined ? [] : [atPlace(others[nth], person, { ...place, [part]: word }, word)],
  );
}

/** The fields of a person that a warning names as code does, and that a form does not give. */
function namedInVain(messages: readonly string[], form: object): readonly string[] {
  const says = (name: string) => (message: string) =>
    message.includes(`candidate.${name}`) || (/[A-Z]/.test(name) && message.split(/\W+/).includes(name));
  return Object.keys(CandidateInput.shape).filter((name) => !Object.hasOwn(form, name) && messages.some(says(name)));
}

/** Somebody applies with each form, to one job after the other. @returns What each receipt warns of that none before did. */
async function newWarnings(trial: Trial, on: Connected, jobs: readonly string[], forms: readonly object[]) {
  const person = somebody();
  const said = new Set<string>();
  const fresh: (readonly string[])[] = [];
  for (const [nth, form] of forms.slice(0, jobs.length).entries()) {
    const candidate = { ...person, ...form };
    const ended = await ending(() => on.call(trial.capability.id, { job: jobs[nth], candidate }));
    if (AtsError.is(ended)) break;
    const messages = warningsOf(ended).map(({ message }) => message);
    assert.deepEqual(
      namedInVain(messages, candidate),
      [],
      `${nth === 0 ? "somebody" : "somebody who was known"} applied, and a warning names what the form does not give`,
    );
    fresh.push(messages.filter((message) => !said.has(message)));
    for (const message of messages) said.add(message);
  }
  return fresh;
}

/** The same phone number and address in two spellings. */
const spellings = [
  { phone: "+1 206 555 4961", additionalEmails: [{ type: "WORK", address: "asa.4961@example.com" }] },
  { phone: "+1 (206) 555-4961", additionalEmails: [{ type: "WORK", address: "Asa.4961@Example.com" }] },
] as const;

/** No warning about a known person names what the form does not give, or what the ATS holds in other letters. */
async function warnsOfNothingHeld(trial: Trial, on: Connected, jobs: readonly string[]): Promise<void> {
  const [one, other] = spellings;
  const [, same, , respelt] = await newWarnings(trial, on, jobs, [one, one, {}, other]);
  // One that writes nothing of a known person may say so without a look at what is held.
  if (!same || same.length > 0) return;
  const [, back] = await newWarnings(trial, on, jobs, [other, one]);
  for (const warnings of [respelt, back])
    assert.deepEqual(
      warnings ?? [],
      [],
      "somebody who was known applied with what the ATS holds, in another spelling, and the receipt warns of that, as it does not in the same spelling",
    );
}

/** What entering somebody promises of what the form says about a person whom the ATS knows. */
export const writesOrWarnsPromise: ContractPromise = {
  promise: "writes what the ATS does not hold of a known person, or says that it does not",
  rules: [
    {
      rule: "what the ATS does not hold of a known person is written, or a warning says that it was not",
      tried:
        "it enters somebody of whom the ATS holds a name and an address alone, with each field of the form; and somebody whose country, city or state is another one",
    },
    {
      rule: "a warning about a known person names no field that the form does not give; where what is held needs none, it needs none in another spelling",
      tried:
        "it enters somebody again with a name and an address alone, and with the same phone number and addresses in other letters",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    await using other = await trial.another();
    const { trial: on } = other;
    const jobs = (await openJobs(on)).map(({ id }) => id);
    await using entering = await connectedTo(on);
    await passesOn(on, [...(await saysMore(on, entering, jobs)), ...(await hasMoved(on, entering, jobs))]);
    await warnsOfNothingHeld(on, entering, jobs);
  },
};
