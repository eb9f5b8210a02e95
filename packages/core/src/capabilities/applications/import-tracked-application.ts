import { z } from "zod";
import { RemoteId } from "../../models/identity.ts";
import { InstantInput } from "../../models/instant.ts";
import { receiptFields } from "../../models/receipt.ts";
import { capability } from "../capability.ts";

export const importTrackedApplication = capability({
  id: "applications.importTracked",
  kind: "command",
  effect: "idempotent",
  summary: "Let the aggregator follow an application that was made elsewhere, by its ids in the ATS.",
  details:
    "For connections that only see the applications that they created. Nothing is written to the ATS, and naming an application twice follows it once (inferred): a repeat does no harm. Its data arrives with the next sync. Which ids are needed depends on the ATS; a call without them is refused before anything is sent.",
  input: z.strictObject({
    application: z
      .strictObject({
        applicationRemoteId: RemoteId.optional(),
        candidateRemoteId: RemoteId.optional(),
        jobRemoteId: RemoteId.optional(),
        placementRemoteId: RemoteId.optional(),
      })
      .refine((ids) => Object.values(ids).some((id) => id !== undefined), "must give at least one id")
      .describe("The ids in the ATS by which it knows the application."),
    trackedAt: InstantInput.nullable().default(null).describe("When the application was tracked; null when unknown."),
  }),
  output: z
    .object({
      importId: z.string().describe("The aggregator's id of the import."),
      trackedAt: z.string().nullable(),
      ...receiptFields,
    })
    .describe("The import that was noted."),
});
