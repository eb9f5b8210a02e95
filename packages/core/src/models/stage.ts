import { z } from "zod";
import { openEnum } from "./open-enum.ts";
import { mentionFields, recordFields } from "./record.ts";

/** A step of a job's hiring workflow. */
export const Stage = z
  .object({
    ...mentionFields,
    name: z.string().nullable(),
    status: openEnum(["ACTIVE", "INACTIVE"]).nullable(),
    /** The position in the job's workflow, where the ATS has one. */
    index: z.number().nullable().describe("The position in the job's workflow, where the ATS has one."),
    customFields: recordFields.customFields,
  })
  .describe("A step of a job's hiring workflow.");
export type Stage = Readonly<z.output<typeof Stage>>;

/** A stage as `applications.listStages` gives it: with the jobs it belongs to, and whether it can be a target. */
export const ListedStage = Stage.extend({
  /** The jobs that have this stage; a move needs a stage of the application's job. */
  jobIds: z.array(z.string()).describe("The jobs that have this stage; a move needs a stage of the application's job."),
  /** False when no application can be moved here: leave it out of a picker. */
  movable: z.boolean().describe("False when no application can be moved here: leave it out of a picker."),
  /** Why applications cannot be moved to it; null when they can. */
  notMovableReason: z.string().nullable().describe("Why applications cannot be moved to it; null when they can."),
}).describe("A stage, the jobs that have it, and whether an application can be moved into it.");
export type ListedStage = Readonly<z.output<typeof ListedStage>>;
