import { z } from "zod/mini";
import type * as records from "./records.generated.ts";

/** What files of one type must be like. Null: nothing is known, or there is no limit. */
export const AttachmentTypeRestriction = z.object({
  /** Whether files of this type are taken at all; null when not known. */
  supported: z.nullable(z.boolean()),
  /** How many files there must be at least. */
  minAmount: z.nullable(z.number()),
  /** How many files there may be at most. */
  maxAmount: z.nullable(z.number()),
  /** The largest size of one file, in bytes. */
  maxFileBytes: z.nullable(z.number()),
  /** The media types that are taken; null for any. */
  contentTypes: z.nullable(z.array(z.string())),
});
export interface AttachmentTypeRestriction extends records.AttachmentTypeRestrictionRecord {}

/** What the files of a write must be like. */
export const AttachmentRestrictions = z.object({
  /** False when the connection says nothing: then every limit is null. */
  known: z.boolean(),
  /** The largest size of all files of one call together, in bytes. */
  maxTotalBytes: z.nullable(z.number()),
  /** The limits of each type of file. */
  types: z.object({
    /** Limits of résumés. */
    CV: AttachmentTypeRestriction,
    /** Limits of cover letters. */
    COVER_LETTER: AttachmentTypeRestriction,
    /** Limits of other files. */
    OTHER: AttachmentTypeRestriction,
  }),
});
export interface AttachmentRestrictions extends records.AttachmentRestrictionsRecord {}
