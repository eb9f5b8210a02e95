import type { Candidate } from "@anyats/core";
import type { Drift, Reading } from "@anyats/http";
import { wireCandidate, wireCandidateWithApplications, type WireCandidate } from "../wire/candidate.ts";
import { outcomes } from "./application.ts";
import {
  deletion,
  instant,
  openValue,
  requiredInstant,
  sentList,
  toIntegrationFields,
  toJobMention,
  toLocation,
  toPerson,
  toStage,
} from "./pieces.ts";

function toApplications(wire: WireCandidate, drift: Drift): Candidate["applications"] {
  return sentList(wire.applications, "$.applications", wire, drift).map((application) => ({
    id: application.id,
    remoteId: application.remote_id ?? null,
    remoteUrl: application.remote_url ?? null,
    outcome: openValue(application.outcome, outcomes, "$.applications.outcome", drift),
    rejectionReasonName: application.rejection_reason_name ?? null,
    rejectedAt: instant(application.rejected_at, "$.applications.rejected_at", drift),
    stage: application.current_stage ? toStage(application.current_stage, "$.applications.current_stage", drift) : null,
    job: toJobMention(application.job),
    createdAt: instant(application.remote_created_at, "$.applications.remote_created_at", drift),
    updatedAt: instant(application.remote_updated_at, "$.applications.remote_updated_at", drift),
    changedAt: instant(application.changed_at, "$.applications.changed_at", drift),
  }));
}

export function toCandidate(wire: WireCandidate, drift: Drift): Candidate {
  return {
    ...toPerson(wire, "$", wire, drift),
    company: wire.company ?? null,
    title: wire.title ?? null,
    confidential: wire.confidential ?? null,
    location: toLocation(wire.location),
    applications: toApplications(wire, drift),
    customFields: wire.custom_fields ?? {},
    integrationFields: toIntegrationFields(wire.integration_fields, drift),
    createdAt: instant(wire.remote_created_at, "$.remote_created_at", drift),
    updatedAt: instant(wire.remote_updated_at, "$.remote_updated_at", drift),
    changedAt: requiredInstant(wire.changed_at, "$.changed_at"),
    deletedAt: deletion(wire, drift),
  };
}

/** How a candidate is read. */
export const candidateReading: Reading<WireCandidate, Candidate> = { schema: wireCandidate, map: toCandidate };

/** How a candidate is read where the applications decide: one without the list of them is set aside. */
export const candidateWithApplicationsReading: Reading<WireCandidate, Candidate> = {
  schema: wireCandidateWithApplications,
  map: toCandidate,
};
