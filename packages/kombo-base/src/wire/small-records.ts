import { z } from "zod/mini";
import { date, id, readable, recordShape, text } from "./pieces.ts";

/** A rejection reason as `GET /ats/rejection-reasons` gives it. */
export const wireRejectionReason = z.object({ ...recordShape, name: text });
export type WireRejectionReason = z.output<typeof wireRejectionReason>;

/** A file as the two on-demand reads give it. */
export const wireAttachment = z.object({
  id,
  remote_id: text,
  candidate_id: text,
  application_id: text,
  type: text,
  file_name: text,
  content_type: text,
  data_url: z.string().check(z.minLength(1)),
  remote_created_at: date,
  remote_updated_at: date,
});

/** The same where it may be the one that was attached: it is known again by these. */
export const wireReadableAttachment = z.extend(wireAttachment, { type: readable, file_name: readable });
export type WireAttachment = z.output<typeof wireAttachment>;

/** The answer of the two on-demand reads of files. */
export const wireAttachments = z.object({ results: z.array(z.unknown()) });
