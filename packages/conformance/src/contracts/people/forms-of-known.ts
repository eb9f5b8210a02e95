import { AtsError, CandidateInput } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { type Connected, connectedTo } from "../../trial.ts";
import type { Sample } from "../../sample.ts";
import { type Excused, passesOn } from "../pieces/passing-on.ts";
import { askedBy, isAsked, textOf } from "../pieces/requests.ts";
import { entersSomebody, isTriedByTheOther, samplesOf, somebody } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { openJobs } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

type Somebody = ReturnType<typeof somebody>;

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
    const { firstName, lastName, email } = candidate as Somebody;
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

const messagesOf = (given: unknown) => warningsOf(given).map(({ message }) => message);

/** Whether a text names a field of a person as code does: such a word is none of prose. */
const namesAsCode = (text: string, name: string): boolean =>
  text.includes(`candidate.${name}`) || (/[A-Z]/.test(name) && text.split(/\W+/).includes(name));

/** What a warning says of everybody excuses nothing that is sent for a newcomer, and not for a known person. */
async function warnsOfTheKnown(trial: Trial, on: Connected, excused: readonly Excused[]): Promise<void> {
  for (const { sample, messages, missing } of excused.filter((each) => each.missing.length > 0)) {
    const candidate = { ...(sample.input["candidate"] as object), ...somebody() };
    const run = () => ending(() => on.call(trial.capability.id, { ...sample.input, candidate }));
    const { asked, given } = await askedBy(trial, run);
    const said = new Set(messagesOf(given));
    const text = textOf(asked);
    assert.ok(
      messages.some((message) => !said.has(message)) || !missing.some((trace) => isAsked(trial, text, trace)),
      `${sample.tries.join(", ")}: "${missing.join(", ")}" is sent for a newcomer; for somebody who is known it is not, and no warning says so`,
    );
  }
}

/** The same of a person in two spellings, */
const spellings = [
  {
    phone: "+1 206 555 4961",
    additionalEmails: [{ type: "WORK", address: "asa.4961@example.com" }],
    location: { country: "NO", city: "Vik 4961" },
    socialLinks: ["https://github.com/asa-4961"],
  },
  {
    phone: "+1 (206) 555-4961",
    additionalEmails: [{ type: "WORK", address: "Asa.4961@Example.com" }],
    location: { country: "NO", city: "Vik 4961" },
    socialLinks: ["https://github.com/asa-4961"],
  },
] as const;
/** and what stands in a record that holds it, in small letters. */
const heldAs = {
  phone: "12065554961",
  additionalEmails: "asa.4961@example.com",
  location: "vik 4961",
  socialLinks: "asa-4961",
} as const;

/** Of what the form says, what the ATS holds of the person. */
async function heldOf({ world }: Trial, { email }: Somebody): Promise<readonly string[]> {
  const record = (await world.records("candidates")).find((each) => JSON.stringify(each).includes(email));
  const text = JSON.stringify(record ?? null).toLowerCase();
  return Object.entries(heldAs).flatMap(([name, trace]) =>
    (name === "phone" ? text.replaceAll(/[ ().-]/g, "") : text).includes(trace) ? [name] : [],
  );
}

/**
 * Somebody applies with each spelling, to one job after the other. No warning names what the form does not give, or what the ATS
 * holds. What is said whatever the form is names nothing.
 */
async function warnsOfNothingHeld(
  trial: Trial,
  on: Connected,
  jobs: readonly string[],
  [first, ...forms]: readonly object[],
): Promise<void> {
  const person = somebody();
  const apply = async (nth: number, form: object = {}) => {
    const candidate = { ...person, ...form };
    const messages = messagesOf(await ending(() => on.call(trial.capability.id, { job: jobs[nth], candidate })));
    const vain = Object.keys(CandidateInput.shape).filter((name) => !Object.hasOwn(candidate, name));
    assert.deepEqual(
      vain.filter((name) => messages.some((message) => namesAsCode(message, name))),
      [],
      `${nth === 0 ? "somebody" : "somebody who was known"} applied, and a warning names what the form does not give`,
    );
    return messages;
  };
  const asNew = await apply(0, first);
  const said = new Set([...asNew, ...(await apply(1))]);
  const held = await heldOf(trial, person);
  for (const [nth, form] of forms.slice(0, Math.max(0, jobs.length - 2)).entries()) {
    const fresh = (await apply(nth + 2, form)).filter((message) => !said.has(message));
    assert.deepEqual(
      held.filter((name) => fresh.some((message) => message.includes(name))),
      [],
      "somebody who was known applied with what the ATS holds, and a warning names it: compare, whatever the spelling",
    );
  }
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
      rule: "a warning about a known person names no field that the form does not give, or that the ATS holds, in whatever spelling: one that comes each time is not read",
      tried:
        "it enters somebody again with a name and an address alone, and with the same phone number, addresses and place",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    if (isTriedByTheOther(trial)) return;
    await using other = await trial.another();
    const { trial: on } = other;
    const jobs = (await openJobs(on)).map(({ id }) => id);
    await using entering = await connectedTo(on);
    const known = [...(await saysMore(on, entering, jobs)), ...(await hasMoved(on, entering, jobs))];
    await warnsOfTheKnown(on, entering, await passesOn(on, known));
    const [one, two] = spellings;
    await warnsOfNothingHeld(on, entering, jobs, [one, one, two]);
    await warnsOfNothingHeld(on, entering, jobs, [two, one]);
  },
};
