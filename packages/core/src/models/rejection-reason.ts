import { z } from "zod";
import { personal } from "./personal.ts";
import { smallRecordFields } from "./record.ts";

/** Why an application is rejected, as the ATS words it. */
export const RejectionReason = z
  .object({ ...smallRecordFields, name: personal(z.string()).nullable() })
  .describe("Why an application is rejected, as the ATS words it.");
export type RejectionReason = Readonly<z.output<typeof RejectionReason>>;
