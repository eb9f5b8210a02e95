import { at, type Agency } from "../data/agency.ts";
import type { Standing } from "../data/applications.ts";
import type { Source } from "../data/people.ts";
import type { JobRow, StageRow } from "../world/rows.ts";
import type { World } from "../world/world.ts";

/** The types of a stage; an application's status follows from it. */
export type StageType = "Lead" | "PreInterviewScreen" | "Active" | "Offer" | "Hired" | "Archived";

export interface Plan {
  readonly number: string;
  readonly title: string;
  readonly stages: readonly { readonly remoteId: string; readonly name: string; readonly type: StageType }[];
}

const steps = (first: number, names: readonly (readonly [name: string, type: StageType])[]) =>
  names.map(([name, type], index) => ({ remoteId: String(first + index), name, type }));

/** The interview plans of the agency; invented, as every customer has their own. Each ends in an archived stage of its own. */
export const plans: readonly Plan[] = [
  {
    number: "6001",
    title: "Contract work",
    stages: steps(4_101, [
      ["New Lead", "Lead"],
      ["Application Review", "PreInterviewScreen"],
      ["Phone Screen", "Active"],
      ["Client Interview", "Active"],
      ["Hired", "Hired"],
      ["Archived", "Archived"],
    ]),
  },
  {
    number: "6002",
    title: "Direct hire",
    stages: steps(4_121, [
      ["New Lead", "Lead"],
      ["Application Review", "PreInterviewScreen"],
      ["Onsite", "Active"],
      ["Offer", "Offer"],
      ["Hired", "Hired"],
      ["Archived", "Archived"],
    ]),
  },
];

const byStage = new Map(
  plans.flatMap((plan) => plan.stages.map((stage) => [stage.remoteId, { plan, stage }] as const)),
);

/** A stage of the agency with its plan, by its number. */
export function stageOfNumber(number: string | null | undefined) {
  return byStage.get(number ?? "");
}

/** Where a stage stands. One that a customer has added is active, and in the plan of the jobs that have it. */
export function placeOf(world: World, row: Readonly<StageRow>) {
  const known = stageOfNumber(row.remote_id);
  if (known) return { plan: known.plan, type: known.stage.type, index: known.plan.stages.indexOf(known.stage) };
  const job = world.jobs.all().find(({ stage_ids: stages }) => stages.includes(row.id));
  return { plan: job && planOf(world, job), type: "Active" as const, index: job?.stage_ids.indexOf(row.id) ?? 0 };
}

/** The stages of a plan with those that a customer has added, in their order. */
export function stagesIn(world: World, plan: Plan): readonly Readonly<StageRow>[] {
  const own = plan.stages.flatMap(({ remoteId }) => world.stages.byRemoteId(remoteId) ?? []);
  const added = world.stages.all().filter((row) => !byStage.has(row.remote_id ?? ""));
  return [...own, ...added.filter((row) => placeOf(world, row).plan === plan)];
}

/** The plan in which applications to a job begin: that of its first stage. */
export function planOf(world: World, job: Readonly<JobRow>): Plan {
  return plansOf(world, job)[0] ?? (plans[0] as Plan);
}

/** Every plan of a job, in the order of its stages. */
export function plansOf(world: World, { stage_ids: stages }: Readonly<JobRow>): readonly Plan[] {
  return [...new Set(stages.flatMap((id) => stageOfNumber(world.stages.get(id)?.remote_id)?.plan ?? []))];
}

/** An agency that works with Ashby. */
export const ashbyAgency: Agency = {
  firstJob: 500_001,
  stages: plans.flatMap(({ stages }) => stages),
  stagesFor: (world, orderType) =>
    (orderType === "Direct Hire" ? plans[1] : plans[0])!.stages.map(({ remoteId }) => world.id(remoteId)),
  applicationRemoteId: (candidate, job) => `${candidate.remote_id}:${job.remote_id}`,
  standing,
  link: (kind, remoteId) =>
    `https://app.ashbyhq.example.com/${kind === "job" ? "jobs" : "candidate-searches/new/right-side/candidates"}/${remoteId}`,
};

function standing({ random }: Source, { stage_ids: stages }: JobRow): Standing {
  const [hired = "", archived = ""] = stages.slice(-2);
  const draw = random.next();
  if (draw < 0.1) return at(hired, "HIRED");
  if (draw < 0.25) return at(archived, "DECLINED");
  return at(random.pick(stages.slice(0, -2)), "PENDING");
}
