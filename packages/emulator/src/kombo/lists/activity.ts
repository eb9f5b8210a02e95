import type { AttachmentRow, InterviewRow, NoteRow, OfferRow, ScorecardRow } from "../../world/smaller-rows.ts";
import { list } from "../query.ts";
import { anyOf, type Filter, type ListDefinition } from "./definition.ts";
import { peopleOf, shortUser } from "./pieces.ts";

/** What the customer passes through of an offer. */
const offerFields = [
  { id: "offer-field-1", key: "drug_test", type: "CUSTOM", value: "passed", label: "Drug test" },
] as const;

export const offers: ListDefinition<OfferRow> = {
  name: "offers",
  model: "ats_offers",
  of: "offers",
  filters: {},
  *relatedChanges(offer, { world }) {
    yield world.applications.get(offer.application_id)?.changed_at;
  },
  render: (offer, { world }) => ({
    ...offer,
    custom_fields: offer.remote_deleted_at === null ? { starting_bonus: 500 } : null,
    integration_fields: offer.remote_deleted_at === null ? offerFields : [],
    remote_data: null,
    application: peopleOf(world, world.applications.get(offer.application_id)),
  }),
};

export const interviews: ListDefinition<InterviewRow> = {
  name: "interviews",
  model: "ats_interviews",
  of: "interviews",
  filters: { job_ids: anyOf(list, (interview, world) => [world.applications.get(interview.application_id)?.job_id]) },
  *relatedChanges(interview, { world }) {
    yield world.interviews.linksChangedAt(interview.id);
    yield world.applications.get(interview.application_id)?.changed_at;
  },
  render({ user_ids, ...own }, { world }) {
    const application = world.applications.get(own.application_id);
    return {
      ...own,
      remote_data: null,
      users: user_ids.flatMap((id) => shortUser(world, id) ?? []),
      application: application
        ? {
            id: application.id,
            remote_id: application.remote_id,
            outcome: application.outcome,
            rejection_reason_name: application.rejection_reason_name,
            ...peopleOf(world, application),
          }
        : null,
    };
  },
};

interface OfCandidate {
  readonly candidate_id: string | null;
  readonly application_id: string | null;
}

/** Both leave out what belongs to other records; `application_ids` also what belongs to the candidate only. */
function ofCandidate<
  T extends (OfCandidate & NoteRow) | (OfCandidate & ScorecardRow) | (OfCandidate & AttachmentRow),
>(): Record<string, Filter<T>> {
  return {
    candidate_ids: anyOf<T>(list, (row) => [row.candidate_id]),
    application_ids: anyOf<T>(list, (row) => [row.application_id]),
  };
}

export const notes: ListDefinition<NoteRow> = {
  name: "notes",
  model: "ats_notes",
  of: "notes",
  filters: ofCandidate(),
  indexed: {
    candidate_ids: (world, id) => world.notes.where("candidate_id", id),
    application_ids: (world, id) => world.notes.where("application_id", id),
  },
  render: (note, { world }) => ({ ...note, author: shortUser(world, note.author_id), remote_data: null }),
};

export const scorecards: ListDefinition<ScorecardRow> = {
  name: "scorecards",
  model: "ats_scorecards",
  of: "scorecards",
  filters: ofCandidate(),
  render: (scorecard, { world }) => ({
    ...scorecard,
    author: shortUser(world, scorecard.author_id),
    remote_data: null,
  }),
};

export const attachments: ListDefinition<AttachmentRow> = {
  name: "attachments",
  model: "ats_attachments",
  of: "attachments",
  filters: ofCandidate(),
  indexed: { candidate_ids: (world, id) => world.attachments.where("candidate_id", id) },
  render: ({ content: _content, content_type: _type, ...own }) => ({
    ...own,
    content_ref: { type: "s3", bucket: "attachments-example", key: `ats/${own.id}` },
    remote_data: null,
  }),
};
