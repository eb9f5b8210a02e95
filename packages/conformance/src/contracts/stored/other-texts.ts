import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import type { WorldRecord } from "../../world.ts";
import { isAbsentOf } from "../pieces/absent-fields.ts";
import { unescaped } from "../pieces/files.ts";
import { entersSomebody, isTriedByTheOther, samplesOf, somebody } from "../pieces/samples.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { notesAbout, openApplications, openJob, openJobs, rejectionReason } from "../pieces/targets.ts";
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

/** Longer than a line of a form. */
const long = `4925 ${"Äpfel und Birnen. ".repeat(60)}4926`;

const letters = (text: string) =>
  text
    .normalize("NFC")
    .replaceAll(/[\s\u00A0]+/g, " ")
    .trim();

/** A text as people read it: an ATS may keep it as HTML. */
const readings = (held: string) => [letters(held), letters(unescaped(held.replaceAll(/<[^<>]*>/g, " ")))];

async function remarks(trial: Trial): Promise<void> {
  const { id } = trial.capability;
  const reasonId = await rejectionReason(trial);
  const open = await openApplications(trial);
  for (const [nth, note] of [odd, long, "First 4927\nSecond 4928"].entries()) {
    const application = open[nth]!;
    const named =
      id === "applications.rejectMany" ? { applications: [application.id] } : { application: application.id };
    const ended = await ending(() => trial.call(id, { ...named, reasonId, note }));
    if (isDeclared(ended)) return;
    if (AtsError.is(ended)) {
      assert.equal(ended.fault, "caller", `a remark ended in ${ended.code}`);
      continue;
    }
    const { outcomes = [] } = ended as unknown as { readonly outcomes?: readonly unknown[] };
    const held = (await notesAbout(trial, application)).filter((text) => text.includes(note.slice(0, 4)));
    // Not every ATS shows remarks, or takes them.
    if (held.length === 0 || [ended, ...outcomes].some((each) => warningsOf(each).length > 0)) continue;
    assert.ok(
      held.some((text) => readings(text).some((read) => read.includes(letters(note)))),
      `the remark of a rejection was ${JSON.stringify(note.slice(0, 60))} (${note.length} characters), and is ${JSON.stringify(held[0]!.slice(0, 200))}`,
    );
    if (note.includes("\n"))
      assert.ok(
        held.some((text) => /4927\s*(?:\n|<br|<\/(?:p|div)>)/.test(text)),
        "the lines of a remark run into one",
      );
  }
}

async function titles(trial: Trial): Promise<void> {
  const { world, capability } = trial;
  if (isAbsentOf(trial, "interviews", "title")) return;
  const [sample] = await samplesOf(trial);
  if (!sample) return;
  for (const title of [odd, long.slice(0, 250)]) {
    const before = new Set((await world.records("interviews")).map(({ id }) => id));
    const ended = await ending(() => trial.call(capability.id, { ...sample.input, title }));
    if (AtsError.is(ended) || warningsOf(ended).length > 0) continue;
    const interview: unknown = sample.input["interview"];
    const stored: WorldRecord | undefined = (await world.records("interviews")).find(({ id }) =>
      interview ? id === interview : !before.has(id),
    );
    assert.equal(letters(String(stored?.["title"])), letters(title), "the title of an interview");
  }
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
  ],
  applies: ({ capability }) =>
    entersSomebody(capability) || /^(applications\.reject(Many)?|interviews\.(create|update))$/.test(capability),
  async run(trial) {
    const { id } = trial.capability;
    if (entersSomebody(id)) await answersAndPlaces(trial);
    else await (id.startsWith("interviews.") ? titles(trial) : remarks(trial));
  },
};
