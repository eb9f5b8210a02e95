import { z } from "zod";
import { Job, JobStatus } from "../../models/job.ts";
import { capability } from "../capability.ts";
import { listOf, streamFilterFields } from "../stream-filter.ts";

export const streamJobs = capability({
  id: "jobs.stream",
  kind: "stream",
  effect: "reads",
  summary: "Stream the jobs.",
  details:
    "`updatedAfter` gives jobs whose own fields changed, whose stages or hiring team gained or lost an entry, or whose postings or screening questions changed. A deletion shows only with `includeDeleted`.",
  sourceName: "_stream_jobs(updated_after, statuses)",
  input: z.strictObject({
    ...streamFilterFields,
    statuses: listOf(JobStatus).optional().describe("Only jobs in one of these states."),
    requisitionCodes: listOf(z.string().min(1)).optional(),
    employmentTypes: listOf(z.string().min(1)).optional(),
    visibilities: listOf(z.string().min(1)).optional(),
    titleContains: z.string().min(1).optional(),
    postUrl: z.string().min(1).optional(),
    createdAfter: streamFilterFields.updatedAfter.describe(
      "Only jobs that the ATS says were created on or after this day.",
    ),
  }),
  output: Job,
});
