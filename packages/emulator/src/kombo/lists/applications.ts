import type { EmulatorState } from "../state.ts";
import type { ApplicationRow } from "../../world/rows.ts";
import { instant, list, listOf, oneOf } from "../query.ts";
import { anyOf, fits, type ListDefinition } from "./definition.ts";
import { extras, living, shortJob, shortStage, tagsOf } from "./pieces.ts";

const outcomes = ["PENDING", "HIRED", "DECLINED"] as const;

export const applications: ListDefinition<ApplicationRow> = {
  name: "applications",
  model: "ats_applications",
  of: "applications",
  isVisible: (application, { options }) => options.tracking === "all" || application.created_through_kombo,
  filters: {
    outcomes: anyOf(listOf(outcomes), (application) => [application.outcome]),
    outcome: anyOf(oneOf(outcomes), (application) => [application.outcome]),
    job_ids: anyOf(list, (application) => [application.job_id]),
    job_remote_ids: anyOf(list, (application, world) => [world.jobs.get(application.job_id)?.remote_id]),
    current_stage_ids: anyOf(list, (application) => [application.current_stage_id]),
    remote_created_after: fits(
      instant,
      (application, day) => (application.remote_created_at ?? "").slice(0, 10) >= day.slice(0, 10),
    ),
  },
  indexed: { job_ids: (world, id) => world.applications.where("job_id", id) },
  *relatedChanges(application, { world, options }) {
    yield world.candidates.get(application.candidate_id)?.changed_at;
    if (options.updatedAfterRules !== "august-2026") yield world.stages.get(application.current_stage_id)?.changed_at;
    for (const interview of world.interviews.where("application_id", application.id)) yield interview.changed_at;
    for (const offer of world.offers.where("application_id", application.id)) yield offer.changed_at;
  },
  render(application, state) {
    const { world } = state;
    return {
      ...ownApplication(application),
      ...extras(state, "applications", application),
      candidate: applicant(state, application.candidate_id),
      current_stage: shortStage(world, application.current_stage_id, true),
      job: shortJob(world, application.job_id),
      interviews: living(world.interviews.where("application_id", application.id)).map((interview) => ({
        id: interview.id,
        remote_id: interview.remote_id,
        title: interview.title,
        starting_at: interview.starting_at,
        ending_at: interview.ending_at,
        location: interview.location,
        canceled: interview.canceled,
      })),
      offers: living(world.offers.where("application_id", application.id)).map(({ id, remote_id, status }) => ({
        id,
        remote_id,
        status,
      })),
    };
  },
};

/** The application's own fields, without what only the emulator knows. */
export function ownApplication(application: Readonly<ApplicationRow>): Record<string, unknown> {
  const { tool_stage_id: _toolStage, created_through_kombo: _created, ...own } = application;
  return own;
}

function applicant({ world }: EmulatorState, id: string | null): Record<string, unknown> | null {
  const candidate = world.candidates.get(id);
  if (!candidate) return null;
  const { remote_id, first_name, last_name, email_addresses, phone_numbers, social_media, source, remote_url } =
    candidate;
  return {
    id: candidate.id,
    remote_id,
    first_name,
    last_name,
    email_addresses,
    phone_numbers,
    social_media,
    source,
    remote_url,
    tags: tagsOf(world, candidate),
  };
}
