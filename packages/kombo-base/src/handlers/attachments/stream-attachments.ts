import type { InputOf, SyncedAttachment, attachments } from "@anyats/core";
import { syncedAttachmentReading } from "../../mapping/activity.ts";
import { ListStream } from "../../reading/list-stream.ts";
import { commonQuery, queryOf } from "../../reading/query.ts";
import type { WireSyncedAttachment } from "../../wire/activity.ts";

type Capability = typeof attachments.stream;

/** `GET /ats/attachments`, 250 at a time. A beta of Kombo's for Enterprise plans. */
export class StreamAttachments extends ListStream<Capability, WireSyncedAttachment, SyncedAttachment> {
  protected readonly path = "/ats/attachments";
  protected readonly reading = syncedAttachmentReading;
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
