import { secret } from "@anyats/core";
import { baseUrl, customFetch } from "@anyats/http";
import { z } from "zod/mini";

/** What a connection needs to be told. Coverage shows the descriptions. */
export const rowanSettings = z.strictObject({
  apiKey: secret().check(z.describe("The key of the service account in Rowan. Kept so nothing prints it.")),
  baseUrl: baseUrl().check(z.describe("Where Rowan runs, such as https://rowan.example.com.")),
  fetch: z.optional(customFetch()).check(z.describe("Another `fetch`: a test's, or one that goes through a proxy.")),
});

/** The settings as handlers and collaborators see them. */
export type RowanSettings = z.output<typeof rowanSettings>;
