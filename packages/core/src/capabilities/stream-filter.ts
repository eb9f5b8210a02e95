import { z } from "zod";
import { Id, RemoteId } from "../models/identity.ts";
import { InstantInput } from "../models/instant.ts";

/**
 * A filter by a list of values: a record must match one of them. An empty list therefore matches no record, and the
 * pipeline answers it without a request.
 */
export function listOf<Item extends z.ZodType>(item: Item, most = 10_000) {
  return z.array(item).max(most);
}

/** The filters that every stream of records has. Filters that are given together must all match. */
export const streamFilterFields = {
  /** Only records that changed at or after this instant. */
  updatedAfter: InstantInput.optional(),
  /** Only these records. */
  ids: listOf(Id).optional(),
  /** Only the records with these ids in the ATS. */
  remoteIds: listOf(RemoteId).optional(),
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  includeDeleted: z.boolean().optional(),
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  ignoreUnsupportedFilters: z.boolean().optional(),
} as const;
