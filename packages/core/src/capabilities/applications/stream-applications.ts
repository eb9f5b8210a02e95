import { z } from "zod";
import { Application, ApplicationOutcome } from "../../models/application.ts";
import { Id, RemoteId } from "../../models/identity.ts";
import { capability } from "../capability.ts";
import { listOf, streamFilterFields } from "../stream-filter.ts";

export const streamApplications = capability({
  id: "applications.stream",
  kind: "stream",
  effect: "reads",
  summary: "Stream the applications.",
  details:
    "`updatedAfter` gives applications whose own fields changed (a move is one), or whose candidate, interviews or offers changed. Changes of the job's or the stage's own fields and of the candidate's tags do not count. A deletion shows only with `includeDeleted`.",
  sourceName: "_stream_applications(updated_after, for_job_ids)",
  input: z.strictObject({
    ...streamFilterFields,
    jobIds: listOf(Id).optional().describe("Only applications to one of these jobs."),
    jobRemoteIds: listOf(RemoteId).optional().describe("The same by the jobs' ids in the ATS."),
    outcomes: listOf(ApplicationOutcome).optional(),
    stageIds: listOf(Id).optional().describe("Only applications in one of these stages."),
    createdAfter: streamFilterFields.updatedAfter.describe("Only applications created on or after this day."),
  }),
  output: Application,
});
