import { z } from "zod/mini";
import { Instant } from "./instant.ts";
import { IntegrationField } from "./integration-field.ts";
import { personal } from "./personal.ts";
import { Provenance } from "./provenance.ts";

/** What every record carries besides its own fields. */
export const recordFields = {
  /** The id that every operation of the connection takes (the aggregator's, where there is one). */
  id: z.string(),
  /** The id in the ATS itself; may be a composite. */
  remoteId: z.nullable(z.string()),
  /** Where a person opens the record in the ATS. */
  remoteUrl: z.nullable(personal(z.string())),
  /** Custom fields as the connection maps them; empty if none. */
  customFields: z.record(z.string(), z.unknown()),
  /** Fields of the ATS that the customer passes through as they are; empty if none. */
  integrationFields: z.array(IntegrationField),
  /** When the ATS says the record was created. */
  createdAt: z.nullable(Instant),
  /** When the ATS says the record was last updated. */
  updatedAt: z.nullable(Instant),
  /** When the connection last saw a change of the record itself. */
  changedAt: Instant,
  /** When the record was found to be gone; only with `includeDeleted`. */
  deletedAt: z.nullable(Instant),
  /** The record as it came over the wire; only when asked for with `raw: true`. */
  raw: z.optional(z.unknown()),
  /** Where each field came from; only when asked for with `provenance: true`. */
  provenance: z.optional(Provenance),
} as const;

/** The same without what belongs to whole records only: for records that are short or nested in others. */
export const smallRecordFields = {
  id: recordFields.id,
  remoteId: recordFields.remoteId,
  changedAt: recordFields.changedAt,
  deletedAt: recordFields.deletedAt,
  raw: recordFields.raw,
  provenance: recordFields.provenance,
} as const;

/** The same with the ATS's own dates. */
export const datedRecordFields = {
  ...smallRecordFields,
  createdAt: recordFields.createdAt,
  updatedAt: recordFields.updatedAt,
} as const;

/** A short mention of another record. */
export const mentionFields = {
  /** The id that the connection uses for the record. */
  id: z.string(),
  /** The id in the ATS itself. */
  remoteId: z.nullable(z.string()),
} as const;
