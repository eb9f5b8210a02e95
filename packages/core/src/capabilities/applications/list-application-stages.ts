import { z } from "zod";
import { Id } from "../../models/identity.ts";
import { ListedStage } from "../../models/stage.ts";
import { capability } from "../capability.ts";
import { listOf } from "../stream-filter.ts";

export const listApplicationStages = capability({
  id: "applications.listStages",
  kind: "query",
  effect: "reads",
  summary: "List the stages that applications can be in, and whether each can be a target.",
  sourceName: "_get_all_application_stages()",
  input: z.strictObject({ jobIds: listOf(Id).optional().describe("Only the stages of these jobs.") }),
  output: z.array(ListedStage),
});
