import { z } from "zod";
import { EnhancedJobBatch } from "../../models/enhanced-job.ts";
import { capability } from "../capability.ts";

export const fetchEnhancedJobBatch = capability({
  id: "jobs.fetchEnhancedBatch",
  kind: "query",
  effect: "reads",
  summary: "Fetch a batch of jobs from the ATS's own API.",
  details:
    "Jobs are matched by id, never by position; what was asked for and not answered is listed in `omitted`. Records come from the ATS's own API only, so `job` is null in each.",
  sourceName: "_fetch_enhanced_jobs_batch_from_ats(limit, cursor)",
  input: z.strictObject({
    limit: z.int().min(1).max(100).default(100).describe("How many jobs at most; the ATS may take fewer at a time."),
    cursor: z.string().min(1).max(2000).optional().describe("From the batch before; absent for the first."),
  }),
  output: EnhancedJobBatch,
});
