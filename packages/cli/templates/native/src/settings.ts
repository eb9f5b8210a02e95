import { secret } from "@anyats/core";
import { baseUrl, customFetch } from "@anyats/http";
import { z } from "zod/mini";

/** What a connection needs to be told. Coverage shows the descriptions. */
export const myAtsSettings = z.strictObject({
  apiKey: secret().check(z.describe("The API key of My ATS. Kept so nothing prints it.")),
  baseUrl: baseUrl().check(z.describe("The address of the API, such as https://customer.example/api.")),
  fetch: z.optional(customFetch()).check(z.describe("Another `fetch`: a test's, or one that goes through a proxy.")),
});

/** The settings as handlers and collaborators see them. */
export type MyAtsSettings = z.output<typeof myAtsSettings>;
