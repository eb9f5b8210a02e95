import { handles, jobs, type Job } from "@anyats/core";
import { model } from "../coverage/kombo-names.ts";
import { jobReading } from "../mapping/job.ts";
import { LISTS } from "../reading/list-reader.ts";
import { listStream, type ListDefinition } from "../reading/list-stream.ts";
import { documented } from "../routes.ts";
import { type WireJob } from "../wire/job.ts";

const needs = [model("jobs?")];

/** Kombo's list of jobs. */
export const jobList: ListDefinition<typeof jobs.stream, WireJob, Job> = {
  path: "/ats/jobs",
  reading: jobReading,
  needs,
  // A job has one code, so many can be asked for in parts.
  splittable: ["job_codes"],
  query: (filter) => ({
    statuses: filter.statuses,
    job_codes: filter.requisitionCodes,
    employment_types: filter.employmentTypes,
    visibilities: filter.visibilities,
    name_contains: filter.titleContains,
    post_url: filter.postUrl,
    remote_created_after: filter.createdAfter,
  }),
};

export const streamJobs = listStream(jobs.stream, jobList);

/** Kombo has no get-by-id: its list is asked with `ids`. */
export const getJob = handles(jobs.get, {
  lane: "unified",
  routes: documented("GET /ats/jobs"),
  needs,
  inject: { lists: LISTS },
  handle: (input, call, { lists }) => lists.one("job", "/ats/jobs", jobReading, input, call),
});
