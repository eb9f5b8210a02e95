import type {
  Application,
  Call,
  CallHandler,
  Candidate,
  applications,
  candidates,
  jobs,
  Injected,
  InputOf,
  Job,
} from "@anyats/core";
import { API } from "../api.ts";
import { unreadableAnswer } from "../api-errors.ts";
import { readRecords, type Reading } from "../records/reading.ts";
import { applicationReading, candidateReading, jobReading } from "../records/records.ts";
import { STAGES } from "../stages.ts";
import { documented } from "./documented.ts";

type Lookup = InputOf<typeof jobs.get>;

/** Gets one record of a kind by its id; Rowan has one id, so `remoteId` is the same. */
abstract class GetRecord {
  static readonly inject = { api: API, stages: STAGES };
  readonly lane = "native" as const;
  protected readonly collaborators: Injected<typeof GetRecord.inject>;

  constructor(collaborators: Injected<typeof GetRecord.inject>) {
    this.collaborators = collaborators;
  }

  protected async get<Wire, Model extends object>(
    kind: string,
    lookup: Lookup,
    reading: Reading<Wire, Model>,
    call: Call,
  ): Promise<Model> {
    const id = encodeURIComponent("id" in lookup ? lookup.id : lookup.remoteId);
    const answer = await this.collaborators.api.send({ method: "GET", path: `/${kind}/${id}`, effect: "reads" }, call);
    const [record] = readRecords(reading, [answer], call.raw).records;
    if (!record) throw unreadableAnswer("reads", 200);
    return record;
  }
}

/** `GET /jobs/{id}` */
export class GetJob extends GetRecord implements CallHandler<typeof jobs.get> {
  readonly routes = documented("GET /jobs/{id}", "GET /stages");

  async handle(lookup: Lookup, call: Call): Promise<Job> {
    return this.get("jobs", lookup, jobReading(await this.collaborators.stages.all(call)), call);
  }
}

/** `GET /applications/{id}` */
export class GetApplication extends GetRecord implements CallHandler<typeof applications.get> {
  readonly routes = documented("GET /applications/{id}");

  handle(lookup: Lookup, call: Call): Promise<Application> {
    return this.get("applications", lookup, applicationReading, call);
  }
}

/** `GET /candidates/{id}` */
export class GetCandidate extends GetRecord implements CallHandler<typeof candidates.get> {
  readonly routes = documented("GET /candidates/{id}");

  handle(lookup: Lookup, call: Call): Promise<Candidate> {
    return this.get("candidates", lookup, candidateReading, call);
  }
}
