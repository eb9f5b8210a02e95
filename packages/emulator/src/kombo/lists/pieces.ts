import type { EmulatorState } from "../state.ts";
import type { CustomFieldModel } from "../../tools/profile.ts";
import type { ApplicationRow, CandidateRow, HiringTeamEntry, Row } from "../../world/rows.ts";
import type { World } from "../../world/world.ts";

/** Custom fields and, where the options ask for it, the tool's own record. */
export function extras(state: EmulatorState, model: CustomFieldModel, row: Row): Record<string, unknown> {
  const empty = row.remote_id === null || isAnonymised(row);
  const id = row.remote_id ?? "";
  return {
    custom_fields: empty ? null : state.tool.customFields(model, id),
    integration_fields: empty ? [] : state.tool.integrationFields(model, id),
    remote_data: empty || !state.options.remoteData ? null : state.tool.remoteData(model, id),
  };
}

/** Whether the 14 days since a record's deletion are over: then `changed_at` lies after the deletion. */
function isAnonymised({ remote_deleted_at, changed_at }: Row): boolean {
  return remote_deleted_at !== null && changed_at > remote_deleted_at;
}

export function shortJob(world: World, id: string | null): Record<string, unknown> | null {
  const job = world.jobs.get(id);
  return job ? { id: job.id, remote_id: job.remote_id, name: job.name } : null;
}

/** The custom fields of every stage. */
export const stageFields = { target_days: 5 } as const;

/** `detailed`: with the newer fields that the nested stage of an application has. */
export function shortStage(world: World, id: string | null, detailed: boolean): Record<string, unknown> | null {
  const stage = world.stages.get(id);
  if (!stage) return null;
  const { name, remote_id, index } = stage;
  const short = { id: stage.id, remote_id, name, index };
  return detailed ? { ...short, status: stage.status, custom_fields: stageFields } : short;
}

export function tagsOf(world: World, candidate: Readonly<CandidateRow>): Record<string, unknown>[] {
  return candidate.tag_ids.flatMap((id) => {
    const tag = world.tags.get(id);
    return tag && tag.remote_deleted_at === null ? [{ id: tag.id, remote_id: tag.remote_id, name: tag.name }] : [];
  });
}

export function shortUser(world: World, id: string | null): Record<string, unknown> | null {
  const user = world.users.get(id);
  return user
    ? {
        id: user.id,
        remote_id: user.remote_id,
        first_name: user.first_name,
        last_name: user.last_name,
        email: user.email,
      }
    : null;
}

/** The candidate of an application, as offers and interviews show it. */
function shortCandidate(world: World, id: string | null): Record<string, unknown> | null {
  const candidate = world.candidates.get(id);
  if (!candidate) return null;
  const { remote_id, first_name, last_name, email_addresses } = candidate;
  return { id: candidate.id, remote_id, first_name, last_name, email_addresses };
}

/** Candidate and job of an application. */
export function peopleOf(world: World, application: Readonly<ApplicationRow> | undefined) {
  return application
    ? { candidate: shortCandidate(world, application.candidate_id), job: shortJob(world, application.job_id) }
    : null;
}

const roleLabels: Readonly<Record<HiringTeamEntry["role"], readonly [remoteId: string, label: string]>> = {
  RECRUITER: ["21", "Recruiter"],
  HIRING_MANAGER: ["22", "Hiring Contact"],
  COORDINATOR: ["25", "Coordinator"],
  SOURCER: ["26", "Sourcer"],
  INTERVIEWER: ["27", "Interviewer"],
};

/** A member of a hiring team; undefined when the user is gone. */
export function hiringTeam(world: World, team: readonly HiringTeamEntry[]): Record<string, unknown>[] {
  return [...Map.groupBy(team, ({ user_id }) => user_id)].flatMap(([id, entries]) => {
    const user = shortUser(world, id);
    if (!user) return [];
    const jobRoles = entries.flatMap(({ role, named }) => {
      const [remote_id, remote_label] = roleLabels[role];
      return named === "older" ? [] : [{ remote_id, remote_label, unified_type: role, scope: "JOB" }];
    });
    const roles = entries.flatMap(({ role, named }) => (named === "both" ? [role, "INTERVIEWER"] : [role]));
    return [{ ...user, hiring_team_roles: [...new Set(roles)], job_roles: jobRoles }];
  });
}

/** The records that are there, without the deleted ones. */
export function living<T extends Row>(rows: readonly Readonly<T>[]): Readonly<T>[] {
  return rows.filter(({ remote_deleted_at }) => remote_deleted_at === null);
}
