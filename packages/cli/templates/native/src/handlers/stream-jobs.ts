import { handles, jobs, type InputOf, type Job } from "@anyats/core";
import { both, inBatches, LIST_PAGES, type List } from "@anyats/http";
import { jobReading, wireStatus, type WireJob } from "../job-reading.ts";
import { listOf } from "../profile.ts";

/** The most ids that go into one request, so that the address stays short enough for every proxy. */
const idsInOneRequest = 50;

/** Page by page; asked for by ids, some ids at a time. */
export const streamJobs = handles(jobs.stream, {
  lane: "native",
  routes: [
    { method: "GET", path: "/jobs", certainty: "unverified", source: "the scaffold: put in what My ATS documents" },
  ],
  inject: { pages: LIST_PAGES },
  async fetchPage(filter, position, call, { pages }) {
    const ids = both(filter.ids, filter.remoteIds); // Here `id` and `remoteId` are the same.
    if (!ids) return pages.page(jobList(filter), position, call);
    return inBatches(ids, idsInOneRequest, position, (some, after) =>
      pages.page(jobList(filter, some.join(",")), after, call),
    );
  },
});

function jobList(filter: InputOf<typeof jobs.stream>, ids?: string): List<WireJob, Job> {
  const parameters = {
    ids,
    updated_after: filter.updatedAfter,
    status: filter.statuses?.map(wireStatus).join(","),
    include_deleted: filter.includeDeleted || undefined,
  };
  return { format: listOf("jobs"), request: { path: "/jobs", parameters }, reading: jobReading };
}
