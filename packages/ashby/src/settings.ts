import { secret, settingsBy } from "@anyats/core";
import { baseUrl, customFetch } from "@anyats/http";
import { z } from "zod/mini";

/** What a connection to Ashby needs to be told. */
export const ashbySettings = z.strictObject({
  apiKey: secret().check(
    z.refine((key) => /^[!-~]+$/.test(key.reveal()), "must hold letters, digits and signs of ASCII only"),
    z.describe("The API key of the customer's organization. Kept so nothing prints it."),
  ),
  baseUrl: z
    ._default(baseUrl(), "https://api.ashbyhq.com")
    .check(z.describe("Another address of Ashby's API, such as an emulator's.")),
  defaultCountry: z
    .optional(z.string().check(z.regex(/^[A-Z]{2}$/, "must be a two-letter country code such as FR")))
    .check(z.describe("The country whose phone numbers the customer writes without a country code, such as `FR`.")),
  fetch: z
    .optional(customFetch())
    .check(z.describe("Another `fetch`: an emulator's, or one that goes through a proxy.")),
});

/** The settings as handlers see them. */
export type AshbySettings = z.output<typeof ashbySettings>;

/** The settings of a connection to Ashby, typed. */
export const ASHBY_SETTINGS = settingsBy(ashbySettings);
