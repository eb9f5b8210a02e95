import type { InputOf, Interview, interviews } from "@anyats/core";
import { interviewReading } from "../../mapping/activity.ts";
import { ListStream } from "../../reading/list-stream.ts";
import { commonQuery, queryOf } from "../../reading/query.ts";
import type { WireInterview } from "../../wire/activity.ts";

type Capability = typeof interviews.stream;

/** `GET /ats/interviews`, 250 at a time. */
export class StreamInterviews extends ListStream<Capability, WireInterview, Interview> {
  protected readonly path = "/ats/interviews";
  protected readonly reading = interviewReading;
  // An interview is on one application, and so on one job.
  protected override readonly splittable = ["ids", "remote_ids", "job_ids"];

  protected query(filter: InputOf<Capability>) {
    return queryOf({
      ...commonQuery(filter),
      job_ids: filter.jobIds,
    });
  }
}
