import { secret } from "@anyats/core";
import { baseUrl, customFetch } from "@anyats/http";
import { z } from "zod";

/** What a connection needs to be told. Coverage shows the descriptions. */
export const rowanSettings = z.strictObject({
  apiKey: secret().describe("The key of the service account in Rowan. Kept so nothing prints it."),
  baseUrl: baseUrl().describe("Where Rowan runs, such as https://rowan.example.com."),
  fetch: customFetch().optional().describe("Another `fetch`: a test's, or one that goes through a proxy."),
});

/** The settings as handlers and collaborators see them. */
export type RowanSettings = z.output<typeof rowanSettings>;
