import { z } from "zod";
import { ApplicationReference, Id } from "../../models/identity.ts";
import { personal } from "../../models/personal.ts";
import { receiptFields } from "../../models/receipt.ts";
import { capability } from "../capability.ts";
import { remoteFields } from "../remote-fields.ts";

/** How the rejection of one application of a batch ended. */
export const RejectionOutcome = z.object({
  applicationId: z.string(),
  rejected: z.boolean(),
  settledBy: receiptFields.settledBy.nullable(),
  warnings: receiptFields.warnings,
  error: z
    .object({ code: z.string(), message: z.string(), retry: z.string() })
    .nullable()
    .describe("Why it was not rejected; null when it was."),
});

export const rejectManyApplications = capability({
  id: "applications.rejectMany",
  kind: "command",
  effect: "idempotent",
  summary: "Reject several applications; one failure fails one application.",
  sourceName: "bulk_reject_applications(application_ids, reason_id)",
  input: z.strictObject({
    applications: z.array(ApplicationReference).max(10_000),
    reasonId: Id.describe("The id of a rejection reason, from applications.listRejectionReasons."),
    note: personal(z.string().min(1)).optional(),
    onProgress: z
      .custom<(progress: { readonly done: number; readonly failed: number; readonly total: number }) => void>(
        (value) => typeof value === "function",
        "must be a function",
      )
      .meta({ personal: false })
      .optional()
      .describe("Called after each application."),
    remoteFields,
  }),
  output: z
    .object({
      outcomes: z.array(RejectionOutcome).describe("One for each application, in the order given."),
      rejected: z.number(),
      failed: z.number(),
      warnings: receiptFields.warnings,
      settledBy: receiptFields.settledBy,
    })
    .describe("One outcome for each application, in the order given."),
});
