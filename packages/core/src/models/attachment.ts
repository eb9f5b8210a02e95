import { z } from "zod/mini";
import { Instant } from "./instant.ts";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import type * as records from "./records.generated.ts";

/** What a file is for. */
export const AttachmentType = openEnum(["CV", "COVER_LETTER", "OTHER"]);

/** A file of a candidate, to be fetched from its address. */
export const Attachment = z.object({
  /** The id that the connection uses for the record. */
  id: z.string(),
  /** The id in the ATS itself. */
  remoteId: z.nullable(z.string()),
  /** The id of the candidate. */
  candidateId: z.nullable(z.string()),
  /** Null when the file belongs to the candidate only. */
  applicationId: z.nullable(z.string()),
  /** What the file is for. */
  type: z.nullable(AttachmentType),
  /** The file's name with its extension. */
  fileName: z.nullable(personal(z.string())),
  /** The media type of the file. */
  contentType: z.nullable(z.string()),
  /** Where the file lies. It expires; fetch soon. It needs no key: treat it as a secret. */
  url: personal(z.string()),
  /** When the ATS says the record was created. */
  createdAt: z.nullable(Instant),
  /** When the ATS says the record was last updated. */
  updatedAt: z.nullable(Instant),
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  raw: z.optional(z.unknown()),
});
export interface Attachment extends records.AttachmentRecord {}

/**
 * A candidate's résumé; `attachment` is null when there is none.
 *
 * It is the attachment of type `CV` or `RESUME` that was created or updated last.
 */
export const Resume = z.object({
  /** The résumé; null when there is none. */
  attachment: z.nullable(Attachment),
  /** How many other files there are. */
  others: z.number(),
});
export interface Resume extends records.ResumeRecord {}
