import type { Route } from "@anyats/core";
import { CUSTOM_FIELDS } from "../custom-fields/custom-fields.ts";
import { NATIVE } from "../native/native-api.ts";
import { REMOTE_IDS } from "../native/remote-ids.ts";
import type { RouteName } from "../routes/route-rows.ts";
import { ROUTES, type RouteTable } from "../routes/route-table.ts";

/** What an operation over Avionté's own API is performed with. */
export const nativeParts = {
  native: NATIVE,
  remoteIds: REMOTE_IDS,
  customFields: CUSTOM_FIELDS,
  table: ROUTES,
} as const;

/** Rows of the route table, as this connection goes by them. */
export function rows(...names: readonly RouteName[]): (parts: { readonly table: RouteTable }) => readonly Route[] {
  return ({ table }) => names.map((name) => table.row(name));
}
