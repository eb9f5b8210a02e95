import type { Attachment, RejectionReason } from "@anyats/core";
import type { Drift, Reading } from "@anyats/http";
import {
  wireAttachment,
  wireReadableAttachment,
  wireRejectionReason,
  type WireAttachment,
  type WireRejectionReason,
} from "../wire/small-records.ts";
import { attachmentTypes, deletion, instant, openValue, requiredInstant } from "./pieces.ts";

function toRejectionReason(wire: WireRejectionReason, drift: Drift): RejectionReason {
  return {
    id: wire.id,
    remoteId: wire.remote_id ?? null,
    name: wire.name ?? null,
    changedAt: requiredInstant(wire.changed_at, "$.changed_at"),
    deletedAt: deletion(wire, drift),
  };
}

/** How a rejection reason is read. */
export const rejectionReasonReading: Reading<WireRejectionReason, RejectionReason> = {
  schema: wireRejectionReason,
  map: toRejectionReason,
};

function toAttachment(wire: WireAttachment, drift: Drift): Attachment {
  return {
    id: wire.id,
    remoteId: wire.remote_id ?? null,
    candidateId: wire.candidate_id ?? null,
    applicationId: wire.application_id ?? null,
    type: openValue(wire.type, attachmentTypes, "$.type", drift),
    fileName: wire.file_name ?? null,
    contentType: wire.content_type ?? null,
    url: wire.data_url,
    createdAt: instant(wire.remote_created_at, "$.remote_created_at", drift),
    updatedAt: instant(wire.remote_updated_at, "$.remote_updated_at", drift),
  };
}

/** How a file is read. */
export const attachmentReading: Reading<WireAttachment, Attachment> = { schema: wireAttachment, map: toAttachment };
/** The same where it may be the one that was attached. */
export const readableAttachmentReading: Reading<WireAttachment, Attachment> = {
  schema: wireReadableAttachment,
  map: toAttachment,
};
