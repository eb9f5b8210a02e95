import { z } from "zod/mini";
import { personal } from "./personal.ts";
import { smallRecordFields } from "./record.ts";
import type * as records from "./records.generated.ts";

/** Why an application is rejected, as the ATS words it. */
export const RejectionReason = z.object({
  ...smallRecordFields,
  /** The reason, in the ATS's words. */
  name: z.nullable(personal(z.string())),
});
export interface RejectionReason extends records.RejectionReasonRecord {}
