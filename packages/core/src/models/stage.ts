import { z } from "zod/mini";
import { openEnum } from "./open-enum.ts";
import { mentionFields, recordFields } from "./record.ts";
import type * as records from "./records.generated.ts";

/** A step of a job's hiring workflow. */
export const Stage = z.object({
  ...mentionFields,
  /** The name of the stage. */
  name: z.nullable(z.string()),
  /** Whether the stage is in use. */
  status: z.nullable(openEnum(["ACTIVE", "INACTIVE"])),
  /** The position in the job's workflow, where the ATS has one. */
  index: z.nullable(z.number()),
  customFields: recordFields.customFields,
});
export interface Stage extends records.StageRecord {}

/**
 * A stage, the jobs that have it, and whether an application can be moved into it.
 *
 * A stage as `applications.listStages` gives it: with the jobs it belongs to, and whether it can be a target.
 */
export const ListedStage = z.extend(Stage, {
  /** The jobs that have this stage, of those asked for; a move needs a stage of the application's job. */
  jobIds: z.array(z.string()),
  /** False when no application can be moved here: leave it out of a picker. */
  movable: z.boolean(),
  /** Why applications cannot be moved to it; null when they can. */
  notMovableReason: z.nullable(z.string()),
});
export interface ListedStage extends records.ListedStageRecord {}
