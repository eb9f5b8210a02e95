import { z } from "zod";
import { AttachmentType } from "./attachment.ts";
import { personal } from "./personal.ts";
import { datedRecordFields } from "./record.ts";

/**
 * A file that the aggregator keeps a copy of. Unlike an `Attachment`, which is read live from the ATS and has an
 * address, it names where the copy lies in the customer's own storage.
 */
export const SyncedAttachment = z
  .object({
    ...datedRecordFields,
    candidateId: z.string().nullable(),
    /** Null when the file belongs to the candidate only. */
    applicationId: z.string().nullable().describe("Null when the file belongs to the candidate only."),
    type: AttachmentType.nullable(),
    fileName: personal(z.string()).nullable(),
    /** Where the copy lies (`store` is `s3` so far); null while there is none. */
    content: z
      .object({ store: z.string(), bucket: z.string(), key: personal(z.string()) })
      .nullable()
      .describe("Where the copy lies (`store` is `s3` so far); null while there is none."),
  })
  .describe("A file of a candidate, of which the aggregator keeps a copy.");
export type SyncedAttachment = Readonly<z.output<typeof SyncedAttachment>>;
