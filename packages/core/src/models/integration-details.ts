import { z } from "zod";
import { Instant } from "./instant.ts";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import type * as records from "./records.generated.ts";

const availability = {
  /** The aggregator's own name of it. */
  id: z.string(),
  /** Whether it can be used, all in all. */
  available: z.boolean().nullable(),
  /** UNSUPPORTED: the ATS cannot. NOT_IMPLEMENTED: the aggregator has not built it. */
  coverage: openEnum(["SUPPORTED", "UNSUPPORTED", "NOT_IMPLEMENTED", "UNKNOWN"]).nullable(),
  /** What the scope configuration says; the customer may opt out of what is OPTIONAL. */
  scope: openEnum(["ENABLED", "DISABLED", "OPTIONAL"]).nullable(),
  /** Whether the customer said no. */
  optedOut: z.boolean().nullable(),
} as const;

/** A kind of record that can be read, or an action, and by whose decision it can be used. */
export const IntegrationFeature = z.object({
  ...availability,
  /** The name of it, to be shown to customers. */
  label: z.string().nullable(),
  /** The fields of it, each with its own availability. */
  fields: z.array(
    z.object({
      ...availability,
      /** What the scope configuration says of the field. */
      scope: availability.scope.optional(),
      /** Whether the customer said no to the field. */
      optedOut: availability.optedOut.optional(),
    }),
  ),
});
export interface IntegrationFeature extends records.IntegrationFeatureRecord {}

/** One customer's integration: its state, and what it may do. */
export const IntegrationDetails = z.object({
  /** The id of the integration. */
  id: z.string(),
  /** The ATS that is connected. */
  tool: z.object({
    /** The aggregator's name of the ATS. */
    id: z.string(),
    /** The name of the ATS, to be shown to customers. */
    label: z.string().nullable(),
    /** A more exact name, for you and not for customers. */
    internalLabel: z.string().nullable(),
    /** The logo of the ATS. */
    logoUrl: z.string().nullable(),
    /** The logo as a square icon. */
    iconUrl: z.string().nullable(),
  }),
  /** The kind of software, such as `ATS`. */
  category: z.string().nullable(),
  /** INVALID: the ATS refuses the stored credentials. INACTIVE: switched off. */
  status: openEnum(["ACTIVE", "INVALID", "INACTIVE"]).nullable(),
  /** How far the customer's set-up has come. */
  setupStatus: openEnum(["INCOMPLETE", "FINAL_SYNC_PENDING", "COMPLETED"]).nullable(),
  /** The customer whose integration it is. */
  customer: z.object({
    /** The name of the customer's organization. */
    organizationName: z.string().nullable(),
    /** The e-mail address of the person who made the link. */
    creatorEmail: personal(z.string()).nullable(),
    /** The id that you gave the customer when the link was made. */
    originId: z.string().nullable(),
  }),
  /** The scope configuration that decides what the integration may do. */
  scopeConfiguration: z
    .object({
      /** The id of the scope configuration. */
      id: z.string(),
      /** The name of the scope configuration. */
      name: z.string().nullable(),
    })
    .nullable(),
  /** Whether the aggregator calls the integration a beta. */
  beta: z.boolean().nullable(),
  /** When the integration was made. */
  createdAt: Instant.nullable(),
  /** When the aggregator deleted the integration's data; null while it has them. */
  dataExpiredAt: Instant.nullable(),
  /** What can be read. */
  readModels: z.array(IntegrationFeature),
  /** What can be written. */
  writeActions: z.array(IntegrationFeature),
  /** The answer as it came over the wire; only when asked for with `raw: true`. */
  raw: z.unknown().optional(),
});
export interface IntegrationDetails extends records.IntegrationDetailsRecord {}
