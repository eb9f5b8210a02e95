import { z } from "zod/mini";
import { Id, RemoteId } from "../models/identity.ts";
import { InstantInput } from "../models/instant.ts";

/**
 * A filter by a list of values: a record must match one of them. An empty list therefore matches no record, and the
 * pipeline answers it without a request.
 */
export function listOf<Item extends z.core.$ZodType>(item: Item, most = 10_000) {
  return z.array(item).check(z.maxLength(most));
}

/** The filters that every stream of records has. Filters that are given together must all match. */
export const streamFilterFields = {
  /** Only records that changed at or after this instant. */
  updatedAfter: z.optional(InstantInput),
  /** Only these records. */
  ids: z.optional(listOf(Id)),
  /** Only the records with these ids in the ATS. */
  remoteIds: z.optional(listOf(RemoteId)),
  /** Also records that are gone from the ATS (`deletedAt` is set). */
  includeDeleted: z.optional(z.boolean()),
  /** Skip a filter on a field that the ATS lacks. By default such a filter gives no records. */
  ignoreUnsupportedFilters: z.optional(z.boolean()),
} as const;
