import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo, withFetch } from "../../trial.ts";
import { fetchIn, notingTheWrite } from "../../worlds/tapped.ts";
import { knownApplicant, stageOfOneJob, standsInItsJob } from "../pieces/decided.ts";
import { entersSomebody } from "../pieces/samples.ts";
import { isDeleted } from "../pieces/records.ts";
import { tagsOf } from "../pieces/states.ts";
import { ending, hasApplied } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

/** A command of which a decision depends on what somebody else may change. */
interface Decision {
  readonly input: Readonly<Record<string, unknown>>;
  /** Somebody changes it. @returns Whether this ATS knows such a change. */
  readonly change: (on: Trial) => Promise<boolean>;
  /** What is wrong after the change where the call ended so; undefined where all is well. */
  readonly wrong: (on: Trial, ended: unknown) => Promise<string | undefined>;
}

const moves = async ({ world }: Trial, application: string, job: string): Promise<boolean> =>
  world.move !== undefined && (await world.move(application, job)) !== "never";

const isClaimed = (ended: unknown): boolean => !AtsError.is(ended) && warningsOf(ended).length === 0;

/** A stage of the job that the application had: it is none of the one that it has now. */
async function moving(trial: Trial): Promise<Decision | undefined> {
  const found = await stageOfOneJob(trial);
  return (
    found && {
      input: { application: found.applied.id, stage: found.stage },
      change: (on) => moves(on, found.applied.id, found.job),
      wrong: async (on, ended) =>
        isClaimed(ended) && !(await standsInItsJob(on, found.applied.id))
          ? "the application belongs to another job now, and was moved to a stage of the one that it had"
          : undefined,
    }
  );
}

/** Whether a second open application of a person to a job is refused here. */
async function refusesAnother(trial: Trial, input: Decision["input"]): Promise<boolean> {
  await using other = await trial.another();
  await ending(() => other.trial.call(trial.capability.id, input));
  return hasApplied(await ending(() => other.trial.call(trial.capability.id, input)));
}

/** An application to a job to which the person has come to have one meanwhile. */
async function entering(trial: Trial): Promise<Decision | undefined> {
  const found = await knownApplicant(trial);
  if (!found) return undefined;
  const { applied, candidate, job } = found;
  const input = { job, candidate };
  if (!(await refusesAnother(trial, input))) return undefined;
  return {
    input,
    change: (on) => moves(on, applied.id, job),
    wrong: (_on, ended) =>
      Promise.resolve(
        hasApplied(ended) || !isClaimed(ended)
          ? undefined
          : "the person has an open application to the job by now, and was given another one",
      ),
  };
}

const decisions: Readonly<Record<string, (trial: Trial) => Promise<Decision | undefined>>> = {
  "applications.moveToStage": moving,
  "applications.create": entering,
  "candidates.create": entering,
};

/** Which request of the call writes first, from 0, in a world where nobody interferes. */
async function firstWrite(trial: Trial, input: Decision["input"]): Promise<number | undefined> {
  await using other = await trial.another();
  const { world } = other.trial;
  const fetch = fetchIn(world.settings);
  if (!fetch) return undefined;
  const noted = notingTheWrite(fetch, () => world.writes());
  await using on = await connectedTo(withFetch(other.trial, noted.fetch));
  const ended = await ending(() => on.call(trial.capability.id, input));
  return AtsError.is(ended) ? undefined : noted.nth();
}

/** What a command promises of which the first write is refused, as somebody else was faster. */
export const decidedAgainPromise: ContractPromise = {
  promise: "decides again where somebody was faster and the first write was refused",
  rules: [
    {
      rule: "where the ATS refuses what is stale, the command reads and decides again: a stage is one of the job that the application has by now, and a person who has come to have an application gets no second one",
      tried: "somebody moves an application just before the first write, and the ATS refuses that",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(decisions, capability),
  async run(trial) {
    const { world, capability } = trial;
    const fetch = fetchIn(world.settings);
    const decision = world.move && (await decisions[capability.id]!(trial));
    const nth = decision && (await firstWrite(trial, decision.input));
    if (!fetch || nth === undefined) return;
    let [left, isRefused, knows] = [nth, false, true];
    const changing: typeof fetch = async (...request) => {
      left -= 1;
      if (left !== -1) return fetch(...request);
      knows = await decision!.change(trial);
      const answer = await fetch(...request);
      isRefused = !answer.ok;
      return answer;
    };
    await using on = await connectedTo(withFetch(trial, changing));
    const ended = await ending(() => on.call(capability.id, decision!.input, { timeoutMs: 600_000 }));
    // An ATS that takes what is stale decides itself.
    if (!knows || !isRefused) return;
    const wrong = await decision!.wrong(trial, ended);
    assert.equal(wrong, undefined, `the ATS refused the first write, as the record had changed: ${wrong}`);
  },
};

const ofTags: ReadonlySet<string> = new Set(["candidates.addTag", "candidates.removeTag"]);

/** What a command promises where searches lag behind what the ATS holds. */
export const laggingSearchPromise: ContractPromise = {
  promise: "decides by what the ATS holds, and not by a search that lags behind",
  rules: [
    {
      rule: "where a search lags behind, it finds records, and what is read by an id decides about them",
      tried:
        "with `lag`, somebody moves an application, ends one, or calls a tag otherwise, and the search does not show it",
    },
  ],
  applies: ({ capability }) => Object.hasOwn(decisions, capability) || ofTags.has(capability),
  async run(trial) {
    const { world, capability } = trial;
    if (!world.lag) return;
    if (ofTags.has(capability.id)) return tagsRenamed(trial);
    const decision = await decisions[capability.id]!(trial);
    if (decision) {
      await world.lag(true);
      const knows = await decision.change(trial);
      const ended = await ending(() => trial.call(capability.id, decision.input));
      await world.lag(false);
      const wrong = knows ? await decision.wrong(trial, ended) : undefined;
      assert.equal(wrong, undefined, `searches lagged behind: ${wrong}. Read by its id what decides`);
    }
    if (entersSomebody(capability.id)) await entersAgain(trial);
  },
};

/** A person whose application has just ended applies again. */
async function entersAgain(trial: Trial): Promise<void> {
  await using other = await trial.another();
  const { trial: on } = other;
  const { world } = on;
  const known = await knownApplicant(on);
  if (!known || !world.become || !world.lag) return;
  await world.lag(true);
  const state = { kind: "applications", field: "outcome", value: "DECLINED" } as const;
  if ((await world.become(known.applied.id, state)) === "never") return;
  const input = { job: known.applied.jobId, candidate: known.candidate };
  const ended = await ending(() => on.call(trial.capability.id, input));
  assert.ok(
    !hasApplied(ended),
    "searches lagged behind: the person's application to the job has ended, and the adapter took it for an open one. Read by its id what decides",
  );
}

/** The tags of one person, one of which somebody has just called otherwise. */
async function tagsRenamed(trial: Trial): Promise<void> {
  const { world, capability } = trial;
  const people = (await world.records("candidates")).filter((each) => !isDeleted(each));
  const person = people.find(({ tags }) => ((tags ?? []) as readonly unknown[]).length > 0);
  const [renamed] = person ? await tagsOf(trial, person.id) : [];
  if (!person || !renamed || !world.lag || !world.administer) return;
  await world.lag(true);
  const name = "Called otherwise 4829";
  if ((await world.administer({ list: "tags", rename: renamed.id, to: name })) === "never") return;
  const adds = capability.id === "candidates.addTag";
  const tag = adds ? renamed.name : name;
  const ended = await ending(() => trial.call(capability.id, { candidate: person.id, tag }));
  await world.lag(false);
  const isThere = (await tagsOf(trial, person.id)).some((each) => each.name === tag);
  assert.ok(
    !isClaimed(ended) || isThere === adds,
    `searches lagged behind: a tag of the candidate has another name since, and a receipt says that "${tag}" was ${adds ? "given" : "taken away"}. Read by its id what decides`,
  );
}
