import { z } from "zod";
import { Instant } from "./instant.ts";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";

/** What a file is for. */
export const AttachmentType = openEnum(["CV", "COVER_LETTER", "OTHER"]);

/** A file of a candidate, to be fetched from `url`. */
export const Attachment = z
  .object({
    id: z.string(),
    remoteId: z.string().nullable(),
    candidateId: z.string().nullable(),
    /** Null when the file belongs to the candidate only. */
    applicationId: z.string().nullable().describe("Null when the file belongs to the candidate only."),
    type: AttachmentType.nullable(),
    fileName: personal(z.string()).nullable(),
    contentType: z.string().nullable(),
    /** Where the file lies. It expires; fetch soon. It needs no key: treat it as a secret. */
    url: personal(z.string()).describe(
      "Where the file lies. It expires; fetch soon. It needs no key: treat it as a secret.",
    ),
    createdAt: Instant.nullable(),
    updatedAt: Instant.nullable(),
    raw: z.unknown().optional(),
  })
  .describe("A file of a candidate, to be fetched from its address.");
export type Attachment = Readonly<z.output<typeof Attachment>>;

/** A candidate's résumé: the attachment of type `CV` or `RESUME` that was created or updated last, and how many others there are. */
export const Resume = z
  .object({ attachment: Attachment.nullable(), others: z.number().describe("How many other files there are.") })
  .describe("A candidate's résumé; `attachment` is null when there is none.");
export type Resume = Readonly<z.output<typeof Resume>>;
