import type { InputOf, Scorecard, scorecards } from "@anyats/core";
import { scorecardReading } from "../../mapping/scorecard.ts";
import { ListStream } from "../../reading/list-stream.ts";
import { commonQuery, queryOf } from "../../reading/query.ts";
import type { WireScorecard } from "../../wire/activity.ts";

type Capability = typeof scorecards.stream;

/** `GET /ats/scorecards`, 250 at a time. In Kombo since August 2026. */
export class StreamScorecards extends ListStream<Capability, WireScorecard, Scorecard> {
  protected readonly path = "/ats/scorecards";
  protected readonly reading = scorecardReading;
  // Each belongs to one candidate, and to one application at most.
  protected override readonly splittable = ["ids", "remote_ids", "candidate_ids", "application_ids"];

  protected query(filter: InputOf<Capability>) {
    return queryOf({
      ...commonQuery(filter),
      candidate_ids: filter.candidateIds,
      application_ids: filter.applicationIds,
    });
  }
}
