import { capability, Receipt } from "@anyats/core";
import { z } from "zod/mini";

const jobRemoteId = z
  .string()
  .check(
    z.regex(/^\d{1,18}$/, "must be the job's number in Avionté"),
    z.describe("The job's number in Avionté, as text."),
  );

export const selectJob = capability({
  id: "avionte.selectJob",
  kind: "command",
  effect: "idempotent",
  summary: "Let Kombo sync a job with its applications; Avionté's jobs are synced only when selected.",
  details: "The next sync picks it up, once; later changes arrive by Avionté's webhooks only.",
  input: z.strictObject({ remoteId: jobRemoteId }),
  output: Receipt,
});

export const unselectJob = capability({
  id: "avionte.unselectJob",
  kind: "command",
  effect: "idempotent",
  summary: "Take a job out of the selection; what was synced stays.",
  input: z.strictObject({ remoteId: jobRemoteId }),
  output: Receipt,
});
