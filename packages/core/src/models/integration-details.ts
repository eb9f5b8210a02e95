import { z } from "zod";
import { Instant } from "./instant.ts";
import { openEnum } from "./open-enum.ts";
import { personal } from "./personal.ts";

const availability = {
  /** The aggregator's own name of it. */
  id: z.string().describe("The aggregator's own name of it."),
  /** Whether it can be used, all in all. */
  available: z.boolean().nullable().describe("Whether it can be used, all in all."),
  /** UNSUPPORTED: the ATS cannot. NOT_IMPLEMENTED: the aggregator has not built it. */
  coverage: openEnum(["SUPPORTED", "UNSUPPORTED", "NOT_IMPLEMENTED", "UNKNOWN"])
    .nullable()
    .describe("UNSUPPORTED: the ATS cannot. NOT_IMPLEMENTED: the aggregator has not built it."),
  /** What the scope configuration says; the customer may opt out of what is OPTIONAL. */
  scope: openEnum(["ENABLED", "DISABLED", "OPTIONAL"])
    .nullable()
    .describe("What the scope configuration says; the customer may opt out of what is OPTIONAL."),
  /** Whether the customer said no. */
  optedOut: z.boolean().nullable().describe("Whether the customer said no."),
} as const;

/** A kind of record that can be read, or an action, and by whose decision it can be used. */
export const IntegrationFeature = z.object({
  ...availability,
  label: z.string().nullable(),
  fields: z.array(
    z.object({ ...availability, scope: availability.scope.optional(), optedOut: availability.optedOut.optional() }),
  ),
});
export type IntegrationFeature = Readonly<z.output<typeof IntegrationFeature>>;

/** One customer's integration: its state, and what it may do. */
export const IntegrationDetails = z
  .object({
    id: z.string(),
    /** The ATS that is connected. */
    tool: z
      .object({
        id: z.string(),
        /** The name of the ATS, to be shown to customers. */
        label: z.string().nullable().describe("The name of the ATS, to be shown to customers."),
        /** A more exact name, for you and not for customers. */
        internalLabel: z.string().nullable().describe("A more exact name, for you and not for customers."),
        /** The logo of the ATS. */
        logoUrl: z.string().nullable().describe("The logo of the ATS."),
        /** The logo as a square icon. */
        iconUrl: z.string().nullable().describe("The logo as a square icon."),
      })
      .describe("The ATS that is connected."),
    category: z.string().nullable(),
    /** INVALID: the ATS refuses the stored credentials. INACTIVE: switched off. */
    status: openEnum(["ACTIVE", "INVALID", "INACTIVE"])
      .nullable()
      .describe("INVALID: the ATS refuses the stored credentials. INACTIVE: switched off."),
    setupStatus: openEnum(["INCOMPLETE", "FINAL_SYNC_PENDING", "COMPLETED"]).nullable(),
    customer: z.object({
      organizationName: z.string().nullable(),
      creatorEmail: personal(z.string()).nullable(),
      /** The id that you gave the customer when the link was made. */
      originId: z.string().nullable().describe("The id that you gave the customer when the link was made."),
    }),
    scopeConfiguration: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
    beta: z.boolean().nullable(),
    createdAt: Instant.nullable(),
    dataExpiredAt: Instant.nullable(),
    readModels: z.array(IntegrationFeature),
    writeActions: z.array(IntegrationFeature),
    raw: z.unknown().optional(),
  })
  .describe("One customer's integration: its state, and what it may do.");
export type IntegrationDetails = Readonly<z.output<typeof IntegrationDetails>>;
