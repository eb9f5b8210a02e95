import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import { sameIds } from "../../assertions.ts";
import type { ContractPromise, Trial } from "../../contract-test.ts";
import type { WorldRecord } from "../../world.ts";
import { isDeleted, streamsAsHeld } from "../pieces/records.ts";
import { samplesOf } from "../pieces/samples.ts";
import type { Applied } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";

const stageOf = ({ stage }: WorldRecord) => (stage as WorldRecord | null | undefined)?.id;

/** Two open applications of one person to one job, as the ATS may have them; undefined where nobody can bring that about. */
async function twoToOneJob(trial: Trial): Promise<readonly [Applied, Applied] | undefined> {
  const { world } = trial;
  if (!world.move) return undefined;
  const jobs = (await world.records("jobs")).filter((job) => !isDeleted(job));
  const open = (await world.records("applications")).filter(
    (each) => !isDeleted(each) && each["outcome"] === "PENDING" && each["jobId"] && each["candidateId"],
  ) as unknown as readonly (WorldRecord & Applied)[];
  const fits = (application: WorldRecord, { jobId }: Applied) => {
    const stage = stageOf(application);
    const stages = (jobs.find((job) => job.id === jobId)?.["stages"] ?? []) as readonly WorldRecord[];
    return stage === undefined || stages.some((each) => each.id === stage);
  };
  for (const one of open)
    for (const other of open) {
      if (one.id === other.id || one.candidateId !== other.candidateId || one.jobId === other.jobId) continue;
      if (!fits(other, one)) continue;
      return (await world.move(other.id, one.jobId)) === "never" ? undefined : [one, { ...other, jobId: one.jobId }];
    }
  return undefined;
}

/** What commands do with one application, and whether it is done. */
const commands: Readonly<
  Record<
    string,
    (
      trial: Trial,
      of: Applied,
      other: Applied,
    ) => Promise<{ readonly input: object; readonly isDone: (id: string) => Promise<boolean> } | undefined>
  >
> = {
  "applications.reject": async (trial, { id }) => {
    const [sample] = await samplesOf(trial);
    return (
      sample && {
        input: { ...sample.input, application: id },
        isDone: async (of) => (await trial.world.application(of)).rejected,
      }
    );
  },
  "applications.moveToStage": async (trial, { id, jobId }, other) => {
    const stages = (await trial.call("applications.listStages", { jobIds: [jobId] })) as unknown as readonly {
      readonly id: string;
      readonly movable: boolean;
    }[];
    const now = [await trial.world.application(id), await trial.world.application(other.id)];
    const stage = stages.findLast((each) => each.movable && now.every(({ stageId }) => stageId !== each.id))?.id;
    return stage === undefined
      ? undefined
      : {
          input: { application: id, stage },
          isDone: async (of: string) => (await trial.world.application(of)).stageId === stage,
        };
  },
  "interviews.create": async (trial, { id }) => {
    const [sample] = await samplesOf(trial);
    const before = new Set((await trial.world.records("interviews")).map((each) => each.id));
    return (
      sample && {
        input: { ...sample.input, application: id },
        isDone: async (of) =>
          (await trial.world.records("interviews")).some(
            (each) => !before.has(each.id) && each["applicationId"] === of,
          ),
      }
    );
  },
};

/** A command that names one of the two does it to that one, and to no other. */
async function actsOnOne(trial: Trial): Promise<void> {
  for (const nth of [0, 1] as const) {
    await using other = await trial.another();
    const { trial: on } = other;
    const both = await twoToOneJob(on);
    if (!both) return;
    const act = await commands[on.capability.id]!(on, both[nth], both[1 - nth]!);
    if (!act) continue;
    const ended = await ending(() => on.call(on.capability.id, act.input));
    if (isDeclared(ended)) return;
    const what = `a person has two applications to one job, and ${nth === 0 ? "one" : "the other"} was named`;
    if (AtsError.is(ended)) assert.fail(`${what}: ${ended.code}: ${ended.message}`);
    assert.ok(!(await act.isDone(both[1 - nth]!.id)), `${what}: the command did it to the other one`);
    assert.ok(await act.isDone(both[nth].id), `${what}: it was not done`);
  }
}

/** What is promised of a person who has applied to a job twice. */
export const twoToOneJobPromise: ContractPromise = {
  promise: "keeps two applications of a person to one job apart",
  rules: [
    {
      rule: "an application is read and changed by its own id, never by its person and job: a person may have two to one job",
      tried: "it moves an application to the job of another one of the person (`move`), reads both, and names each",
    },
  ],
  applies: ({ kind, group, capability }) =>
    (kind === "stream" && ["applications", "candidates"].includes(group)) || Object.hasOwn(commands, capability),
  async run(trial) {
    if (trial.cell.kind !== "stream") return actsOnOne(trial);
    if (!(await twoToOneJob(trial))) return;
    await streamsAsHeld(trial);
    const living = (await trial.world.records(trial.cell.group)).filter((each) => !isDeleted(each));
    sameIds(
      (await trial.stream(trial.capability.id).toArray()).map(({ id }) => id),
      living.map(({ id }) => id),
      `the ${trial.cell.group}, of whom one person has two applications to one job`,
    );
  },
};
