import type { Call, CallHandler, jobs, Injected, InputOf, Job } from "@anyats/core";
import { unreadableAnswer } from "../api-errors.ts";
import { API } from "../api.ts";
import { jobReading } from "../job-reading.ts";
import { readRecords } from "../reading.ts";

type Capability = typeof jobs.get;

/** `GET /jobs/{id}`. */
export class GetJob implements CallHandler<Capability> {
  static readonly inject = { api: API };
  readonly lane = "native" as const;
  readonly routes = [
    {
      method: "GET",
      path: "/jobs/{id}",
      certainty: "unverified",
      source: "the scaffold: put in what My ATS documents",
    },
  ] as const;
  readonly #api: Injected<typeof GetJob.inject>["api"];

  constructor({ api }: Injected<typeof GetJob.inject>) {
    this.#api = api;
  }

  async handle(input: InputOf<Capability>, call: Call): Promise<Job> {
    const id = "id" in input ? input.id : input.remoteId;
    const answer = await this.#api.send(
      { method: "GET", path: `/jobs/${encodeURIComponent(id)}`, effect: "reads" },
      call,
    );
    const [job] = readRecords(jobReading, [answer], call.raw).records;
    if (!job) throw unreadableAnswer("reads", 200);
    return job;
  }
}
