import { secret, settingsBy } from "@anyats/core";
import { baseUrl, customFetch } from "@anyats/http";
import { z } from "zod/mini";

/** Where Kombo keeps a customer's data. */
export const regions = { eu: "https://api.kombo.dev/v1", us: "https://api.us.kombo.dev/v1" } as const;
export type Region = keyof typeof regions;

/** What a header can hold. A key that was copied out of a text may bring a quotation mark or something invisible along. */
const visibleAscii = /^[!-~]+$/;

/** What a connection through Kombo needs to be told. */
export const komboSettings = z.strictObject({
  apiKey: secret().check(
    z.refine(
      (key) => visibleAscii.test(key.reveal()),
      "must hold letters, digits and signs of ASCII only: no header can hold others",
    ),
    z.describe("The API key of the Kombo environment. Kept so nothing prints it."),
  ),
  integrationId: z
    .string()
    .check(
      z.regex(/^[\w-]+:[\w-]+$/, "must look like `tool:id`, as Kombo's dashboard shows it"),
      z.describe("The customer's integration, `tool:id`."),
    ),
  region: z
    ._default(z.enum(["eu", "us"]), "eu")
    .check(z.describe("Where Kombo keeps the customer's data: `eu` (default) or `us`.")),
  defaultCountry: z
    .optional(z.string().check(z.regex(/^[A-Z]{2}$/, "must be a two-letter country code such as FR")))
    .check(z.describe("The country whose phone numbers the customer writes without a country code, such as `FR`.")),
  baseUrl: z
    .optional(baseUrl())
    .check(z.describe("Another address of Kombo's API, such as an emulator's; replaces `region`.")),
  fetch: z
    .optional(customFetch())
    .check(z.describe("Another `fetch`: an emulator's, or one that goes through a proxy.")),
});

/** The settings as handlers see them. */
export type KomboSettings = z.output<typeof komboSettings>;

/** The settings of a connection through Kombo, typed. */
export const KOMBO_SETTINGS = settingsBy(komboSettings);
