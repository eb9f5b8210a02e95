import { entries } from "@anyats/http";
import { z } from "zod/mini";
import { recordShape, text } from "./pieces.ts";

/** A tag as `GET /ats/tags` gives it. */
export const wireTag = z.object({ ...recordShape, name: text });
export type WireTag = z.output<typeof wireTag>;

const roleShape = { remote_label: text, unified_type: text, scope: text };

/** A role as `GET /ats/roles` gives it. */
export const wireRole = z.object({ ...recordShape, ...roleShape });
export type WireRole = z.output<typeof wireRole>;

/** A user as `GET /ats/users` gives it. */
export const wireUser = z.object({
  ...recordShape,
  first_name: text,
  last_name: text,
  email: text,
  status: text,
  system_roles: entries(z.object({ remote_id: text, ...roleShape })),
});
export type WireUser = z.output<typeof wireUser>;
