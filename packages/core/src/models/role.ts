import { z } from "zod/mini";
import { filterEnum, openEnum } from "./open-enum.ts";
import { smallRecordFields } from "./record.ts";
import type * as records from "./records.generated.ts";

const roleScopes = ["SYSTEM", "JOB"] as const;
/** Where a role applies: in the whole ATS, or on one job. */
export const RoleScope = openEnum(roleScopes);
/** What a role amounts to, whatever the customer calls it; an ATS may say others. */
export const RoleType = openEnum(["HIRING_MANAGER", "RECRUITER", "COORDINATOR", "SOURCER", "INTERVIEWER", "ADMIN"]);

/** What a role says of itself, also where a user mentions it. */
export const roleFields = {
  /** The role's name in the ATS. */
  label: z.nullable(z.string()),
  /** What the role amounts to, whatever the customer calls it. */
  type: z.nullable(RoleType),
  /** Where the role applies: in the whole ATS, or on one job. */
  scope: z.nullable(RoleScope),
} as const;

/** A role that users can have. */
export const Role = z.object({ ...smallRecordFields, ...roleFields });
export interface Role extends records.RoleRecord {}

/** RoleScope as a filter takes it. */
export const RoleScopeFilter = filterEnum(roleScopes);
