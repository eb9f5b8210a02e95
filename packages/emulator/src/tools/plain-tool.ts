import { at, type Agency } from "../data/agency.ts";
import type { Standing } from "../data/applications.ts";
import type { Source } from "../data/people.ts";
import type { JobRow } from "../world/rows.ts";
import type { World } from "../world/world.ts";
import type { Tool } from "./profile.ts";

/** A tool of which nothing more is known than what Kombo shows of it. */
export interface PlainTool {
  /** The stages of every job; the last two are those of the hired and of the rejected. */
  readonly stages: Agency["stages"];
  readonly link: Agency["link"];
}

/** Kombo's view of one application: found by its candidate and its job, or new. The number is the emulator's own. */
function applicationRemoteId(world: World): Tool["applicationRemoteId"] {
  return (candidate, job) =>
    world.applications.where("candidate_id", candidate.id).find(({ job_id }) => job_id === job.id)?.remote_id ??
    world.newRemoteId();
}

/** An agency that works with a plain tool; the stages are invented, as a customer's are. */
export function plainAgency(world: World, { stages, link }: PlainTool): Agency {
  return {
    stages,
    link,
    stagesFor: () => stages.map(({ remoteId }) => world.id(remoteId)),
    applicationRemoteId: applicationRemoteId(world),
    standing,
  };
}

function standing({ random }: Source, { stage_ids: stages }: JobRow): Standing {
  const [hired = "", rejected = ""] = stages.slice(-2);
  const draw = random.next();
  if (draw < 0.1) return at(hired, "HIRED");
  if (draw < 0.25) return at(rejected, "DECLINED");
  return at(random.pick(stages.slice(0, -2)), "PENDING");
}

/** The tool at work: stages read back as they are, and there are no custom fields. */
export function openPlainTool(world: World, { stages }: PlainTool): Omit<Tool, "native"> {
  return {
    standingIn: ({ id }) => ({ current_stage_id: id, tool_stage_id: id }),
    defaultStage: () => world.stages.byRemoteId(stages[0]?.remoteId ?? ""),
    applicationRemoteId: applicationRemoteId(world),
    takesAgain: true,
    customFields: () => ({}),
    integrationFields: () => [],
    remoteData: () => null,
  };
}
