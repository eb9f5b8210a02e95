import { settingsBy } from "@anyats/core";
import { komboSettings, type KomboSettings } from "@anyats/kombo-base";
import { z } from "zod/mini";

/** Who sees a note in Greenhouse. Source: Kombo's API reference, remote fields. */
export const noteVisibilities = ["admin_only", "private", "public"] as const;

/** What a connection to Greenhouse needs to be told. */
export const greenhouseSettings = z.extend(komboSettings, {
  integrationId: komboSettings.shape.integrationId.check(
    z.describe("The customer's integration, `greenhouse:id` or `greenhousev3:id`."),
  ),
  noteVisibility: z
    .optional(z.enum(noteVisibilities))
    .check(
      z.describe("Who sees the notes that are written, where a call does not say it; left to Greenhouse when absent."),
    ),
});

export type GreenhouseSettings = z.output<typeof greenhouseSettings>;

/** The settings of a connection to Greenhouse, typed. */
export const GREENHOUSE_SETTINGS = settingsBy(greenhouseSettings);

/** Kombo has two connectors for Greenhouse, each with its own key in `remote_fields`. */
export type Connector = "greenhouse" | "greenhousev3";

/** What a call gives for each ATS. */
export type RemoteFields = Readonly<Record<string, Readonly<Record<string, unknown>>>> | undefined;

export const otherThan = (connector: Connector): Connector =>
  connector === "greenhouse" ? "greenhousev3" : "greenhouse";

export function connectorOf({ integrationId }: Pick<KomboSettings, "integrationId">): Connector {
  return integrationId.startsWith("greenhousev3:") ? "greenhousev3" : "greenhouse";
}
