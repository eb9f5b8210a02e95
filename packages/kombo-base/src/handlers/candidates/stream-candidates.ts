import { InvalidInput, type Candidate, type InputOf, type candidates } from "@anyats/core";
import { candidateReading } from "../../mapping/candidate.ts";
import { ListStream } from "../../reading/list-stream.ts";
import { commonQuery, queryOf } from "../../reading/query.ts";
import type { WireCandidate } from "../../wire/candidate.ts";

type Capability = typeof candidates.stream;

/** More jobs make the address too long, and cannot be asked for in parts: a candidate may match in several. */
const mostJobs = 100;

/** `GET /ats/candidates`, 250 at a time. */
export class StreamCandidates extends ListStream<Capability, WireCandidate, Candidate> {
  protected readonly path = "/ats/candidates";
  protected readonly reading = candidateReading;

  protected query(filter: InputOf<Capability>) {
    if ((filter.jobIds?.length ?? 0) > mostJobs)
      throw new InvalidInput("The filter", [
        { path: "jobIds", message: `must name at most ${mostJobs} jobs; stream the applications of more` },
      ]);
    return queryOf({
      ...commonQuery(filter),
      email: filter.email,
      first_name: filter.firstName,
      last_name: filter.lastName,
      job_ids: filter.jobIds,
    });
  }
}
