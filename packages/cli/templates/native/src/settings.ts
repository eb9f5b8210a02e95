import { secret, type Secret } from "@anyats/core";
import { z } from "zod";

/** What a connection needs to be told. Coverage shows the descriptions. */
export const myAtsSettings = z.strictObject({
  apiKey: secret().describe("The API key of My ATS. Kept so that nothing prints it."),
  baseUrl: z.url({ protocol: /^https$/ }).describe("The address of the API, such as https://customer.example/api."),
  fetch: z
    .custom<typeof globalThis.fetch>((value) => typeof value === "function", "must be a function")
    .optional()
    .describe("Another `fetch`: a test's, or one that goes through a proxy."),
});

/** The settings as handlers and collaborators see them. */
export interface MyAtsSettings {
  readonly apiKey: Secret;
  readonly baseUrl: string;
  readonly fetch?: typeof globalThis.fetch;
}
