import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, notingWrites } from "../../worlds/tapped.ts";
import { blames } from "../pieces/none-written.ts";
import { entersSomebody, isTriedByTheOther, somebody } from "../pieces/samples.ts";
import { ending } from "../pieces/striking.ts";
import { nobody, openJobs } from "../pieces/targets.ts";
import { warningsOf } from "../pieces/warnings.ts";

interface Asking {
  readonly id: string;
  readonly screeningQuestions?: readonly {
    readonly id: string;
    readonly type: string;
    readonly options: readonly { readonly id: string }[];
  }[];
}

/** What names something that is not there, or is another job's, and a text that shows whether it was sent. */
interface Naming {
  readonly what: string;
  readonly job: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly trace: string;
}

async function namings(trial: Trial): Promise<readonly Naming[]> {
  const jobs = (await openJobs(trial)) as readonly Asking[];
  const answering = (what: string, job: string, questionId: string, answer: unknown, trace: string): Naming => ({
    what,
    job,
    input: { screeningAnswers: [{ questionId, answer }] },
    trace,
  });
  const text = "An answer 4922";
  const found: Naming[] = [
    {
      what: "a user whom the ATS does not have",
      job: jobs[0]!.id,
      input: { sourcedBy: { userId: nobody } },
      trace: nobody,
    },
    answering("a question that the ATS does not have", jobs[0]!.id, nobody, text, text),
  ];
  for (const { id, screeningQuestions = [] } of jobs) {
    const question = screeningQuestions.find(({ type }) => type === "TEXT");
    const other = jobs.find(
      (job) => job.id !== id && job.screeningQuestions?.every((each) => each.id !== question?.id),
    );
    if (question && other) found.push(answering("a question of another job", other.id, question.id, text, text));
    const choice = screeningQuestions.find(({ type, options }) => type === "SINGLE_SELECT" && options.length > 0);
    if (choice) found.push(answering("an option that the question does not have", id, choice.id, nobody, nobody));
    const chosen = screeningQuestions.flatMap(({ type, options }) => (type === "SINGLE_SELECT" ? options : []));
    const ofOther = chosen.find((option) => choice?.options.every((each) => each.id !== option.id));
    if (choice && ofOther)
      found.push(answering("an option of another question", id, choice.id, ofOther.id, ofOther.id));
  }
  return [...new Map(found.map((each) => [each.what, each])).values()];
}

/** What a command promises that enters people, of a question, an option or a user that means nothing there. */
export const unknownReferencesPromise: ContractPromise = {
  promise: "leaves no answer and no user out in silence that means nothing to the ATS",
  rules: [
    {
      rule: "an answer, an option or a user that means nothing to the ATS is refused, left to the ATS, or named in a warning",
      tried: "it names a question and an option of another job, and ones that are not there",
    },
  ],
  applies: ({ capability }) => entersSomebody(capability),
  async run(trial) {
    const { world, capability } = trial;
    const fetch = fetchIn(world.settings);
    if (!fetch || isTriedByTheOther(trial)) return;
    for (const { what, job, input, trace } of await namings(trial)) {
      const noted = notingWrites(fetch, () => world.writes());
      await using fresh = await connectedTo(withFetch(trial, noted.fetch));
      const ended = await ending(() => fresh.call(capability.id, { job, candidate: somebody(), ...input }));
      if (AtsError.is(ended)) {
        assert.doesNotMatch(ended.fault, /^(adapter|network)$/, `${what} was named: whose fault it is (${ended.code})`);
        if (ended.fault === "caller") blames(ended, Object.keys(input)[0]!, what);
        continue;
      }
      assert.ok(
        warningsOf(ended).length > 0 || noted.written.some((each) => decodeURIComponent(each).includes(trace)),
        `${what} was named, it was left out of what was written, and the receipt has no warning: refuse it, warn, or leave it to the ATS`,
      );
    }
  },
};
