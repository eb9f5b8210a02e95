import type { HttpProfile } from "@anyats/http";
import { regions, type KomboSettings } from "../settings.ts";
import { readRefusal } from "./kombo-error.ts";

/** The limit of what runs live in the ATS at once. */
export const actions = "actions";

/** What @anyats/http needs to know of Kombo. */
export const komboProfile: HttpProfile<KomboSettings> = {
  name: "Kombo",
  party: "aggregator",
  destination: ({ apiKey, integrationId, region, baseUrl, fetch }) => ({
    baseUrl: baseUrl ?? regions[region],
    headers: { Authorization: `Bearer ${apiKey.reveal()}`, "X-Integration-Id": integrationId },
    fetch,
  }),
  refusal: ({ status, body }) => readRefusal(status, body),
  quota: {
    // While the server says nothing, the number grows to what Kombo documents as its default.
    atOnce: { [actions]: { first: 8, most: 30 } },
    window: { remaining: "ratelimit-remaining", reset: "ratelimit-reset", resetIs: "seconds" },
    concurrency: { header: "concurrency-limit", kind: actions },
  },
};
