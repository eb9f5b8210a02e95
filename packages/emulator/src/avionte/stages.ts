import { KomboFailure } from "../kombo/errors.ts";
import type { ApplicationRow, StageRow } from "../world/rows.ts";
import type { World } from "../world/world.ts";

/** The three general stages of Avionté (documented by Kombo's help centre). */
type StageFamily = "web-application" | "pipeline" | "nomination";

interface StageDefinition {
  readonly remoteId: string;
  readonly name: string;
  readonly family: StageFamily;
  /** Only on jobs of this kind; undefined: on every job. */
  readonly orderType?: "Contract" | "Direct Hire";
}

/** The two stages that Kombo makes itself; no application can be moved there. */
export const webApplication = "WEB_APPLICATION";
export const pipeline = "PIPELINE";

/**
 * The two fixed remote ids are reported; the customer's own stages are invented (their names follow examples of the
 * documentation), and so is the form of their remote ids.
 */
export const stageDefinitions: readonly StageDefinition[] = [
  { remoteId: webApplication, name: "Web Application", family: "web-application" },
  { remoteId: pipeline, name: "Pipeline", family: "pipeline" },
  { remoteId: "4101", name: "Pre-Screening", family: "pipeline" },
  { remoteId: "4102", name: "Phone Screen Completed", family: "pipeline" },
  { remoteId: "4201", name: "1st Interview", family: "nomination" },
  { remoteId: "4202", name: "Client Interview", family: "nomination", orderType: "Direct Hire" },
  { remoteId: "4203", name: "Drug Screen", family: "nomination", orderType: "Contract" },
  { remoteId: "4204", name: "Offered", family: "nomination" },
  { remoteId: "4205", name: "Started", family: "nomination" },
  { remoteId: "4206", name: "Declined", family: "nomination" },
];

const families = new Map(stageDefinitions.map((stage) => [stage.remoteId, stage.family]));

/** The general stage to which a stage belongs; stages that tests add are nomination stages. */
function familyOf(stage: Pick<StageRow, "remote_id">): StageFamily {
  return families.get(stage.remote_id ?? "") ?? "nomination";
}

/** The stages of a job, by Kombo id. */
export function stagesFor(world: World, orderType: "Contract" | "Direct Hire"): string[] {
  return stageDefinitions
    .filter((stage) => stage.orderType === undefined || stage.orderType === orderType)
    .map((stage) => world.id(stage.remoteId));
}

/** Kombo reads every sub-stage of the pipeline back as the one stage "Pipeline" (documented). */
function readBack(world: World, stage: Readonly<StageRow>): string {
  return familyOf(stage) === "pipeline" ? world.id(pipeline) : stage.id;
}

/** Where an application stands in a stage. The two stages of Kombo's making are not targets. */
export function standingIn(
  world: World,
  stage: Readonly<StageRow>,
): Pick<ApplicationRow, "current_stage_id" | "tool_stage_id"> {
  if (stage.remote_id === pipeline || stage.remote_id === webApplication) {
    // The refusal is reported; its code is unknown. REMOTE.INPUT_INVALID is the nearest of the documented ones.
    throw new KomboFailure("REMOTE.INPUT_INVALID", `Applications can't be moved to the stage "${stage.remote_id}".`);
  }
  return { current_stage_id: readBack(world, stage), tool_stage_id: stage.id };
}
