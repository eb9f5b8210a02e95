import { z } from "zod";
import { Id, RemoteId } from "../models/identity.ts";
import { InstantInput } from "../models/instant.ts";

/**
 * A filter by a list of values: a record must match one of them. An empty list therefore matches no record, and the
 * pipeline answers it without a request.
 */
export function listOf<Item extends z.ZodType>(item: Item) {
  return z.array(item).max(10_000);
}

/** The filters that every stream of records has. Filters that are given together must all match. */
export const streamFilterFields = {
  updatedAfter: InstantInput.optional().describe("Only records that changed at or after this instant."),
  ids: listOf(Id).optional().describe("Only these records."),
  remoteIds: listOf(RemoteId).optional().describe("Only the records with these ids in the ATS."),
  includeDeleted: z.boolean().optional().describe("Also records that are gone from the ATS (`deletedAt` is set)."),
  ignoreUnsupportedFilters: z
    .boolean()
    .optional()
    .describe("Skip a filter on a field that the ATS lacks. By default such a filter gives no records."),
} as const;
