import type { Call, CallHandler, Injected, InputOf, Job, jobs } from "@anyats/core";
import { jobReading } from "../../mapping/job.ts";
import { LISTS } from "../../reading/list-reader.ts";

type Capability = typeof jobs.get;

/** `GET /ats/jobs?ids=`: Kombo has no get-by-id. */
export class GetJob implements CallHandler<Capability> {
  static readonly inject = { lists: LISTS };
  readonly lane = "unified" as const;
  readonly routes = [
    { method: "GET", path: "/ats/jobs", certainty: "documented", source: "Kombo's API reference" },
  ] as const;
  protected readonly collaborators: Injected<typeof GetJob.inject>;

  constructor(collaborators: Injected<typeof GetJob.inject>) {
    this.collaborators = collaborators;
  }

  handle(input: InputOf<Capability>, call: Call): Promise<Job> {
    return this.collaborators.lists.one("job", "/ats/jobs", jobReading, input, call);
  }
}
