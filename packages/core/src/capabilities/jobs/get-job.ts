import { Job } from "../../models/job.ts";
import { capability } from "../capability.ts";
import { recordLookup } from "../record-lookup.ts";

export const getJob = capability({
  id: "jobs.get",
  kind: "query",
  effect: "reads",
  summary: "Get one job by its id or its id in the ATS.",
  sourceName: "get_job_by_job_id(job_id)",
  input: recordLookup,
  output: Job,
});
