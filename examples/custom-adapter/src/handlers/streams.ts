import type {
  Application,
  Call,
  Candidate,
  FetchedPage,
  Injected,
  InputOf,
  Job,
  Position,
  applications,
  candidates,
  StreamHandler,
  jobs,
} from "@anyats/core";
import { both, LISTS } from "../list-pages.ts";
import { applicationReading, applicationState, candidateReading, jobReading, jobState } from "../records/records.ts";
import { STAGES } from "../stages.ts";
import { documented } from "./documented.ts";

const joined = (values: readonly string[] | undefined) => values?.join(",");

/** `GET /jobs`. Every job has Rowan's one workflow, which is read once. */
export class StreamJobs implements StreamHandler<typeof jobs.stream> {
  static readonly inject = { lists: LISTS, stages: STAGES };
  readonly lane = "native" as const;
  readonly routes = documented("GET /jobs", "GET /stages");
  readonly #collaborators: Injected<typeof StreamJobs.inject>;

  constructor(collaborators: Injected<typeof StreamJobs.inject>) {
    this.#collaborators = collaborators;
  }

  async fetchPage(filter: InputOf<typeof jobs.stream>, position: Position, call: Call): Promise<FetchedPage<Job>> {
    const { lists, stages } = this.#collaborators;
    const reading = jobReading(await stages.all(call));
    const parameters = { states: joined(filter.statuses?.map(jobState)) };
    return lists.page({ kind: "jobs", reading, filter, parameters }, position, call);
  }
}

/** `GET /applications` */
export class StreamApplications implements StreamHandler<typeof applications.stream> {
  static readonly inject = { lists: LISTS };
  readonly lane = "native" as const;
  readonly routes = documented("GET /applications");
  readonly #lists: Injected<typeof StreamApplications.inject>["lists"];

  constructor({ lists }: Injected<typeof StreamApplications.inject>) {
    this.#lists = lists;
  }

  fetchPage(
    filter: InputOf<typeof applications.stream>,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Application>> {
    const parameters = {
      job_ids: joined(both(filter.jobIds, filter.jobRemoteIds)),
      stage_ids: joined(filter.stageIds),
      states: joined(filter.outcomes?.map(applicationState)),
    };
    return this.#lists.page({ kind: "applications", reading: applicationReading, filter, parameters }, position, call);
  }
}

/** `GET /candidates` */
export class StreamCandidates implements StreamHandler<typeof candidates.stream> {
  static readonly inject = { lists: LISTS };
  readonly lane = "native" as const;
  readonly routes = documented("GET /candidates");
  readonly #lists: Injected<typeof StreamCandidates.inject>["lists"];

  constructor({ lists }: Injected<typeof StreamCandidates.inject>) {
    this.#lists = lists;
  }

  fetchPage(
    filter: InputOf<typeof candidates.stream>,
    position: Position,
    call: Call,
  ): Promise<FetchedPage<Candidate>> {
    const parameters = { email: filter.email, job_ids: joined(filter.jobIds) };
    return this.#lists.page({ kind: "candidates", reading: candidateReading, filter, parameters }, position, call);
  }
}
