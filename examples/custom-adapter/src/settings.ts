import { secret, type Secret } from "@anyats/core";
import { z } from "zod";

const isSafe = (address: string) => {
  const { protocol, hostname } = new URL(address);
  return protocol === "https:" || hostname === "127.0.0.1" || hostname === "localhost";
};

/** What a connection needs to be told. Coverage shows the descriptions. */
export const rowanSettings = z.strictObject({
  apiKey: secret().describe("The key of the service account in Rowan. Kept so that nothing prints it."),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .refine(isSafe, "must be https, unless it is this machine")
    .describe("Where Rowan runs, such as https://rowan.example.com."),
  fetch: z
    .custom<typeof globalThis.fetch>((value) => typeof value === "function", "must be a function")
    .optional()
    .describe("Another `fetch`: a test's, or one that goes through a proxy."),
});

/** The settings as handlers and collaborators see them. */
export interface RowanSettings {
  readonly apiKey: Secret;
  readonly baseUrl: string;
  readonly fetch?: typeof globalThis.fetch;
}
