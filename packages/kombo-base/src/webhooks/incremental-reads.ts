import type { CapabilityOf, Client, OutputOf, RecordStream } from "@anyats/core";
import type { ReadId } from "./changed-models.ts";

/** Streams of what changed, by capability. */
export type IncrementalReads = {
  readonly [Id in ReadId]?: RecordStream<Readonly<OutputOf<CapabilityOf<Id, never>>>>;
};

interface Filter {
  readonly updatedAfter: string;
  readonly includeDeleted: boolean;
}

/** The streams of the wanted capabilities, each of which the connection must support. */
export function incrementalReads(ats: Client, wanted: ReadonlySet<ReadId>, filter: Filter): IncrementalReads {
  const streams: { -readonly [Id in ReadId]?: IncrementalReads[Id] } = {};
  const wants = (id: ReadId) => wanted.has(id);
  if (wants("jobs.stream") && ats.supports("jobs.stream")) streams["jobs.stream"] = ats.jobs.stream(filter);
  if (wants("applications.stream") && ats.supports("applications.stream"))
    streams["applications.stream"] = ats.applications.stream(filter);
  if (wants("candidates.stream") && ats.supports("candidates.stream"))
    streams["candidates.stream"] = ats.candidates.stream(filter);
  if (wants("interviews.stream") && ats.supports("interviews.stream"))
    streams["interviews.stream"] = ats.interviews.stream(filter);
  if (wants("offers.stream") && ats.supports("offers.stream")) streams["offers.stream"] = ats.offers.stream(filter);
  if (wants("notes.stream") && ats.supports("notes.stream")) streams["notes.stream"] = ats.notes.stream(filter);
  if (wants("scorecards.stream") && ats.supports("scorecards.stream"))
    streams["scorecards.stream"] = ats.scorecards.stream(filter);
  if (wants("attachments.stream") && ats.supports("attachments.stream"))
    streams["attachments.stream"] = ats.attachments.stream(filter);
  if (wants("tags.stream") && ats.supports("tags.stream")) streams["tags.stream"] = ats.tags.stream(filter);
  if (wants("users.stream") && ats.supports("users.stream")) streams["users.stream"] = ats.users.stream(filter);
  if (wants("roles.stream") && ats.supports("roles.stream")) streams["roles.stream"] = ats.roles.stream(filter);
  return streams;
}
