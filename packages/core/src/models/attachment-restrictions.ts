import { z } from "zod";

/** What files of one type must be like. Null: nothing is known, or there is no limit. */
export const AttachmentTypeRestriction = z.object({
  /** Whether files of this type are taken at all; null when not known. */
  supported: z.boolean().nullable().describe("Whether files of this type are taken at all; null when not known."),
  /** How many files there must be at least. */
  minAmount: z.number().nullable().describe("How many files there must be at least."),
  /** How many files there may be at most. */
  maxAmount: z.number().nullable().describe("How many files there may be at most."),
  /** The largest size of one file, in bytes. */
  maxFileBytes: z.number().nullable().describe("The largest size of one file, in bytes."),
  /** The media types that are taken; null for any. */
  contentTypes: z.array(z.string()).nullable().describe("The media types that are taken; null for any."),
});
export type AttachmentTypeRestriction = Readonly<z.output<typeof AttachmentTypeRestriction>>;

/** What the files of a write must be like, as data. */
export const AttachmentRestrictions = z
  .object({
    /** False when the connection says nothing: then every limit is null. */
    known: z.boolean().describe("False when the connection says nothing: then every limit is null."),
    /** The largest size of all files of one call together, in bytes. */
    maxTotalBytes: z.number().nullable().describe("The largest size of all files of one call together, in bytes."),
    types: z.object({
      CV: AttachmentTypeRestriction,
      COVER_LETTER: AttachmentTypeRestriction,
      OTHER: AttachmentTypeRestriction,
    }),
  })
  .describe("What the files of a write must be like.");
export type AttachmentRestrictions = Readonly<z.output<typeof AttachmentRestrictions>>;
