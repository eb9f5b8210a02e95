import { z } from "zod";
import { ApplicationReference, StageReference } from "../../models/identity.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";
import { remoteFields } from "../remote-fields.ts";

export const moveApplicationToStage = capability({
  id: "applications.moveToStage",
  kind: "command",
  effect: "idempotent",
  summary: "Move an application to another stage of its job.",
  sourceName: "_move_application_to_stage(application, stage)",
  input: z.strictObject({ application: ApplicationReference, stage: StageReference, remoteFields }),
  output: Receipt,
});
