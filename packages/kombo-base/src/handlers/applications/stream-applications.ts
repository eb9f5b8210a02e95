import type { Application, InputOf, applications } from "@anyats/core";
import { applicationReading } from "../../mapping/application.ts";
import { ListStream } from "../../reading/list-stream.ts";
import { commonQuery, queryOf } from "../../reading/query.ts";
import type { WireApplication } from "../../wire/application.ts";

type Capability = typeof applications.stream;

/** `GET /ats/applications`, 250 at a time. */
export class StreamApplications extends ListStream<Capability, WireApplication, Application> {
  protected readonly path = "/ats/applications";
  protected readonly reading = applicationReading;
  // An application has one job, so many jobs can be asked for in parts without meeting an application twice.
  protected override readonly splittable = ["ids", "remote_ids", "job_ids", "job_remote_ids"];

  protected query(filter: InputOf<Capability>) {
    return queryOf({
      ...commonQuery(filter),
      outcomes: filter.outcomes,
      job_ids: filter.jobIds,
      job_remote_ids: filter.jobRemoteIds,
      current_stage_ids: filter.stageIds,
      remote_created_after: filter.createdAfter,
    });
  }
}
