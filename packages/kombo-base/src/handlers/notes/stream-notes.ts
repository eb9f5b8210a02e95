import type { InputOf, Note, notes } from "@anyats/core";
import { noteReading } from "../../mapping/activity.ts";
import { ListStream } from "../../reading/list-stream.ts";
import { commonQuery, queryOf } from "../../reading/query.ts";
import type { WireNote } from "../../wire/activity.ts";

type Capability = typeof notes.stream;

/** `GET /ats/notes`, 250 at a time. In Kombo since August 2026. */
export class StreamNotes extends ListStream<Capability, WireNote, Note> {
  protected readonly path = "/ats/notes";
  protected readonly reading = noteReading;
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
