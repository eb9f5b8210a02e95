import { at, type Agency } from "../data/agency.ts";
import type { Standing } from "../data/applications.ts";
import type { Source } from "../data/people.ts";
import type { JobRow } from "../world/rows.ts";
import { pipeline, stageDefinitions, stagesFor, webApplication } from "./stages.ts";

/** A staffing agency that works with Avionté. */
export const avionteAgency: Agency = {
  stages: stageDefinitions,
  stagesFor,
  applicationRemoteId: (candidate, job) => `${candidate.remote_id}:${job.remote_id}`,
  standing,
  link: (kind, remoteId) => `https://harborstaffing.myavionte.example.com/app/#/${kind}/${remoteId}`,
};

function standing({ world, random }: Source, job: JobRow): Standing {
  const draw = random.next();
  if (draw < 0.3) return at(world.id(webApplication), random.chance(0.1) ? "DECLINED" : "PENDING");
  if (draw < 0.55)
    return { ...at(world.id(pipeline), random.chance(0.2) ? "DECLINED" : "PENDING"), toolStageId: world.id("4101") };
  if (draw < 0.65) return at(world.id("4205"), "HIRED");
  if (draw < 0.75) return at(world.id("4206"), "DECLINED");
  const nomination = job.stage_ids.filter((id) => /^420[1-4]$/.test(world.stages.get(id)?.remote_id ?? ""));
  return at(random.pick(nomination), "PENDING");
}
