import type { Role, Tag, User } from "@anyats/core";
import type { Drift, Reading } from "@anyats/http";
import { wireRole, wireTag, wireUser, type WireRole, type WireTag, type WireUser } from "../wire/directory.ts";
import { openValue, sentList, toSmallRecord } from "./pieces.ts";

const userStatuses = new Set(["ACTIVE", "INACTIVE"]);
const scopes = new Set(["SYSTEM", "JOB"]);
export const roleTypes: ReadonlySet<string> = new Set([
  "HIRING_MANAGER",
  "RECRUITER",
  "COORDINATOR",
  "SOURCER",
  "INTERVIEWER",
  "ADMIN",
]);

export function toTag(wire: WireTag, drift: Drift): Tag {
  return { ...toSmallRecord(wire, drift), name: wire.name ?? null };
}

type WireRoleFields = Pick<WireRole, "remote_label" | "unified_type" | "scope">;

/** @param path Where the role stands. */
export function toRoleFields(wire: WireRoleFields, path: string, drift: Drift): Pick<Role, "label" | "type" | "scope"> {
  return {
    label: wire.remote_label ?? null,
    type: openValue(wire.unified_type, roleTypes, `${path}.unified_type`, drift),
    scope: openValue(wire.scope, scopes, `${path}.scope`, drift),
  };
}

export function toRole(wire: WireRole, drift: Drift): Role {
  return { ...toSmallRecord(wire, drift), ...toRoleFields(wire, "$", drift) };
}

export function toUser(wire: WireUser, drift: Drift): User {
  return {
    ...toSmallRecord(wire, drift),
    firstName: wire.first_name ?? null,
    lastName: wire.last_name ?? null,
    email: wire.email ?? null,
    status: openValue(wire.status, userStatuses, "$.status", drift),
    roles: sentList(wire.system_roles, "$.system_roles", wire, drift).map((role) => ({
      remoteId: role.remote_id ?? null,
      ...toRoleFields(role, "$.system_roles", drift),
    })),
  };
}

/** How a tag is read. */
export const tagReading: Reading<WireTag, Tag> = { schema: wireTag, map: toTag };
/** How a role is read. */
export const roleReading: Reading<WireRole, Role> = { schema: wireRole, map: toRole };
/** How a user is read. */
export const userReading: Reading<WireUser, User> = { schema: wireUser, map: toUser };
