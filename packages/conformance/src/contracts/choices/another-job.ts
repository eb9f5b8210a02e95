import { AtsError } from "@anyats/core";
import { strict as assert } from "node:assert";
import type { ContractPromise } from "../../contract-test.ts";
import { connectedTo } from "../../trial.ts";
import { openOnes } from "../pieces/states.ts";
import { ending, isDeclared } from "../pieces/striking.ts";
import { warningsOf } from "../pieces/warnings.ts";

interface Listed {
  readonly id: string;
  readonly jobIds: readonly string[];
  readonly movable: boolean;
}

/** What a move promises of an application that somebody has moved to another job since the connection saw it. */
export const anotherJobPromise: ContractPromise = {
  promise: "moves an application to a stage of the job that it has gone to",
  rules: [
    {
      rule: "an application that has gone to another job is moved to that job's stages: what is kept of its job is asked for again before it is refused",
      tried:
        "it moves the application in the ATS (`move`) between two moves, to a job that has a stage which its own lacks; if all jobs have the same stages, to any other. Jobs of which no two share a stage prove nothing: nobody moves an application between them",
    },
  ],
  applies: ({ capability }) => capability === "applications.moveToStage",
  async run(trial) {
    const { world } = trial;
    if (!world.move || !trial.offers("applications.listStages")) return;
    const stages = (await trial.call("applications.listStages", {})) as unknown as readonly Listed[];
    const of = (job: string) => stages.filter(({ movable, jobIds }) => movable && jobIds.includes(job));
    const move = (application: string, stage: string) =>
      ending(() => trial.call("applications.moveToStage", { application, stage }));
    for (const { id, jobId } of await openOnes(trial)) {
      const [first] = of(jobId);
      // It goes to a job that has its stage, and a stage besides that its own job lacks, if jobs have stages of their own.
      const others = new Set(first?.jobIds.filter((job) => job !== jobId));
      const there = stages.filter((each) => each.movable && each.id !== first?.id);
      const next =
        there.find(({ jobIds }) => !jobIds.includes(jobId) && jobIds.some((job) => others.has(job))) ??
        there.find(({ jobIds }) => jobIds.some((job) => others.has(job)));
      const other = next?.jobIds.find((job) => others.has(job));
      if (!first || !next || other === undefined || AtsError.is(await move(id, first.id))) continue;
      if ((await world.move(id, other)) === "never") return;
      const ended = await move(id, next.id);
      if (isDeclared(ended)) continue;
      // The ATS may have its own reasons: then a connection that has seen nothing hears of them as well.
      await using fresh = await connectedTo(trial);
      const input = { application: id, stage: next.id };
      if (AtsError.is(ended) && AtsError.is(await ending(() => fresh.call("applications.moveToStage", input))))
        continue;
      const what = `the application went from job ${jobId} to ${other}, and was moved to the stage ${next.id} of that job`;
      assert.ok(!AtsError.is(ended), `${what}: ${AtsError.is(ended) ? ended.code : ""}. Ask for its job again`);
      const { stageId } = await world.application(id);
      if (warningsOf(ended).length === 0) assert.equal(stageId, next.id, `${what}: the stage that the ATS holds`);
      return;
    }
  },
};
