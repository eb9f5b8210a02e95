import { handles, jobs, type InputOf, type Job } from "@anyats/core";
import { LIST_PAGES, type List } from "@anyats/http";
import { jobReading, statuses, type WireJob } from "../job-reading.ts";
import { listOf } from "../profile.ts";

/** Page by page; asked for by ids, some ids at a time. */
export const streamJobs = handles(jobs.stream, {
  routes: [
    { method: "GET", path: "/jobs", certainty: "unverified", source: "the scaffold: put in what My ATS documents" },
  ],
  inject: { pages: LIST_PAGES },
  fetchPage: (filter, position, call, { pages }) => pages.byIds(filter, (ids) => jobList(filter, ids), position, call),
});

function jobList(filter: InputOf<typeof jobs.stream>, ids?: readonly string[]): List<WireJob, Job> {
  const parameters = {
    ids,
    updated_after: filter.updatedAfter,
    status: filter.statuses?.map(statuses.write),
    include_deleted: filter.includeDeleted || undefined,
  };
  return { format: listOf("jobs"), request: { path: "/jobs", parameters }, reading: jobReading };
}
