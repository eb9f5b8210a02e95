import { EnhancedJob } from "../../models/enhanced-job.ts";
import { capability } from "../capability.ts";
import { recordLookup } from "../record-lookup.ts";

export const getEnhancedJob = capability({
  id: "jobs.getEnhanced",
  kind: "query",
  effect: "reads",
  summary: "Get one job joined with what only the ATS's own API knows of it.",
  sourceName: "get_enhanced_job(kombo_id, remote_job_id)",
  input: recordLookup,
  output: EnhancedJob,
});
