import { z } from "zod";
import type { EmulatorState } from "../state.ts";
import type { ApplicationRow, CandidateRow } from "../../world/rows.ts";
import { list } from "../query.ts";
import { anyOf, fits, type ListDefinition } from "./definition.ts";
import { extras, living, shortJob, shortStage, tagsOf } from "./pieces.ts";

const same = (one: string | null | undefined, other: string): boolean => one?.toLowerCase() === other.toLowerCase();

export const candidates: ListDefinition<CandidateRow> = {
  name: "candidates",
  model: "ats_candidates",
  of: "candidates",
  isVisible: (candidate, { options, world }) =>
    options.tracking === "all" ||
    world.applications.where("candidate_id", candidate.id).some((row) => row.created_through_kombo),
  filters: {
    email: fits(z.email(), (candidate, email) =>
      (candidate.email_addresses ?? []).some((entry) => same(entry.email_address, email)),
    ),
    job_ids: anyOf(list, (candidate, world) =>
      living(world.applications.where("candidate_id", candidate.id)).map((row) => row.job_id),
    ),
    first_name: fits(z.string(), (candidate, name) => same(candidate.first_name, name)),
    last_name: fits(z.string(), (candidate, name) => same(candidate.last_name, name)),
  },
  indexed: { email: (world, email) => world.candidatesByEmail(email) },
  *relatedChanges(candidate, { world }) {
    yield world.candidates.linksChangedAt(candidate.id);
    for (const application of world.applications.where("candidate_id", candidate.id)) yield application.changed_at;
  },
  render: (candidate, state) => ({
    ...candidateWithTags(candidate, state),
    applications: living(state.world.applications.where("candidate_id", candidate.id)).map((row) =>
      applicationOf(row, state),
    ),
  }),
};

/** A candidate without its applications, as the answer to a created application holds it. */
export function candidateWithTags(candidate: Readonly<CandidateRow>, state: EmulatorState): Record<string, unknown> {
  const { tag_ids: _tags, ...own } = candidate;
  return { ...own, ...extras(state, "candidates", candidate), tags: tagsOf(state.world, candidate) };
}

function applicationOf(application: Readonly<ApplicationRow>, { world }: EmulatorState): Record<string, unknown> {
  return {
    id: application.id,
    remote_id: application.remote_id,
    outcome: application.outcome,
    rejection_reason_name: application.rejection_reason_name,
    rejected_at: application.rejected_at,
    remote_url: application.remote_url,
    changed_at: application.changed_at,
    remote_created_at: application.remote_created_at,
    remote_updated_at: application.remote_updated_at,
    current_stage: shortStage(world, application.current_stage_id, false),
    job: shortJob(world, application.job_id),
  };
}
