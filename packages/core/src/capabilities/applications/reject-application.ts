import { z } from "zod";
import { ApplicationReference, Id } from "../../models/identity.ts";
import { personal } from "../../models/personal.ts";
import { Receipt } from "../../models/receipt.ts";
import { capability } from "../capability.ts";
import { remoteFields } from "../remote-fields.ts";

export const rejectApplication = capability({
  id: "applications.reject",
  kind: "command",
  effect: "idempotent",
  summary: "Reject an application.",
  sourceName: "reject_application(application_id, reason_id)",
  input: z.strictObject({
    application: ApplicationReference,
    reasonId: Id.describe("The id of a rejection reason, from applications.listRejectionReasons."),
    note: personal(z.string().min(1)).optional().describe("A remark, passed on where the ATS takes one."),
    remoteFields,
  }),
  output: Receipt,
});
