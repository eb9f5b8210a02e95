import { z } from "zod";
import { RejectionReason } from "../../models/rejection-reason.ts";
import { capability } from "../capability.ts";

export const listRejectionReasons = capability({
  id: "applications.listRejectionReasons",
  kind: "query",
  effect: "reads",
  summary: "List the reasons for which an application can be rejected.",
  sourceName: "get_disposition_reasons()",
  input: z.strictObject({}),
  output: z.array(RejectionReason),
});
