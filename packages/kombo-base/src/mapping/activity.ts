import type { CandidateMention, Interview, Note, Offer, SyncedAttachment, UserMention } from "@anyats/core";
import type { Drift, Reading } from "@anyats/http";
import {
  wireInterview,
  wireNote,
  wireOffer,
  wireReadableInterview,
  wireReadableNote,
  wireSyncedAttachment,
  type WireCandidateMention,
  type WireInterview,
  type WireNote,
  type WireOffer,
  type WireSyncedAttachment,
  type WireUserMention,
} from "../wire/activity.ts";
import { offerStatuses, outcomes } from "./application.ts";
import {
  attachmentTypes,
  day,
  instant,
  openValue,
  sentList,
  toDatedRecord,
  toEmailAddresses,
  toIntegrationFields,
  toJobMention,
  toLocation,
  untrustedHtml,
} from "./pieces.ts";

function toCandidateMention(wire: WireCandidateMention | null | undefined): CandidateMention | null {
  if (!wire) return null;
  return {
    id: wire.id,
    remoteId: wire.remote_id ?? null,
    firstName: wire.first_name ?? null,
    lastName: wire.last_name ?? null,
    emailAddresses: toEmailAddresses(wire.email_addresses),
  };
}

/** A user as another record mentions one. */
export function toUserMention(wire: WireUserMention): UserMention {
  return {
    id: wire.id,
    remoteId: wire.remote_id ?? null,
    firstName: wire.first_name ?? null,
    lastName: wire.last_name ?? null,
    email: wire.email ?? null,
  };
}

export function toOffer(wire: WireOffer, drift: Drift): Offer {
  return {
    ...toDatedRecord(wire, drift),
    customFields: wire.custom_fields ?? {},
    integrationFields: toIntegrationFields(wire.integration_fields, drift),
    status: openValue(wire.status, offerStatuses, "$.status", drift),
    employmentStartsOn: day(wire.employment_start_date, "$.employment_start_date", drift),
    applicationId: wire.application_id ?? null,
    candidate: toCandidateMention(wire.application?.candidate),
    job: toJobMention(wire.application?.job),
  };
}

function toInterviewedApplication(wire: WireInterview, drift: Drift): Interview["application"] {
  const { application } = wire;
  if (!application) return null;
  return {
    id: application.id,
    remoteId: application.remote_id ?? null,
    outcome: openValue(application.outcome, outcomes, "$.application.outcome", drift),
    rejectionReasonName: application.rejection_reason_name ?? null,
    candidate: toCandidateMention(application.candidate),
    job: toJobMention(application.job),
  };
}

export function toInterview(wire: WireInterview, drift: Drift): Interview {
  return {
    ...toDatedRecord(wire, drift),
    title: wire.title ?? null,
    startsAt: instant(wire.starting_at, "$.starting_at", drift),
    endsAt: instant(wire.ending_at, "$.ending_at", drift),
    location: toLocation(wire.location),
    videoConferenceUrl: wire.video_conferencing_url ?? null,
    canceled: wire.canceled ?? null,
    stageId: wire.stage_id ?? null,
    interviewers: sentList(wire.users, "$.users", wire, drift).map(toUserMention),
    applicationId: wire.application_id ?? wire.application?.id ?? null,
    application: toInterviewedApplication(wire, drift),
  };
}

export function toNote(wire: WireNote, drift: Drift): Note {
  return {
    ...toDatedRecord(wire, drift),
    candidateId: wire.candidate_id ?? null,
    applicationId: wire.application_id ?? null,
    title: wire.title ?? null,
    content: untrustedHtml(wire.content_html),
    private: wire.is_private ?? null,
    authorId: wire.author_id ?? wire.author?.id ?? null,
    author: wire.author ? toUserMention(wire.author) : null,
  };
}

export function toSyncedAttachment(wire: WireSyncedAttachment, drift: Drift): SyncedAttachment {
  const { content_ref: content } = wire;
  return {
    ...toDatedRecord(wire, drift),
    candidateId: wire.candidate_id ?? null,
    applicationId: wire.application_id ?? null,
    type: openValue(wire.type, attachmentTypes, "$.type", drift),
    fileName: wire.file_name ?? null,
    content: content ? { store: content.type, bucket: content.bucket, key: content.key } : null,
  };
}

/** How an offer is read. */
export const offerReading: Reading<WireOffer, Offer> = { schema: wireOffer, map: toOffer };
/** How an interview is read. */
export const interviewReading: Reading<WireInterview, Interview> = { schema: wireInterview, map: toInterview };
/** The same where it may be the one that was created. */
export const readableInterviewReading: Reading<WireInterview, Interview> = {
  schema: wireReadableInterview,
  map: toInterview,
};
/** How a note is read. */
export const noteReading: Reading<WireNote, Note> = { schema: wireNote, map: toNote };
/** The same where it may be the one that was written. */
export const readableNoteReading: Reading<WireNote, Note> = { schema: wireReadableNote, map: toNote };
/** How a file that Kombo keeps a copy of is read. */
export const syncedAttachmentReading: Reading<WireSyncedAttachment, SyncedAttachment> = {
  schema: wireSyncedAttachment,
  map: toSyncedAttachment,
};
