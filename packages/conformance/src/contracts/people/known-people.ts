import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import type { Sample } from "../../sample.ts";
import { passesOn } from "../pieces/passing-on.ts";
import { entersSomebody, isTriedByTheOther, samplesOf, somebody } from "../pieces/samples.ts";
import { statesOf } from "../pieces/states.ts";
import { ending, endingDuring } from "../pieces/striking.ts";
import { openJob, openJobs } from "../pieces/targets.ts";
import { writesOrWarnsPromise } from "./forms-of-known.ts";

interface Entered {
  readonly applicationId: string | null;
}
type Person = Readonly<Record<"firstName" | "lastName" | "email", string>>;

/** Enters a person; null where the ATS does not take one. */
async function entered(trial: Trial, job: string, { firstName, lastName, email }: Person): Promise<string | null> {
  await using fresh = await connectedTo(trial);
  const candidate = { firstName, lastName, email };
  const ended = await ending(() => fresh.call(trial.capability.id, { job, candidate }));
  return AtsError.is(ended) ? null : (ended as Entered).applicationId;
}

/** The outcomes that end an application. */
const endings = statesOf("applications").filter(
  (state) => state !== "deleted" && state.field === "outcome" && state.value !== null && state.value !== "PENDING",
) as readonly Exclude<ReturnType<typeof statesOf>[number], "deleted">[];

/** Ends an application in a way that the ATS knows. @returns Whether it does. */
const ends = async ({ world }: Trial, application: string, state: (typeof endings)[number]): Promise<boolean> =>
  world.become !== undefined && (await world.become(application, state)) !== "never";

/** How the ATS comes to know the person of an input before it is called with. @returns Whether it does. */
const ways: readonly ((trial: Trial, sample: Sample) => Promise<boolean>)[] = [
  async (trial, { input }) => {
    const other = (await openJobs(trial)).find(({ id }) => id !== input["job"]);
    return other !== undefined && (await entered(trial, other.id, input["candidate"] as Person)) !== null;
  },
  async (trial, { input }) => {
    const first = await entered(trial, String(input["job"]), input["candidate"] as Person);
    return (
      first !== null &&
      ends(
        trial,
        first,
        endings.find(({ value }) => value === "DECLINED")!,
      )
    );
  },
];

/** What is asked about an application, and not about the person: an ATS keeps whom it knows as they are. */
const isOfApplication = ({ tries, traces }: Sample) =>
  tries.length === 1 && traces.length > 0 && !tries[0]!.startsWith("candidate.");

/** What entering somebody promises where the ATS knows the person already. */
export const knownPeoplePromises: readonly ContractPromise[] = [
  {
    promise: "passes on each field of an application also for a person whom the ATS knows",
    rules: [
      {
        rule: "of a person whom the ATS knows, each field of the application is passed on as for a new one: stage, source, files, answers, consent; what is not gets a warning",
        tried: "it enters a person for another job, or ends the person's application, and then gives each field",
      },
    ],
    applies: ({ capability }) => entersSomebody(capability),
    async run(trial) {
      if (isTriedByTheOther(trial)) return;
      for (const isKnown of ways) {
        await using other = await trial.another();
        const { trial: on } = other;
        const known: Sample[] = [];
        for (const sample of (await samplesOf(on)).filter(isOfApplication)) {
          if (!(await isKnown(on, sample))) break;
          known.push(sample);
        }
        await passesOn(on, known);
      }
    },
  },
  writesOrWarnsPromise,
  {
    promise: "knows a person again, whichever field of the application is given",
    rules: [
      {
        rule: "a person whom the ATS knows is known again whichever field is given: `reapply` lets a second application through, and does not enter the person again",
        tried: "it gives each field of the application for somebody who is known, and counts people",
      },
    ],
    applies: ({ capability }) => entersSomebody(capability),
    async run(trial) {
      if (isTriedByTheOther(trial)) return;
      const people = ({ world }: Trial) => world.ids("candidates").length;
      const growsBy = async (on: Trial, input: object): Promise<number> => {
        const before = people(on);
        await using fresh = await connectedTo(on);
        await ending(() => fresh.call(on.capability.id, input));
        return people(on) - before;
      };
      for (const isKnown of ways) {
        await using other = await trial.another();
        const { trial: on } = other;
        const samples = (await samplesOf(on)).filter(
          ({ tries }) => tries.length === 1 && !tries[0]!.startsWith("candidate."),
        );
        const [first, ...others] = samples;
        if (!first || !(await isKnown(on, first))) continue;
        const { job, candidate } = first.input;
        // Some ATSs make a further record of everybody who applies.
        if ((await growsBy(on, { job, candidate })) > 0) return;
        for (const sample of others) {
          if (!(await isKnown(on, sample))) break;
          const more = await growsBy(on, sample.input);
          assert.equal(more, 0, `somebody who is known applied with \`${sample.tries[0]}\`, and is there twice`);
        }
      }
    },
  },
  {
    promise: "never reports an earlier application as made by a call whose answer was lost",
    rules: [
      {
        rule: "an earlier application of the person, or an interview of the same times, is not the one that was lost",
        tried: "it ends an application, lets the person apply again, and loses the request or the answer",
      },
    ],
    applies: ({ capability }) => entersSomebody(capability),
    async run(trial) {
      if (isTriedByTheOther(trial)) return;
      for (const state of endings)
        for (const trouble of ["request-lost", "answer-lost"] as const) {
          await using other = await trial.another();
          const { trial: on } = other;
          const [job, person] = [await openJob(on), somebody()];
          const first = await entered(on, job, person);
          if (first === null) return;
          if (!(await ends(on, first, state))) break;
          await using fresh = await connectedTo(on);
          const ended = await endingDuring(on, trouble, () =>
            fresh.call(on.capability.id, { job, candidate: person }, { timeoutMs: 600_000 }),
          );
          if (ended === undefined || AtsError.is(ended)) continue;
          const { applicationId } = ended as Entered;
          if (applicationId === null) continue;
          const record = (await on.world.records("applications")).find(({ id }) => id === applicationId);
          assert.notEqual(
            record?.["outcome"],
            state.value,
            `the person's application ended (${state.value}), the person applied again, ${trouble} struck, and the receipt names the application that had ended: it was there before`,
          );
        }
    },
  },
];
