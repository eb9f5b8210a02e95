import { z } from "zod/mini";
import { Role, RoleScopeFilter } from "../models/role.ts";
import { listOf, streamFilterFields } from "./stream-filter.ts";
import { resource } from "./capability.ts";

/** Roles that users can have. */
export const roles = resource("roles", {
  /**
   * Stream the roles that users can have.
   *
   * `updatedAfter` gives roles whose own fields changed. A deletion shows only with `includeDeleted`.
   */
  stream: {
    kind: "stream",
    effect: "reads",
    input: z.strictObject({
      ...streamFilterFields,
      /** Only roles in the whole ATS (`SYSTEM`), or on one job (`JOB`). */
      scopes: z.optional(listOf(RoleScopeFilter, 1_000)),
    }),
    output: Role,
  },
});
