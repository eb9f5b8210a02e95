import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import type { WorldRecord } from "../../world.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { isTorn, thumbs, tryBorder } from "../pieces/cut-texts.ts";
import { unescaped } from "../pieces/files.ts";
import { entersSomebody, isTriedByTheOther, samplesOf, somebody } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { notesAbout, type Pending, openApplications, openJob, openJobs, rejectionReason } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** All in one: what HTML, JSON, templates, addresses and lists may take for their own. */
const odd = [
  "4923 a&lt;b<c&d&amp;e",
  "\"q\"'p'“t”`b`",
  "e\u0301éß 👩‍🚀 语",
  "100%20+25%a+b=c?d#e;f,g|h~i^j",
  String.raw`C:\new\table{{x}}${"$"}{y}$1$&`,
  "null 0 false [] 4924",
].join(" ");

/** More characters than a text column of many databases takes. */
const longest = 70_000;

/** Longer than a line of a form. */
const long = `4925 ${"Äpfel und Birnen. ".repeat(60)}4926`;

const letters = (text: string) =>
  text
    .normalize("NFC")
    .replaceAll(/[\s\u00A0]+/g, " ")
    .trim();

/** A text as people read it: an ATS may keep it as HTML. */
const readings = (held: string) => [letters(held), letters(unescaped(held.replaceAll(/<[^<>]*>/g, " ")))];

/** A text as a message shows it. */
const shown = (text: string) => `${JSON.stringify(Array.from(text).slice(0, 60).join(""))} (${text.length} characters)`;

/** Open applications, each once: when all of a world were given, those of another one. */
async function* untouched(trial: Trial): AsyncGenerator<readonly [Trial, Pending], never> {
  for (const application of await openApplications(trial)) yield [trial, application];
  for (;;) {
    await using other = await trial.another();
    for (const application of await openApplications(other.trial)) yield [other.trial, application];
  }
}

async function remarks(trial: Trial): Promise<void> {
  const { id } = trial.capability;
  const reasonId = await rejectionReason(trial);
  const applications = untouched(trial);
  /** @returns Whether it was taken as it is. */
  const isStored = async (note: string): Promise<boolean> => {
    const [on, application] = (await applications.next()).value;
    const named =
      id === "applications.rejectMany" ? { applications: [application.id] } : { application: application.id };
    const ended = await ending(() => on.call(id, { ...named, reasonId, note }));
    if (isDeclared(ended)) return false;
    if (AtsError.is(ended)) {
      assert.doesNotMatch(ended.fault, /^(adapter|network)$/, `a remark ended in ${ended.code}`);
      return false;
    }
    const held = (await notesAbout(on, application)).filter((text) => text.includes(note.slice(0, 4)));
    const what = `the remark of a rejection was ${shown(note)}, and is ${held.map(shown).join(", ")}`;
    assert.ok(!held.some(isTorn), `${what}, cut within a letter`);
    // Not every ATS shows remarks, or takes them.
    if (held.length === 0 || warningsOf(ended).length > 0) return warningsOf(ended).length === 0;
    assert.ok(
      held.some((text) => readings(text).some((read) => read.includes(letters(note)))),
      what,
    );
    if (note.includes("\n"))
      assert.ok(
        held.some((text) => /4927\s*(?:\n|<br|<\/(?:p|div)>)/.test(text)),
        "the lines of a remark run into one",
      );
    return true;
  };
  try {
    for (const note of [odd, long, "First 4927\nSecond 4928", thumbs(600, 0), thumbs(600, 1)]) await isStored(note);
    await tryBorder([20, longest], (length) => isStored(`${length} `.padEnd(length, "x")));
  } finally {
    await applications.return(undefined as never);
  }
}

async function titles(trial: Trial): Promise<void> {
  const { world, capability } = trial;
  if (isAbsentOf(trial, "interviews", "title")) return;
  const [sample] = await samplesOf(trial);
  if (!sample) return;
  const isStored = async (title: string): Promise<boolean> => {
    const before = new Set((await world.records("interviews")).map(({ id }) => id));
    const ended = await ending(() => trial.call(capability.id, { ...sample.input, title }));
    if (AtsError.is(ended)) return false;
    const interview: unknown = sample.input["interview"];
    const stored: WorldRecord | undefined = (await world.records("interviews")).find(({ id }) =>
      interview ? id === interview : !before.has(id),
    );
    const held = String(stored?.["title"]);
    assert.ok(!isTorn(held), `the title of an interview is ${JSON.stringify(held)}, cut within a letter`);
    if (warningsOf(ended).length > 0) return false;
    assert.equal(letters(held), letters(title), "the title of an interview");
    return true;
  };
  for (const title of [odd, long.slice(0, 250), thumbs(150, 0), thumbs(150, 1)]) await isStored(title);
  await tryBorder([20, 255], (length) => isStored("x".repeat(length)));
}

const places = ["city", "state", "street1", "zipCode"] as const;

async function answersAndPlaces(trial: Trial): Promise<void> {
  const { world, capability } = trial;
  if (isTriedByTheOther(trial)) return;
  const jobs = (await openJobs(trial)) as readonly {
    readonly id: string;
    readonly screeningQuestions?: readonly {
      readonly id: string;
      readonly type: string;
      readonly remoteId: string | null;
    }[];
  }[];
  const asks = jobs.find(({ screeningQuestions }) => screeningQuestions?.some(({ type }) => type === "TEXT"));
  const question = asks?.screeningQuestions?.find(({ type }) => type === "TEXT");
  const enter = async (input: object) => {
    const ended = await ending(() => trial.call(capability.id, { job: asks?.id, candidate: somebody(), ...input }));
    if (AtsError.is(ended) || warningsOf(ended).length > 0) return undefined;
    const { applicationId } = ended as unknown as { readonly applicationId: string | null };
    return (await world.records("applications")).find(({ id }) => id === applicationId);
  };
  if (question && !isAbsentOf(trial, "applications", "screeningAnswers")) {
    const made = await enter({ screeningAnswers: [{ questionId: question.id, answer: odd }] });
    const answers = (made?.["screeningAnswers"] ?? []) as readonly {
      readonly question: { readonly remoteId: string | null };
      readonly answer: unknown;
    }[];
    const held = answers.find((each) => each.question.remoteId === question.remoteId);
    if (made) assert.equal(letters(String(held?.answer)), letters(odd), "the answer to a question");
  }
  const job = asks?.id ?? (await openJob(trial));
  const torn = thumbs(150, 1);
  const at = { country: "NO", city: torn, street1: torn };
  const asked = question && { screeningAnswers: [{ questionId: question.id, answer: torn }] };
  const entered = await ending(() =>
    trial.call(capability.id, { job, candidate: { ...somebody(), lastName: torn, location: at }, ...asked }),
  );
  if (!AtsError.is(entered)) {
    const { applicationId } = entered as { readonly applicationId: string | null };
    const application = (await world.records("applications")).find(({ id }) => id === applicationId);
    const candidate = (await world.records("candidates")).find(({ id }) => id === application?.["candidateId"]);
    JSON.stringify([application, candidate], (name, held: unknown) => {
      assert.ok(
        typeof held !== "string" || !isTorn(held),
        `\`${name}\` of somebody who was entered is cut within a letter`,
      );
      return held;
    });
  }
  // Each of its own, so that one in the place of another shows.
  const location = { country: "NO", ...Object.fromEntries(places.map((name, nth) => [name, `${nth}${odd}`])) };
  const person = { ...somebody(), lastName: odd.replaceAll(" ", "-") };
  for (const candidate of [person, { ...somebody(), location }]) {
    const made = await enter({ job, candidate });
    const found = (await world.records("candidates")).find(({ id }) => id === made?.["candidateId"]);
    if (!found) continue;
    if (candidate === person)
      assert.equal(letters(String(found["lastName"])), letters(person.lastName), "the last name");
    else
      for (const [name, held] of Object.entries((found["location"] ?? {}) as Readonly<Record<string, unknown>>)) {
        const given = (location as Readonly<Record<string, string>>)[name];
        if (given !== undefined && typeof held === "string")
          assert.equal(letters(held), letters(given), `location.${name}`);
      }
  }
}

/** What commands promise of texts beside names and notes. */
export const otherTextsPromise: ContractPromise = {
  promise: "stores remarks, titles, answers, last names and places letter by letter",
  rules: [
    {
      rule: "remarks of rejections, titles of interviews, answers to questions, last names and places are stored letter by letter",
      tried: "it gives each an odd text and a long one",
    },
    {
      rule: "a remark or a title is stored whole, refused, or cut between two letters with a warning, up to the limit of the ATS",
      tried:
        "it gives them 👍 many times, a remark of 70,000 characters, and where that is not stored whole, the longest one that is taken",
    },
  ],
  applies: ({ capability }) =>
    entersSomebody(capability) || /^(applications\.reject(Many)?|interviews\.(create|update))$/.test(capability),
  async run(trial) {
    const { id } = trial.capability;
    if (entersSomebody(id)) await answersAndPlaces(trial);
    else await (id.startsWith("interviews.") ? titles(trial) : remarks(trial));
  },
};
