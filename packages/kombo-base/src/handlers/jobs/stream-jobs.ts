import type { InputOf, Job, jobs } from "@anyats/core";
import { jobReading } from "../../mapping/job.ts";
import { ListStream } from "../../reading/list-stream.ts";
import { commonQuery, queryOf } from "../../reading/query.ts";
import type { WireJob } from "../../wire/job.ts";

type Capability = typeof jobs.stream;

/** `GET /ats/jobs`, 250 at a time. */
export class StreamJobs extends ListStream<Capability, WireJob, Job> {
  protected readonly path = "/ats/jobs";
  protected readonly reading = jobReading;

  protected query(filter: InputOf<Capability>) {
    return queryOf({
      ...commonQuery(filter),
      statuses: filter.statuses,
      job_codes: filter.requisitionCodes,
      employment_types: filter.employmentTypes,
      visibilities: filter.visibilities,
      name_contains: filter.titleContains,
      post_url: filter.postUrl,
      remote_created_after: filter.createdAfter,
    });
  }
}
