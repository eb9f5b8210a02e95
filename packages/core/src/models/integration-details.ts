import { z } from "zod/mini";
import { Instant } from "./instant.ts";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";
import type * as records from "./records.generated.ts";

const availability = {
  /** The aggregator's own name of it. */
  id: z.string(),
  /** Whether it can be used, all in all. */
  available: z.nullable(z.boolean()),
  /** UNSUPPORTED: the ATS cannot. NOT_IMPLEMENTED: the aggregator has not built it. */
  coverage: z.nullable(openEnum(["SUPPORTED", "UNSUPPORTED", "NOT_IMPLEMENTED", "UNKNOWN"])),
  /** What the scope configuration says; the customer may opt out of what is OPTIONAL. */
  scope: z.nullable(openEnum(["ENABLED", "DISABLED", "OPTIONAL"])),
  /** Whether the customer said no. */
  optedOut: z.nullable(z.boolean()),
} as const;

/** A kind of record that can be read, or an action, and by whose decision it can be used. */
export const IntegrationFeature = z.object({
  ...availability,
  /** The name of it, to be shown to customers. */
  label: z.nullable(z.string()),
  /** The fields of it, each with its own availability. */
  fields: z.array(
    z.object({
      ...availability,
      /** What the scope configuration says of the field. */
      scope: z.optional(availability.scope),
      /** Whether the customer said no to the field. */
      optedOut: z.optional(availability.optedOut),
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
    label: z.nullable(z.string()),
    /** A more exact name, for you and not for customers. */
    internalLabel: z.nullable(z.string()),
    /** The logo of the ATS. */
    logoUrl: z.nullable(z.string()),
    /** The logo as a square icon. */
    iconUrl: z.nullable(z.string()),
  }),
  /** The kind of software, such as `ATS`. */
  category: z.nullable(z.string()),
  /** INVALID: the ATS refuses the stored credentials. INACTIVE: switched off. */
  status: z.nullable(openEnum(["ACTIVE", "INVALID", "INACTIVE"])),
  /** How far the customer's set-up has come. */
  setupStatus: z.nullable(openEnum(["INCOMPLETE", "FINAL_SYNC_PENDING", "COMPLETED"])),
  /** The customer whose integration it is. */
  customer: z.object({
    /** The name of the customer's organization. */
    organizationName: z.nullable(z.string()),
    /** The e-mail address of the person who made the link. */
    creatorEmail: z.nullable(personal(z.string())),
    /** The id that you gave the customer when the link was made. */
    originId: z.nullable(z.string()),
  }),
  /** The scope configuration that decides what the integration may do. */
  scopeConfiguration: z.nullable(
    z.object({
      /** The id of the scope configuration. */
      id: z.string(),
      /** The name of the scope configuration. */
      name: z.nullable(z.string()),
    }),
  ),
  /** Whether the aggregator calls the integration a beta. */
  beta: z.nullable(z.boolean()),
  /** When the integration was made. */
  createdAt: z.nullable(Instant),
  /** When the aggregator deleted the integration's data; null while it has them. */
  dataExpiredAt: z.nullable(Instant),
  /** What can be read. */
  readModels: z.array(IntegrationFeature),
  /** What can be written. */
  writeActions: z.array(IntegrationFeature),
  /** The answer as it came over the wire; only when asked for with `raw: true`. */
  raw: z.optional(z.unknown()),
});
export interface IntegrationDetails extends records.IntegrationDetailsRecord {}
