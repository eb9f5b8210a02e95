import { InstantInput, Job, ownRecord, record } from "@anyats/core";
import { orNull, vocabulary, type Drift, type Reading } from "@anyats/http";
import { z } from "zod/mini";

/**
 * A job as My ATS sends it. Only what a record cannot do without is required; the rest may be absent, and a value of
 * another type becomes null, with a `drift` event, instead of costing the record.
 */
const wireJob = z.looseObject({
  id: z.pipe(z.union([z.string(), z.number()]), z.transform(String)),
  title: orNull(z.string()),
  status: orNull(z.string()),
  created_at: orNull(InstantInput),
  updated_at: InstantInput,
  deleted_at: z.nullish(InstantInput),
});
export type WireJob = z.output<typeof wireJob>;

/** The states of My ATS in the words of the field. Any other is passed through as it is, with a `drift` event. */
export const statuses = vocabulary({ open: "OPEN", closed: "CLOSED", draft: "DRAFT" });

/** What is left out here is null, or an empty list. An empty text says nothing. */
function toJob(wire: WireJob, drift: Drift): Job {
  return record(Job, {
    ...ownRecord(wire.id, { createdAt: wire.created_at, updatedAt: wire.updated_at, deletedAt: wire.deleted_at }),
    title: wire.title || null,
    status: statuses.read(wire.status, drift, "$.status"),
  });
}

/** How a job is read. */
export const jobReading: Reading<WireJob, Job> = { schema: wireJob, map: toJob };
