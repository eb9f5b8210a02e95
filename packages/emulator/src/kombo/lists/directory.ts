import type { EmulatorState } from "../state.ts";
import type { RejectionReasonRow, RoleRow, StageRow, TagRow, UserRow } from "../../world/rows.ts";
import { list, listOf } from "../query.ts";
import { anyOf, type ListDefinition } from "./definition.ts";
import { stageFields } from "./pieces.ts";

/** The lists of things with little more than a name. */
export const tags: ListDefinition<TagRow> = {
  name: "tags",
  model: "ats_tags",
  of: "tags",
  filters: {},
  render: (tag) => ({ ...tag, remote_data: null }),
};

export const rejectionReasons: ListDefinition<RejectionReasonRow> = {
  name: "rejection-reasons",
  model: "ats_rejection_reasons",
  of: "rejectionReasons",
  filters: {},
  render: (reason) => ({ ...reason, remote_data: null }),
};

export const applicationStages: ListDefinition<StageRow> = {
  name: "application-stages",
  model: "ats_application_stages",
  of: "stages",
  filters: {},
  render: ({ index: _index, ...stage }) => ({ ...stage, custom_fields: stageFields, remote_data: null }),
};

export const roles: ListDefinition<RoleRow> = {
  name: "roles",
  model: "ats_roles",
  of: "roles",
  filters: { scopes: anyOf(listOf(["SYSTEM", "JOB"]), (role) => [role.scope]) },
  render: (role) => ({ ...role, remote_data: null }),
};

export const users: ListDefinition<UserRow> = {
  name: "users",
  model: "ats_users",
  of: "users",
  filters: {
    emails: {
      schema: list,
      passes: (user, wanted: ReadonlySet<string>) =>
        [...wanted].some((email) => email.toLowerCase() === user.email?.toLowerCase()),
    },
  },
  *relatedChanges(user, { world }) {
    yield world.users.linksChangedAt(user.id);
    for (const id of user.role_ids) yield world.roles.get(id)?.changed_at;
  },
  render: ({ role_ids, ...own }, state) => ({
    ...own,
    system_roles: role_ids.flatMap((id) => systemRole(id, state)),
    remote_data: null,
  }),
};

function systemRole(id: string, { world }: EmulatorState): Record<string, unknown>[] {
  const role = world.roles.get(id);
  if (!role) return [];
  const { remote_id, remote_label, unified_type } = role;
  return [{ remote_id, remote_label, unified_type, scope: "SYSTEM" }];
}
