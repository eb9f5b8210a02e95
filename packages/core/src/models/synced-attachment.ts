import { z } from "zod/mini";
import { AttachmentType } from "./attachment.ts";
import { personal } from "./personal.ts";
import { datedRecordFields } from "./record.ts";
import type * as records from "./records.generated.ts";

/**
 * A file of a candidate, of which the aggregator keeps a copy.
 *
 * Unlike an `Attachment`, which is read live from the ATS and has an
 * address, it names where the copy lies in the customer's own storage.
 */
export const SyncedAttachment = z.object({
  ...datedRecordFields,
  /** The id of the candidate. */
  candidateId: z.nullable(z.string()),
  /** Null when the file belongs to the candidate only. */
  applicationId: z.nullable(z.string()),
  /** What the file is for. */
  type: z.nullable(AttachmentType),
  /** The file's name with its extension. */
  fileName: z.nullable(personal(z.string())),
  /** Where the copy lies (`store` is `s3` so far); null while there is none. */
  content: z.nullable(
    z.object({
      /** The kind of storage; `s3` so far. */
      store: z.string(),
      /** The bucket that holds the copy. */
      bucket: z.string(),
      /** The key of the copy in its bucket. */
      key: personal(z.string()),
    }),
  ),
});
export interface SyncedAttachment extends records.SyncedAttachmentRecord {}
